package markup

import (
	"regexp"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// newParser lists what is understood. Left out on purpose: HTML (it is shown as text), reference definitions (a long
// address used a thousand times makes a page of megabytes) and setext headings (people type "---" under a line to
// part it from the next, not to make it big).
func newParser() parser.Parser {
	return parser.NewParser(
		parser.WithBlockParsers(
			util.Prioritized(parser.NewThematicBreakParser(), 200),
			util.Prioritized(shallow{parser.NewListParser()}, 300),
			util.Prioritized(parser.NewListItemParser(), 400),
			util.Prioritized(parser.NewCodeBlockParser(), 500),
			util.Prioritized(parser.NewATXHeadingParser(), 600),
			util.Prioritized(parser.NewFencedCodeBlockParser(), 700),
			util.Prioritized(shallow{parser.NewBlockquoteParser()}, 800),
			util.Prioritized(parser.NewParagraphParser(), 1000),
		),
		parser.WithInlineParsers(
			util.Prioritized(parser.NewCodeSpanParser(), 100),
			util.Prioritized(parser.NewLinkParser(), 200),
			util.Prioritized(parser.NewAutoLinkParser(), 300),
			util.Prioritized(parser.NewEmphasisParser(), 500),
			util.Prioritized(extension.NewStrikethroughParser(), 500),
			util.Prioritized(spoilerParser{}, 500),
			util.Prioritized(mentionParser{}, 600),
			util.Prioritized(newBareLinkParser(), 999),
		),
	)
}

// bareLink is an address typed as such. goldmark's own pattern knows neither localhost nor letters beyond ASCII.
// Brackets end it because of [https://…](https://…), a bar because of spoilers, and so does CJK punctuation.
var bareLink = regexp.MustCompile("^https?://[\\pL\\pN][^\\s<>\"`|\\\\^{}\\[\\]。、，！？；：」』】）]*")

func newBareLinkParser() parser.InlineParser {
	return bareLinkParser{extension.NewLinkifyParser(
		extension.WithLinkifyAllowedProtocols([]string{"http:", "https:"}),
		extension.WithLinkifyURLRegexp(bareLink),
	)}
}

// bareLinkParser finds addresses within brackets too, as in "[see https://…]", where goldmark expects a link's label;
// settleLinks takes those apart that did become a label.
type bareLinkParser struct{ parser.InlineParser }

func (p bareLinkParser) Parse(parent ast.Node, block text.Reader, pc parser.Context) ast.Node {
	return p.InlineParser.Parse(parent, block, outsideLabel{pc})
}

type outsideLabel struct{ parser.Context }

func (outsideLabel) IsInLinkLabel() bool { return false }
