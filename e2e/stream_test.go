package e2e

import (
	"context"
	"testing"

	cdppage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"parley/internal/testenv"
)

// A place that nothing happens to is shared by those who come without scripts.
func TestPeopleWithoutScripts(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	t.Run("follow the room in the stream, and write beside it", p.stream)
	t.Run("read and write by plain forms", p.plainForms)
	t.Run("read, wait and write with w3m", p.w3m)
	t.Run("read, wait and write with lynx", p.lynx)
	t.Run("see the stream come in links", p.links)
}

// begin loads a page without waiting for its end.
func begin(t *testing.T, page *testenv.Page, url string) {
	t.Helper()
	limited, cancel := context.WithTimeout(page.Context(), patience)
	defer cancel()
	if _, err := chromedp.Call(limited, cdppage.Navigate, cdppage.NavigateParams{URL: url}); err != nil {
		t.Fatal(err)
	}
}

// The documents of the two frames, and what is in sight of the first.
const (
	logFrame   = "document.querySelector('iframe.grow').contentDocument"
	writeFrame = "document.querySelector('iframe.write').contentDocument"
	logText    = "(" + logFrame + "?.querySelector('.log')?.innerText ?? '')"
)

func (p *place) stream(t *testing.T) {
	ben := p.person(t, "ben")
	room := p.room(t, "Stream", "open", ben)
	first := p.admin.post(t, room, "the first")
	page := testenv.Chromium(t, testenv.ScriptsOff, testenv.Viewport(1280, 800), signedIn(t, ben))
	begin(t, page, p.url+"/rooms/"+room+"/stream")
	page.Until(t, logText+".includes('the first')")
	second := p.admin.post(t, room, "the second")
	page.Until(t, logText+".includes('the second')")
	p.admin.edit(t, room, first, "the former")
	page.Until(t, logText+".includes('the former') && !"+logText+".includes('the first')")
	page.Until(t, top("the former")+" < "+top("the second"))

	page.Until(t, writeFrame+"?.querySelector('textarea')")
	testenv.Eval[bool](t, page, writeFrame+".querySelector('textarea').focus(), true")
	page.Do(t, chromedp.KeyEvent("half a sen"))
	mark(t, page)
	p.admin.remove(t, room, second)
	page.Until(t, logText+".includes('the former') && !"+logText+".includes('the second') && !"+marked)
	if got := testenv.Eval[string](t, page, writeFrame+".querySelector('textarea').value"); got != "half a sen" {
		t.Errorf("of what was typed is left %q", got)
	}
	mark(t, page)
	page.Do(t, chromedp.KeyEvent("tence"))
	testenv.Eval[bool](t, page, writeFrame+".querySelector('.send').click(), true")
	page.Until(t, logText+".includes('half a sentence') && "+marked)
	page.Until(t, writeFrame+"?.querySelector('.strip')?.innerText.includes('Sent.') && "+writeFrame+".querySelector('textarea').value === ''")
	page.WantNoProblems(t)
}

// top is where the text of a message stands in the first frame.
func top(text string) string {
	return "[..." + logFrame + ".querySelectorAll('.text')].findLast((el) => el.innerText.includes('" + text + "'))?.getBoundingClientRect().top"
}

// marked tells whether the document in the first frame is still the one that was marked.
const marked = logFrame + ".documentElement.hasAttribute('data-same')"

func mark(t *testing.T, page *testenv.Page) {
	t.Helper()
	testenv.Eval[bool](t, page, logFrame+".documentElement.toggleAttribute('data-same')")
}

// lastActions is the link to what can be done with the newest message.
const lastActions = "#log > article:last-of-type .acts a:last-child"

func (p *place) plainForms(t *testing.T) {
	page := p.admin.browser(t, "/rooms/lounge", testenv.ScriptsOff)
	page.Do(t, chromedp.SendKeys("#composer textarea", "by a form"), chromedp.Click("#composer .send"))
	page.Until(t, message("by a form"))
	page.Do(t, chromedp.Focus(lastActions), chromedp.KeyEvent("\r"))
	page.Until(t, "document.querySelector('#edit textarea')?.value === 'by a form'")
	page.Do(t, chromedp.Click(`#react button[value="⛵"]`))
	page.Until(t, "document.querySelector('#log > article:last-of-type .reacts button[value=\"⛵\"] .mine')?.checkVisibility()")
	page.Do(t, chromedp.Focus(lastActions), chromedp.KeyEvent("\r"))
	page.Do(t, chromedp.SetValue("#edit textarea", "by another form"), chromedp.Click("#edit button"))
	page.Until(t, message("by another form"))
	page.Do(t, chromedp.Focus(lastActions), chromedp.KeyEvent("\r"))
	page.Until(t, "document.querySelector('#remove button')")
	page.Do(t, chromedp.Click("#remove button"))
	page.Until(t, "document.querySelector('#log > article:last-of-type')?.matches('[data-removed]')")
	page.WantNoProblems(t)
}
