package page

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/html"
)

// Article is a message as a reader sees it.
type Article struct {
	ID      int64
	Seq     int64
	Rev     int64
	Removed bool   // only the tombstone is left
	Text    string // of a removed message and of a line about the room: empty
	Quote   Quote
	// Reactions are the emoji under it, each with the number of people: "👍2 ⛵1". A button names so many at most 200.
	Reactions string
}

// Quote is the message that another one answers.
type Quote struct {
	Seq  int64  // 0: it answers nothing
	Text string // what is shown of it; GoneQuote when it was removed
}

// GoneQuote is what stands in the place of a quoted message that was removed.
const GoneQuote = "This message was removed."

// attributes are those of an element, by name.
type attributes map[string]string

func attributesOf(t html.Token) attributes {
	a := make(attributes, len(t.Attr))
	for _, attr := range t.Attr {
		a[attr.Key] = attr.Val
	}
	return a
}

func (a attributes) number(name string) int64 {
	n, _ := strconv.ParseInt(a[name], 10, 64)
	return n
}

func (a attributes) has(name string) bool {
	_, ok := a[name]
	return ok
}

func (a attributes) isA(class string) bool {
	return slices.Contains(strings.Fields(a["class"]), class)
}

// isMessage says whether an article is one of the list's, numbered.
func (a attributes) isMessage() bool { return a.has("data-seq") }

// articleReader gathers an article from the tokens that follow its start.
type articleReader struct {
	article Article
	text    strings.Builder
	quoted  strings.Builder
	depth   int // of elements within the text; 0: outside
	note    int // of elements within the note "edited"; 0: outside
	quote   int // of elements within the quote; 0: outside
}

// readArticle reads up to the end of an article whose start was just read.
func readArticle(z *html.Tokenizer, start attributes) Article {
	id, _ := strconv.ParseInt(strings.TrimPrefix(start["id"], "m-"), 10, 64)
	r := articleReader{article: Article{ID: id, Seq: start.number("data-seq"), Rev: start.number("data-rev"), Removed: start.has("data-removed")}}
	for {
		switch z.Next() {
		case html.ErrorToken:
			return r.done()
		case html.StartTagToken:
			r.start(z.Token())
		case html.TextToken:
			r.words(z.Token().Data)
		case html.EndTagToken:
			if t := z.Token(); t.Data == "article" {
				return r.done()
			}
			r.end()
		}
	}
}

// empty are the elements that never end.
var empty = []string{"br", "img", "input", "hr", "wbr"}

func (r *articleReader) start(t html.Token) {
	a := attributesOf(t)
	switch {
	case slices.Contains(empty, t.Data):
		return
	case t.Data == "button" && a.has("data-by"):
		r.article.Reactions = strings.TrimSpace(fmt.Sprintf("%s %s%d", r.article.Reactions, a["value"], len(strings.Fields(a["data-by"]))))
	case r.depth == 0 && t.Data == "div" && a.isA("text"):
		r.depth = 1
		return
	case r.quote == 0 && t.Data == "a" && a.isA("quote"):
		r.quote, r.article.Quote.Seq = 1, lastNumber(a["href"])
		return
	}
	if r.note > 0 || r.depth > 0 && a.isA("edited") {
		r.note++
	}
	if r.depth > 0 {
		r.depth++
	}
	if r.quote > 0 {
		r.quote++
		if t.Data == "span" {
			r.quoted.Reset() // before it stands the name
		}
	}
}

func (r *articleReader) end() {
	r.depth, r.note, r.quote = max(0, r.depth-1), max(0, r.note-1), max(0, r.quote-1)
}

func (r *articleReader) words(text string) {
	switch {
	case r.quote > 0:
		r.quoted.WriteString(text)
	case r.depth > 0 && r.note == 0:
		r.text.WriteString(text)
	}
}

func (r *articleReader) done() Article {
	r.article.Text = strings.TrimSpace(r.text.String())
	r.article.Quote.Text = strings.TrimSpace(r.quoted.String())
	return r.article
}

// lastNumber is the number at the end of a path.
func lastNumber(path string) int64 {
	n, _ := strconv.ParseInt(path[strings.LastIndexByte(path, '/')+1:], 10, 64)
	return n
}
