package markup

import (
	"html"
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// Everyone is the handle in @room, which names all members of the room. A text names them only if the mentions given
// to Render hold it: the caller knows whether the author may.
const Everyone = "room"

const (
	maxMentions = 50 // that one text may hold; further ones are text
	maxHandle   = 64 // runes
)

// Mention is somebody a text may name. Name is shown, and links to /people/{Handle}.
type Mention struct {
	ID     int64
	Handle string
	Name   string
}

// Handles lists the distinct handles, in lower case, that body mentions outside of code and links: at most 50, in
// their order, so that the caller looks them up at once before Render. Everyone is among them if body says @room.
func (r *Renderer) Handles(body string) []string {
	if !strings.Contains(body, "@") || utf8.RuneCountInString(body) > maxBody {
		return nil
	}
	var handles []string
	for _, n := range collect(r.parse([]byte(body)), kindMention) {
		handle := strings.ToLower(n.(*mention).handle)
		if !isLinked(n) && len(handles) < maxMentions && !slices.Contains(handles, handle) {
			handles = append(handles, handle)
		}
	}
	return handles
}

// linkMentions puts a name in the place of each mention that may be one, and the typed text in that of the others.
func linkMentions(doc ast.Node, mentions map[string]Mention) {
	left := maxMentions
	for _, n := range collect(doc, kindMention) {
		handle := n.(*mention).handle
		who, ok := mentions[strings.ToLower(handle)]
		if !ok || isLinked(n) || left == 0 {
			replace(n, literal("@"+handle))
			continue
		}
		left--
		replace(n, written(mentionHTML(strings.ToLower(handle), who)))
	}
}

func mentionHTML(handle string, who Mention) string {
	if handle == Everyone {
		return `<span class="mention">@` + Everyone + `</span>`
	}
	href := "/people/" + url.PathEscape(who.Handle)
	return `<a class="mention" href="` + html.EscapeString(href) + `">@` + html.EscapeString(who.Name) + `</a>`
}

// mention is an @ and a handle, whoever that may be.
type mention struct {
	ast.BaseInline
	handle string // as typed
}

var kindMention = ast.NewNodeKind("Mention")

func (*mention) Kind() ast.NodeKind { return kindMention }

func (m *mention) Dump(source []byte, level int) { ast.DumpHelper(m, source, level, nil, nil) }

type mentionParser struct{}

func (mentionParser) Trigger() []byte { return []byte{'@'} }

func (mentionParser) Parse(_ ast.Node, block text.Reader, _ parser.Context) ast.Node {
	if before := block.PrecendingCharacter(); isHandleRune(before) || before == '@' || before == '/' {
		return nil // a mailbox, or a part of an address
	}
	line, _ := block.PeekLine()
	handle := leadingHandle(string(line[1:]))
	if handle == "" || strings.HasPrefix(string(line[1+len(handle):]), "@") {
		return nil
	}
	block.Advance(1 + len(handle))
	return &mention{handle: handle}
}

// leadingHandle returns the handle that s begins with, without the full stop of the sentence.
func leadingHandle(s string) string {
	end := strings.IndexFunc(s, func(r rune) bool { return !isHandleRune(r) })
	if end < 0 {
		end = len(s)
	}
	handle := strings.TrimRight(s[:end], ".-")
	if utf8.RuneCountInString(handle) > maxHandle {
		return ""
	}
	return handle
}

func isHandleRune(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r) || r == '_' || r == '-' || r == '.'
}
