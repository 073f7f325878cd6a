// Package markup turns what a person typed into HTML that is safe to show to anybody.
//
// A text is Markdown as people write it in a chat: CommonMark with struck text, bare links, mentions, spoilers and
// coloured code; HTML, pictures from elsewhere, reference definitions and underlined headings are text or links here.
// It goes through three gates: a parser that bounds nesting, a renderer that writes only a few elements, and a policy
// that drops whatever is not on its list, should the first two ever be wrong.
package markup

import (
	"bytes"
	"html"
	"strings"
	"unicode/utf8"

	"github.com/microcosm-cc/bluemonday"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/text"
)

// maxBody is how many code points are parsed: the parser takes time by their square.
const maxBody = 4000

// maxHTML bounds what one message adds to a page, in bytes. An honest text of 4,000 characters stays far below it.
const maxHTML = 64 << 10

// Renderer renders texts. It is made once and safe for concurrent use.
type Renderer struct {
	parser parser.Parser
	writer renderer.Renderer
	policy *bluemonday.Policy
}

// New makes a Renderer.
func New() *Renderer {
	return &Renderer{parser: newParser(), writer: newWriter(), policy: newPolicy()}
}

// Result is a rendered text.
type Result struct {
	HTML  string // blocks (p, ul, pre …) to be put into an element of class "text"
	Plain string // one line of plain text, at most 140 runes, with spoilers left out: for quotes, feeds and titles
}

// Render renders body, which is valid UTF-8 without NUL, with LF line ends. mentions holds, by lower-case handle, whom
// the text may name; other names stay text. More than 4,000 code points are shown as typed.
func (r *Renderer) Render(body string, mentions map[string]Mention) Result {
	out := r.html([]byte(body), mentions)
	plain := plainText(out)
	if plain == "" || len(out) > maxHTML {
		// Marks alone ("#", "- -") would show nothing, and nothing typed is lost; too much HTML is an attack.
		out = asTyped(body)
		plain = plainText(out)
	}
	if isBig(body) {
		out = strings.Replace(out, "<p>", `<p class="big">`, 1)
	}
	return Result{HTML: out, Plain: plain}
}

// html returns "" for what is better shown as typed.
func (r *Renderer) html(source []byte, mentions map[string]Mention) string {
	if utf8.RuneCount(source) > maxBody {
		return ""
	}
	doc := r.parse(source)
	linkMentions(doc, mentions)
	colourCode(doc, source)
	var out bytes.Buffer
	if err := r.writer.Render(&out, source, doc); err != nil {
		return "" // a bytes.Buffer takes everything, so only a node that nothing writes gets here
	}
	return r.policy.Sanitize(out.String())
}

// parse reads source into a tree of bounded depth in which no link lies within another.
func (r *Renderer) parse(source []byte) ast.Node {
	doc := r.parser.Parse(text.NewReader(source))
	flatten(doc)
	settleLinks(doc, source)
	return doc
}

// asTyped shows body as it was typed, without any mark-up.
func asTyped(body string) string {
	escaped := html.EscapeString(strings.TrimSpace(body))
	return "<p>" + strings.ReplaceAll(escaped, "\n", "<br>\n") + "</p>\n"
}
