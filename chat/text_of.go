package chat

import (
	"html"
	"strings"
)

// inlineTags stand within a word without parting it. All others part what is before and after them.
var inlineTags = map[string]bool{"a": true, "b": true, "code": true, "del": true, "em": true, "i": true, "mark": true, "s": true, "span": true, "strong": true, "u": true}

// textOf is the whole text of a message as it is read, without its marks. rendered is our own HTML: well-formed, and safe.
func textOf(rendered string) string {
	var b strings.Builder
	b.Grow(len(rendered))
	for rendered != "" {
		text, rest, tagged := strings.Cut(rendered, "<")
		b.WriteString(text)
		if !tagged {
			break
		}
		tag, after, _ := strings.Cut(rest, ">")
		name, _, _ := strings.Cut(strings.TrimPrefix(tag, "/"), " ")
		if !inlineTags[name] {
			b.WriteByte('\n')
		}
		rendered = after
	}
	return strings.TrimSpace(html.UnescapeString(b.String()))
}
