package markup

import (
	"net/url"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// seeds are texts that have broken other renderers.
var seeds = []string{
	`<script>alert(1)</script>`, `<img src=x onerror=alert(1)>`, `<svg/onload=alert(1)>`, `<iframe srcdoc="<script>">`,
	`<div hx-get="/admin" hx-trigger="load">`, `<p data-hx-post="/x" id=a style="position:fixed" class="primary">`,
	`<a href="javascript:alert(1)">x</a>`, `<form action="//evil.example"><button>`, `<math><mtext><table><mglyph><style><!--</style>`,
	`<!--><script>-->`, `<![CDATA[<b>]]>`, `<?php x ?>`, `<base href="//evil.example">`, `<meta http-equiv=refresh>`,
	`<noscript><p title="</noscript><img src=x onerror=alert(1)>">`, `</p></div></article><h1>x`, `<textarea>`, `<plaintext>`,
	`[a](javascript:alert(1))`, `[a](JaVaScRiPt:alert(1))`, `[a](java&#x0A;script:alert(1))`, `[a](<javascript:alert(1)>)`,
	`[a](data:text/html;base64,PHNjcmlwdD4=)`, `[a](vbscript:b)`, `[a](https://b.c"onmouseover="alert(1))`, `[a](http://[::1]/)`,
	`[a](https://b.c "t\" onclick=alert(1)")`, `![a"onerror="x](https://b.c)`, `<https://b.c"onclick=alert(1)>`, `<javascript:alert(1)>`,
	`https://b.c/"onclick="x`, `https://b.c/<script>`, `http://%00/`, `http://a%zz/`, `[a](http://a%zz.b)`, `www.a.b"x`,
	`[a](/people/ana)`, `[a](/people/../admin)`, `[a](//evil.example)`, `[a](\\evil.example)`, `[[a](http://b)](http://c)`,
	`[<http://a.b>](http://c)`, `[![a](http://b)](http://c)`, `![[a](http://b)](http://c)`, `[@ana](http://b)`, `[a@b.c](http://d)`,
	"```\"onclick=alert(1)\nx\n```", "```html\n<script>alert(1)</script>\n```", "```go\nx := `</code></pre><script>`\n```", "~~~php\n<?php\n",
	"```yaml\na: [b, {c: d\n```", "```bash\ncat <<E\n```", "    <b>", "`<b>`", "`` ` ``", "```",
	`||<b>||`, `||*a||*`, `**||a**||`, `||||`, `|| ||`, `~~||a~~||`, `||[a||](http://b)`, `[||a](http://b)||`,
	`@ana`, `@room`, `@ana"onclick=x`, `@<script>`, `\@ana`, `@@ana`, `@ana@ana`, `_@kip_1999_`, `**@ana**`, `@`, `@.`,
	"\u202egnp.exe", "\u2066a\u2069 \u200f", "a\u0301\u0302", "\ufeff", "\u2028", "🎉", "👩‍👩‍👧", "1️⃣", "🇩", "\x01\x7f", "é", "\t- a",
	strings.Repeat(">", 100) + "a", strings.Repeat("- ", 100) + "a", strings.Repeat("> - ", 50) + "a", strings.Repeat("1. ", 40) + "a",
	strings.Repeat("*a_", 300), strings.Repeat("[a](", 300), strings.Repeat("**a *b ", 60) + strings.Repeat("* b**", 60), strings.Repeat("||a ", 60),
	"# a\n### b\n\n###### c\n#\n", "a\n===\nb\n---", "- a\n\n  - b\n\n    > c\n1. d", "999999999. a", "-1. a", "[a]: /b\n[a]", "a\\\nb  \nc",
	"| a | b |\n|---|---|\n| c | d |", "&lt;script&gt;", "&#0;&#x1F;&#xD800;", "&amp;lt;b&amp;gt;", "&NotEqualTilde;", `\<b\>`, `&quot;onclick=`,
}

// FuzzRender holds every rendered text against a list of its own, not the policy's: what a browser makes of it.
func FuzzRender(f *testing.F) {
	for _, seed := range seeds {
		f.Add(seed)
	}
	r := New()
	f.Fuzz(func(t *testing.T, body string) {
		body = strings.ReplaceAll(body, "\x00", "")
		if !utf8.ValidString(body) || utf8.RuneCountInString(body) > 4000 {
			return // chat refuses it before it gets here
		}
		result := r.Render(body, cast)
		if problem := inspect(result.HTML); problem != "" {
			t.Errorf("%s in %q, rendered from %q", problem, result.HTML, body)
		}
		if n := utf8.RuneCountInString(result.Plain); n > maxPlain || strings.ContainsAny(result.Plain, "\n\r") || !utf8.ValidString(result.Plain) {
			t.Errorf("plain text %q", result.Plain)
		}
		if handles := r.Handles(body); len(handles) > maxMentions {
			t.Errorf("%d handles", len(handles))
		}
	})
}

// inspect says what rendered holds that no message may, "" if nothing.
func inspect(rendered string) string {
	if len(rendered) > maxHTML {
		return "too much"
	}
	frame := &html.Node{Type: html.ElementNode, Data: "div", DataAtom: atom.Div}
	nodes, err := html.ParseFragment(strings.NewReader(rendered), frame)
	if err != nil {
		return err.Error()
	}
	for _, n := range nodes {
		for d := range n.Descendants() {
			if problem := inspectNode(d); problem != "" {
				return problem
			}
		}
		if problem := inspectNode(n); problem != "" {
			return problem
		}
	}
	return ""
}

// allowed lists the attributes an element may have, with their values; href is looked at more closely.
var allowed = map[string]map[string][]string{
	"p": {"class": {"big"}}, "br": {}, "hr": {}, "h2": {}, "h3": {}, "blockquote": {}, "ul": {}, "ol": {"start": nil}, "li": {}, "code": {},
	"strong": {}, "em": {}, "del": {},
	"a":    {"href": nil, "class": {"mention"}, "rel": {"nofollow noopener ugc"}},
	"span": {"class": {"spoiler", "mention"}, "tabindex": {"0"}},
	"pre":  {"tabindex": {"0"}, "dir": {"ltr"}, "aria-label": nil},
	"i":    {"class": {"k", "s", "c", "n"}},
}

func inspectNode(n *html.Node) string {
	if n.Type == html.TextNode {
		return ""
	}
	attrs, ok := allowed[n.Data]
	if n.Type != html.ElementNode || !ok {
		return "node " + n.Data
	}
	for _, a := range n.Attr {
		values, ok := attrs[a.Key]
		if !ok || a.Namespace != "" || values != nil && !slices.Contains(values, a.Val) {
			return "attribute " + a.Key + "=" + a.Val
		}
	}
	if n.Data == "a" {
		return inspectLink(n)
	}
	return ""
}

// inspectLink wants a link to lead to a person by a mention, or elsewhere by a full address and without our credit.
func inspectLink(n *html.Node) string {
	attrs := map[string]string{}
	for _, a := range n.Attr {
		attrs[a.Key] = a.Val
	}
	u, err := url.Parse(attrs["href"])
	if err != nil || n.FirstChild == nil {
		return "link " + attrs["href"]
	}
	full := slices.Contains([]string{"http", "https"}, u.Scheme) && u.Host != "" || u.Scheme == "mailto"
	if attrs["class"] == "mention" && strings.HasPrefix(attrs["href"], "/people/") || full && attrs["rel"] != "" {
		return ""
	}
	return "link " + attrs["href"]
}
