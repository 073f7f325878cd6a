package markup

import (
	"bytes"
	"net/url"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"
)

// settleLinks leaves one kind of link in the tree, with an allowed address and not within another: bare addresses and
// pictures become links, and what may not be a link is text again.
func settleLinks(doc ast.Node, source []byte) {
	for _, n := range collect(doc, ast.KindLink, ast.KindAutoLink, ast.KindImage) {
		switch n := n.(type) {
		case *ast.AutoLink:
			settleBare(n, source)
		case *ast.Link:
			settle(n, n.Destination, "[")
		case *ast.Image:
			// A picture fetched from elsewhere would tell its host who reads this room, and when.
			settle(n, n.Destination, "![")
		}
	}
}

func settleBare(n *ast.AutoLink, source []byte) {
	label, dest := n.Label(source), n.URL(source)
	if n.AutoLinkType == ast.AutoLinkEmail && !bytes.HasPrefix(dest, []byte("mailto:")) {
		dest = append([]byte("mailto:"), dest...)
	}
	to, ok := address(util.URLEscape(dest, false))
	switch {
	case isLinked(n):
		replace(n, literal(string(label)))
	case !ok:
		replace(n, literal("<"+string(label)+">")) // only <scheme:…> gets here
	default:
		link := ast.NewLink()
		link.Destination = []byte(to)
		link.AppendChild(link, literal(string(label)))
		replace(n, link)
	}
}

// settle makes n, a link or a picture that was opened with the given mark, a link to dest.
func settle(n ast.Node, dest []byte, mark string) {
	to, ok := address(util.URLEscape(dest, true))
	switch {
	case isLinked(n):
		unwrap(n)
	case !ok:
		n.InsertBefore(n, n.FirstChild(), literal(mark))
		n.AppendChild(n, literal("]("+string(dest)+")"))
		unwrap(n)
	default:
		link := ast.NewLink()
		link.Destination = []byte(to)
		for c := n.FirstChild(); c != nil; c = n.FirstChild() {
			link.AppendChild(link, c)
		}
		if !link.HasChildren() {
			link.AppendChild(link, literal(string(dest))) // a link without words cannot be seen or read out
		}
		replace(n, link)
	}
}

// address returns escaped in its usual form, and whether a text may link to it: to another site or a mailbox, by its
// full address.
func address(escaped []byte) (string, bool) {
	u, err := url.Parse(string(escaped))
	if err != nil {
		return "", false
	}
	switch u.Scheme {
	case "http", "https":
		return u.String(), u.Hostname() != ""
	case "mailto":
		return u.String(), u.Opaque != ""
	}
	return "", false
}

func isLinked(n ast.Node) bool {
	for p := n.Parent(); p != nil; p = p.Parent() {
		if p.Kind() == ast.KindLink {
			return true
		}
	}
	return false
}
