package page

import (
	"strings"

	"golang.org/x/net/html"
)

// Document is a room's page as it is loaded.
type Document struct {
	Room, Epoch string
	Rev         int64
	End         bool // it reaches the newest message
	Older       bool // there are older messages
	Articles    []Article
}

// ReadDocument reads a room's page; ok says that there was a list of messages in it.
func ReadDocument(text string) (d Document, ok bool) {
	z := html.NewTokenizer(strings.NewReader(text))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return d, ok
		case html.StartTagToken:
			t := z.Token()
			switch a := attributesOf(t); {
			case t.Data == "template":
				skipTemplate(z)
			case a["id"] == "log":
				d.Room, d.Epoch, d.Rev, d.End, ok = a["data-room"], a["data-epoch"], a.number("data-rev"), a.has("data-end"), true
			case a["id"] == "older":
				d.Older = true
			case t.Data == "article" && a.isMessage():
				d.Articles = append(d.Articles, readArticle(z, a))
			}
		}
	}
}

// skipTemplate reads past what a template holds, which is not on the page.
func skipTemplate(z *html.Tokenizer) {
	for {
		switch z.Next() {
		case html.ErrorToken:
			return
		case html.EndTagToken:
			if name, _ := z.TagName(); string(name) == "template" {
				return
			}
		}
	}
}
