package chaos

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"parley/chaos/history"
	"parley/chaos/page"
	"parley/internal/testenv"
)

// browser is a reader with a real page, in which live.js itself runs.
type browser struct {
	run  *run
	name string
	room string
	page *testenv.Page
}

// watchOrder looks at the list after each of its changes.
const watchOrder = `globalThis.wrongs = [], globalThis.before = 0, new MutationObserver(() => {
	const log = document.querySelector('#log'), seqs = [...log.querySelectorAll(':scope > article[data-seq]')].map((a) => Number(a.dataset.seq));
	if (seqs.some((seq, i) => i && seq <= seqs[i - 1])) wrongs.push('order ' + seqs);
	if (Number(log.dataset.rev) < before) wrongs.push('the cursor went from ' + before + ' to ' + log.dataset.rev);
	before = Number(log.dataset.rev);
}).observe(document.querySelector('#log'), { childList: true, attributes: true }), true`

// newBrowser opens a room in a browser window of its own; who may be a guest.
func newBrowser(t *testing.T, r *run, name, room string, who *account) *browser {
	t.Helper()
	b := &browser{r, name, room, testenv.Chromium(t, testenv.Viewport(1000, 700), func(tab context.Context) error {
		cookie, value, ok := strings.Cut(who.cookie, "=")
		if !ok {
			return nil
		}
		_, err := chromedp.Call(tab, network.SetCookie, network.SetCookieParams{Name: cookie, Value: value, URL: r.place.url})
		return err
	})}
	b.page.Do(t, chromedp.Navigate(r.place.url+"/rooms/"+room))
	b.page.Until(t, "document.documentElement.dataset.conn === 'live'")
	testenv.Eval[bool](t, b.page, watchOrder)
	return b
}

// where implements reader.
func (b *browser) where() (name, room string) { return b.name, b.room }

// since implements reader. The page does not tell since when, so it is counted from the first look.
func (b *browser) since() time.Time {
	if !testenv.Eval[bool](b.run.t, b.page, "document.documentElement.dataset.conn === 'live'") {
		return time.Time{}
	}
	return time.Now()
}

// shows implements reader.
func (b *browser) shows(r history.Room) bool {
	return testenv.Eval[int64](b.run.t, b.page, "Number(document.querySelector('#log').dataset.rev)") >= r.Rev
}

// renewal implements reader.
func (b *browser) renewal() time.Duration { return 0 }

// visit implements reader.
func (b *browser) visit() {
	testenv.Eval[bool](b.run.t, b.page, "document.documentElement.dataset.conn === 'live' || dispatchEvent(new Event('online'))")
}

// seen implements reader: the document of the list is read as a page's is.
func (b *browser) seen() history.Screen {
	list := testenv.Eval[string](b.run.t, b.page, "document.querySelector('#log').outerHTML")
	s := history.Screen{Who: b.name, Room: b.room, Wrongs: testenv.Eval[[]string](b.run.t, b.page, "wrongs.slice(0, 10)")}
	(&ear{run: b.run, who: b.name}).hear(testenv.Eval[string](b.run.t, b.page, "document.documentElement.outerHTML"))
	d, ok := page.ReadDocument(list)
	if !ok {
		s.Wrongs = append(s.Wrongs, fmt.Sprintf("the page has no list: %.100s", list))
	}
	for _, a := range d.Articles {
		b.run.history.Saw(b.name, b.room, a, d.Rev)
	}
	s.Articles = d.Articles
	return s
}
