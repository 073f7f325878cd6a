package chat

import (
	"fmt"
	"regexp"
	"strings"
)

// linkMatcher finds links that lead to where they may not. Hosts that are denied are
// compared as they look, those that are allowed as they are.
type linkMatcher struct {
	deny  []string // skeletons of hosts; none: all are denied
	allow []string
	fine  []string // the skeletons of allow
}

func newLinkMatcher(deny, allow string) (matcher, error) {
	var m linkMatcher
	var err error
	if m.deny, err = hostLines("pattern", deny, skeletonOf); err != nil {
		return nil, err
	}
	if m.allow, err = hostLines("allow", allow, strings.ToLower); err != nil {
		return nil, err
	}
	for _, host := range m.allow {
		m.fine = append(m.fine, skeletonOf(host))
	}
	return m, nil
}

// hostLines reads hosts, one a line; what is pasted as an address counts for its host.
func hostLines(field, text string, form func(string) string) (all []string, err error) {
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		host := hostOf(line)
		switch {
		case line == "*" && field == "pattern":
			return nil, invalid(field, "Leave this empty, and it catches links to every host but those below.")
		case host == "" || strings.Contains(host, "*"):
			return nil, invalid(field, fmt.Sprintf("“%.60s” is no host. Type one a line, such as tides.example.", line))
		}
		all = append(all, form(host))
	}
	if len(all) > maxLines {
		return nil, invalid(field, fmt.Sprintf("%d hosts are the most of one filter. Make two filters of them.", maxLines))
	}
	return all, nil
}

var (
	linkInHTML = regexp.MustCompile(`href="(https?://[^"]*)"`)
	linkInText = regexp.MustCompile(`(?i)(https?://\S+)`)
)

// hosts are where the links of words lead.
func (w *words) hosts() (all []string) {
	if w.html != "" && !hasLink(w.html) {
		return nil
	}
	in, text := linkInHTML, w.html
	if text == "" {
		in, text = linkInText, w.texts[0].source
	}
	for _, found := range in.FindAllStringSubmatch(text, -1) {
		if host := hostOf(found[1]); host != "" {
			all = append(all, host)
		}
	}
	return all
}

func (m linkMatcher) match(w *words) (textSpan, bool) {
	for _, host := range w.linked() {
		if !isOf(host, m.allow) && (len(m.deny) == 0 || isOf(skeletonOf(host), m.deny)) {
			return w.find(skeletonOf(host)), true
		}
	}
	for i, x := range w.texts {
		for _, h := range x.named() { // that somebody typed without making a link
			if isOf(h.host, m.deny) && !isOf(h.host, m.fine) {
				return textSpan{i, x.skeleton.from(h.from), x.skeleton.from(h.from + len(h.host))}, true
			}
		}
	}
	return textSpan{}, false
}

// hostPlace is a part of a text that looks like a host, and where it begins.
type hostPlace struct {
	host string
	from int
}

// hostsIn finds what looks like hosts: letters with hyphens and dots between them.
func hostsIn(text string) (all []hostPlace) {
	from := -1
	for i, r := range text + " " {
		switch part := r == '.' || r == '-' || isWordRune(r); {
		case part && from < 0 && r != '.' && r != '-':
			from = i
		case !part && from >= 0:
			if host := strings.TrimRight(text[from:i], ".-"); strings.Contains(host, ".") {
				all = append(all, hostPlace{host, from})
			}
			from = -1
		}
	}
	return all
}

// isOf says whether a host is one of several, or within one.
func isOf(host string, hosts []string) bool {
	for _, h := range hosts {
		if host == h || strings.HasSuffix(host, "."+h) {
			return true
		}
	}
	return false
}

// find is where a skeleton stands in the texts; the zero span when it does not.
func (w *words) find(skeleton string) textSpan {
	for i, x := range w.texts {
		if at := strings.Index(x.skeleton.text, skeleton); at >= 0 && skeleton != "" {
			return textSpan{i, x.skeleton.from(at), x.skeleton.from(at + len(skeleton))}
		}
	}
	return textSpan{}
}
