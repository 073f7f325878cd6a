package markup

import (
	"slices"

	"github.com/yuin/goldmark/ast"
)

// collect lists the nodes of some kinds, an outer one before what it holds, so that the tree may be changed meanwhile.
func collect(doc ast.Node, kinds ...ast.NodeKind) []ast.Node {
	var found []ast.Node
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if entering && slices.Contains(kinds, n.Kind()) {
			found = append(found, n)
		}
		return ast.WalkContinue, nil
	})
	return found
}

func replace(n, by ast.Node) {
	n.Parent().ReplaceChild(n.Parent(), n, by)
}

// literal is text that holds no more mark-up.
func literal(s string) ast.Node {
	n := ast.NewString([]byte(s))
	n.SetRaw(true)
	return n
}

// written is HTML that is finished, save for the policy.
func written(html string) ast.Node {
	n := ast.NewString([]byte(html))
	n.SetCode(true)
	return n
}
