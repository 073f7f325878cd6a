package markup

import (
	"regexp"

	"github.com/microcosm-cc/bluemonday"
)

// newPolicy lists all that a message may hold. Everything else is dropped: id, style, title, hx-*, data-*, handlers,
// forms, pictures, frames.
func newPolicy() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowElements("p", "br", "hr", "h2", "h3", "blockquote", "ul", "ol", "li", "pre", "code", "strong", "em", "del")
	p.AllowAttrs("start").Matching(only(`[0-9]{1,9}`)).OnElements("ol")
	p.AllowAttrs("tabindex").Matching(only(`0`)).OnElements("pre", "span")
	p.AllowAttrs("dir").Matching(only(`ltr`)).OnElements("pre")
	p.AllowAttrs("aria-label").Matching(only(`Code(, [A-Za-z0-9#+ ._-]{1,32})?`)).OnElements("pre")
	p.AllowAttrs("class").Matching(only(`[kscn]`)).OnElements("i")
	p.AllowAttrs("class").Matching(only(`spoiler|mention`)).OnElements("span")
	p.AllowAttrs("class").Matching(only(`mention`)).OnElements("a")
	p.AllowAttrs("rel").Matching(only(`nofollow noopener ugc`)).OnElements("a")
	p.AllowAttrs("href").Matching(only(`(https?://|mailto:)[^\s]+|/people/[^\s/?#.][^\s/?#]*`)).OnElements("a")
	p.AllowURLSchemes("http", "https", "mailto")
	p.AllowRelativeURLs(true) // /people/ alone, by the pattern above
	p.RequireParseableURLs(true)
	return p
}

func only(pattern string) *regexp.Regexp {
	return regexp.MustCompile(`\A(?:` + pattern + `)\z`)
}
