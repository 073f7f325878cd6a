package markup

import (
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/util"
)

func newWriter() renderer.Renderer {
	return renderer.NewRenderer(renderer.WithNodeRenderers(
		util.Prioritized(ownElements{}, 100),
		util.Prioritized(extension.NewStrikethroughHTMLRenderer(), 500),
		util.Prioritized(html.NewRenderer(html.WithHardWraps()), 1000), // a new line is meant as one
	))
}

// ownElements writes what goldmark would write otherwise or not at all.
type ownElements struct{}

func (o ownElements) RegisterFuncs(reg renderer.NodeRendererFuncRegisterer) {
	reg.Register(ast.KindHeading, o.heading)
	reg.Register(ast.KindLink, o.link)
	reg.Register(kindSpoiler, o.spoiler)
}

// heading writes h2 for the message's own top level and h3 for all below, whatever was typed: a message stands under
// the page's h1, may not outshine it, and leaves no level out.
func (ownElements) heading(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if !n.HasChildren() {
		return ast.WalkContinue, nil // an empty heading is a stop without a sign for a screen reader
	}
	tag := "h2>"
	if n.(*ast.Heading).Level > topLevel(n) {
		tag = "h3>"
	}
	if entering {
		_, _ = w.WriteString("<" + tag)
		return ast.WalkContinue, nil
	}
	_, _ = w.WriteString("</" + tag + "\n")
	return ast.WalkContinue, nil
}

// topLevel is the level of the first heading in n's document, which stands for the highest one.
func topLevel(n ast.Node) int {
	first := n
	_ = ast.Walk(n.OwnerDocument(), func(m ast.Node, _ bool) (ast.WalkStatus, error) {
		if m.Kind() == ast.KindHeading && m.HasChildren() {
			first = m
			return ast.WalkStop, nil
		}
		return ast.WalkContinue, nil
	})
	return first.(*ast.Heading).Level
}

func (ownElements) link(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		_, _ = w.WriteString("</a>")
		return ast.WalkContinue, nil
	}
	_, _ = w.WriteString(`<a href="`)
	_, _ = w.Write(util.EscapeHTML(n.(*ast.Link).Destination))
	_, _ = w.WriteString(`" rel="nofollow noopener ugc">`)
	return ast.WalkContinue, nil
}

func (ownElements) spoiler(w util.BufWriter, _ []byte, _ ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		_, _ = w.WriteString(`<span class="spoiler" tabindex="0">`)
		return ast.WalkContinue, nil
	}
	_, _ = w.WriteString("</span>")
	return ast.WalkContinue, nil
}
