package e2e

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"parley/internal/testenv"
)

// signedIn gives a browser the session of somebody.
func signedIn(t *testing.T, who *person) testenv.PageOption {
	t.Helper()
	value := who.cookie(t)
	return func(tab context.Context) error {
		_, err := chromedp.Call(tab, network.SetCookie, network.SetCookieParams{Name: "parley", Value: value, URL: who.base, Path: "/"})
		return err
	}
}

// browser opens a page in a browser of one's own.
func (p *person) browser(t *testing.T, path string, options ...testenv.PageOption) *testenv.Page {
	t.Helper()
	page := testenv.Chromium(t, append(options, testenv.Viewport(1280, 800), signedIn(t, p))...)
	page.Do(t, chromedp.Navigate(p.base+path))
	return page
}

// live opens a room and returns when it is live.
func (p *person) live(t *testing.T, room string) *testenv.Page {
	t.Helper()
	page := p.browser(t, "/rooms/"+room)
	untilLive(t, page)
	return page
}

func untilLive(t *testing.T, page *testenv.Page) {
	t.Helper()
	page.Until(t, "document.documentElement.dataset.conn === 'live'")
}

// say types into the composer and sends it with Enter.
func say(t *testing.T, page *testenv.Page, text string) {
	t.Helper()
	page.Do(t, chromedp.SendKeys("#composer textarea", text+"\r"))
}

// message is the JavaScript of the message that shows a text; undefined when none does.
func message(text string) string {
	return fmt.Sprintf("[...document.querySelectorAll('#log > article')].find((a) => a.querySelector('.text')?.innerText.includes(%q))", text)
}

// untilShown waits until all pages show a text in the list.
func untilShown(t *testing.T, text string, pages ...*testenv.Page) {
	t.Helper()
	for _, page := range pages {
		page.Until(t, message(text))
	}
}

// shownWithin is untilShown with a limit, and how long it took.
func shownWithin(t *testing.T, limit time.Duration, text string, page *testenv.Page) time.Duration {
	t.Helper()
	return within(t, limit, "the page shows "+text, func() error {
		return no(testenv.Eval[bool](t, page, message(text)+" !== undefined"), "it does not")
	})
}

// shown is the list as a person sees it, a line a message.
func shown(t *testing.T, page *testenv.Page) string {
	t.Helper()
	return testenv.Eval[string](t, page, `[...document.querySelectorAll('#log > article')].map((a) => {
		const text = [...a.querySelectorAll('.text > p')].map((p) => p.firstChild.data.trim()).join();
		const what = 'removed' in a.dataset ? 'removed' : 'edited' in a.dataset ? 'edited' : 'new';
		return [a.id, a.dataset.seq, a.dataset.rev, what, text].join(' ').trim();
	}).join('\n')`)
}

// stored is what the database holds of a room, in the form of shown.
func (p *place) stored(t *testing.T, room string) string {
	t.Helper()
	rows, err := p.db.Query(`SELECT m.id, m.seq, m.rev, m.body, m.edited_at, m.removed_at FROM messages m
		JOIN rooms r ON r.id = m.room_id WHERE r.slug = $1 ORDER BY m.seq`, room)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var lines []string
	for rows.Next() {
		var id, seq, rev, edited, removed int64
		var body string
		if err := rows.Scan(&id, &seq, &rev, &body, &edited, &removed); err != nil {
			t.Fatal(err)
		}
		what := "new"
		if removed != 0 {
			what = "removed"
		} else if edited != 0 {
			what = "edited"
		}
		lines = append(lines, strings.TrimSpace(fmt.Sprintf("m-%d %d %d %s %s", id, seq, rev, what, body)))
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return strings.Join(lines, "\n")
}

// wantSame waits until all pages show exactly what is stored.
func (p *place) wantSame(t *testing.T, room string, pages ...*testenv.Page) {
	t.Helper()
	for i, page := range pages {
		within(t, patience, fmt.Sprintf("page %d shows what is stored", i+1), func() error {
			got, want := shown(t, page), p.stored(t, room)
			return no(got == want, "it shows\n%s\nand stored is\n%s", got, want)
		})
	}
}
