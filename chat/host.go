package chat

import (
	"net/url"
	"strings"

	"golang.org/x/net/idna"
)

// dots are what browsers take for the dots of a host.
var dots = strings.NewReplacer("。", ".", "．", ".", "｡", ".")

// hostOf is the host that a line names, in its own letters; empty when it names none.
func hostOf(line string) string {
	line = strings.TrimPrefix(line, "*.")
	if !strings.Contains(line, "://") {
		line = "https://" + line
	}
	u, err := url.Parse(line)
	if err != nil || strings.ContainsAny(u.Hostname(), " %") {
		return ""
	}
	host := strings.Trim(dots.Replace(strings.ToLower(u.Hostname())), ".")
	if plain, err := idna.Punycode.ToUnicode(host); err == nil {
		host = strings.ToLower(plain)
	}
	return host
}
