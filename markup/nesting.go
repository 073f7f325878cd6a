package markup

import (
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// maxNesting is how deep quotes and lists may lie in one another, and emphasis, spoilers and links in one another.
// Parsers of HTML give up at about 500 open elements, so that one deep message would spoil the page around it.
const maxNesting = 16

// shallow is a parser of quotes or lists that sees no more than maxNesting of them: deeper marks are text.
type shallow struct{ parser.BlockParser }

func (s shallow) Open(parent ast.Node, reader text.Reader, pc parser.Context) (ast.Node, parser.State) {
	if blockDepth(parent) >= maxNesting {
		return nil, parser.NoChildren
	}
	return s.BlockParser.Open(parent, reader, pc)
}

func blockDepth(n ast.Node) int {
	depth := 0
	for ; n != nil; n = n.Parent() {
		if n.Kind() == ast.KindBlockquote || n.Kind() == ast.KindList {
			depth++
		}
	}
	return depth
}

// flatten takes apart all inline elements that lie deeper than maxNesting and keeps what they hold.
func flatten(doc ast.Node) {
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering || n.Type() != ast.TypeBlock {
			return ast.WalkContinue, nil
		}
		for c := n.FirstChild(); c != nil && c.Type() == ast.TypeInline; c = c.NextSibling() {
			flattenInline(c, 1)
		}
		return ast.WalkContinue, nil
	})
}

func flattenInline(n ast.Node, depth int) {
	for c := n.FirstChild(); c != nil; {
		if depth < maxNesting || !c.HasChildren() || c.Kind() == ast.KindCodeSpan {
			flattenInline(c, depth+1)
			c = c.NextSibling()
			continue
		}
		c = unwrap(c)
	}
}

// unwrap puts n's children in its place and returns the first of them, or what follows n if it has none.
func unwrap(n ast.Node) ast.Node {
	parent, first := n.Parent(), n.FirstChild()
	if first == nil {
		first = n.NextSibling()
	}
	for c := n.FirstChild(); c != nil; c = n.FirstChild() {
		parent.InsertBefore(parent, n, c)
	}
	parent.RemoveChild(parent, n)
	return first
}
