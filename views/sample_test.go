package views

import (
	"context"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/a-h/templ"

	"parley/chat"
)

// at20 is a moment of the sample day.
func at20(hour, minute int) time.Time { return time.Date(2026, 11, 20, hour, minute, 0, 0, time.UTC) }

var (
	ana  = chat.Author{ID: 3, Name: "Ana Kovač", Handle: "ana"}
	mara = chat.Author{ID: 7, Name: "Mara Lindqvist", Handle: "mara"}
)

// said is a message of the lounge.
func said(seq int64, by chat.Author, html string) chat.Message {
	return chat.Message{
		ID: 9000 + seq, Slug: "lounge", Seq: seq, Rev: 1000 + seq, Kind: chat.Text, Author: by,
		HTML: html, Body: html, Plain: html, PostedAt: at20(9, int(seq%60)),
	}
}

// pageOf is a page as a person sees it; id 0 is a guest.
func pageOf(by chat.Author) Page {
	p := Page{Place: chat.Place{Name: "Tidewater Radio", TimeZone: "Europe/Berlin"}}
	if by.ID != 0 {
		p.Actor.User = chat.User{ID: by.ID, Name: by.Name, Handle: by.Handle, State: chat.Active, Role: chat.RoleMember}
	}
	return p
}

// lounge is an open and public room with three messages, as a person sees it.
func lounge(by chat.Author) *RoomView {
	room := chat.Room{
		ID: 1, Slug: "lounge", Name: "lounge", Kind: chat.Open, Public: true, Topic: "Not about cables",
		Epoch: "e1", Rev: 1104, LastSeq: 104, Meta: 3,
	}
	v := &RoomView{
		Standing: chat.Standing{Room: room, User: pageOf(by).Actor.User},
		Window: chat.Window{Room: room, AtEnd: true, Messages: []chat.Message{
			said(102, ana, "<p>one</p>"), said(103, mara, "<p>two</p>"), said(104, ana, "<p>three</p>"),
		}},
		Composer: ComposerView{Nonce: "0123456789abcdef", Guest: by.ID == 0},
	}
	if by.ID != 0 {
		v.Standing.Member.Role = chat.RoleMember
	}
	return v
}

// rendered is a component as an answer with a nonce holds it.
func rendered(t *testing.T, c templ.Component) string {
	t.Helper()
	var b strings.Builder
	if err := c.Render(templ.WithNonce(context.Background(), "n0nce"), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func parsed(t *testing.T, html string) *goquery.Document {
	t.Helper()
	d, err := goquery.NewDocumentFromReader(strings.NewReader(html))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// want checks an attribute of the first element a selector finds.
func want(t *testing.T, d *goquery.Document, selector, attr, value string) {
	t.Helper()
	got, ok := d.Find(selector).First().Attr(attr)
	if !ok || got != value {
		t.Errorf("%s has %s=%q (%v), want %q", selector, attr, got, ok, value)
	}
}

// has checks how many elements a selector finds.
func has(t *testing.T, d *goquery.Document, selector string, n int) {
	t.Helper()
	if got := d.Find(selector).Length(); got != n {
		t.Errorf("%s is there %d times, want %d", selector, got, n)
	}
}

var inline = regexp.MustCompile(`<[^>]*\s(style|on[a-z]+)=`)

// strict checks that the content security policy refuses nothing on a page.
func strict(t *testing.T, html string) {
	t.Helper()
	if found := inline.FindString(html); found != "" {
		t.Errorf("an inline style or handler: %s", found)
	}
	parsed(t, html).Find("script").Each(func(_ int, s *goquery.Selection) {
		if _, ok := s.Attr("src"); !ok {
			t.Error("an inline script")
		}
	})
}
