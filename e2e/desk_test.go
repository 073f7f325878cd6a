package e2e

import (
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"parley/internal/testenv"
)

// tribunal is a place with something of everything for ana to decide: kip's message is reported,
// bo's is held, and dee appeals.
func tribunal(t *testing.T, p *place) {
	t.Helper()
	kip, bo, dee := p.person(t, "kip"), p.person(t, "bo"), p.person(t, "dee")
	kip.post(t, "lounge", "BUY NOW")
	kip.post(t, "lounge", "BUY SOON")
	dee.post(t, "lounge", "hello")
	bo.send(t, "/rooms/lounge/messages/1/reports", url.Values{"reason": {"spam"}})
	p.admin.send(t, "/people/dee/sanctions", url.Values{"room": {"lounge"}, "kind": {"mute"}, "for": {"24h"}, "reason": {"shouting"}})
	dee.send(t, "/sanctions/1/appeal", url.Values{"body": {"it was a quote"}})
	p.admin.send(t, "/rooms/lounge/controls", url.Values{"approve-all": {"on"}})
	bo.send(t, "/rooms/lounge/messages", url.Values{"body": {"may I"}, "nonce": {"nonce-of-bo-0123456789"}})
}

// tabTo presses Tab until an element has the focus.
func tabTo(t *testing.T, page *testenv.Page, css string) {
	t.Helper()
	for range 60 {
		page.Do(t, press(kb.Tab, false))
		if testenv.Eval[bool](t, page, "document.activeElement.matches("+quoted(css)+")") {
			return
		}
	}
	t.Fatalf("the keyboard does not reach %s", css)
}

func quoted(text string) string { return "`" + text + "`" }

// shows waits until an element of a page that is loaded, with its keys, holds a text.
func shows(t *testing.T, page *testenv.Page, css, text string) {
	t.Helper()
	page.Until(t, "document.readyState === 'complete' && document.querySelector("+quoted(css)+")?.innerText.includes("+quoted(text)+")")
}

// at waits for the page of a case, or of the desk.
func at(t *testing.T, page *testenv.Page, path string) {
	t.Helper()
	page.Until(t, "location.pathname === '"+path+"' && document.readyState === 'complete'")
}

// heedsKeys has a page note, for those after it too, the last key and whether the desk took it for itself.
const heedsKeys = "addEventListener('keydown', (e) => { sessionStorage.heeded = e.key + ':' + e.defaultPrevented })"

func TestTheDeskIsUsedByKeyboardAlone(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	page := p.admin.live(t, "lounge")
	tribunal(t, p)
	shows(t, page, "#waiting", "2 messages wait for you") // they came while the page was open
	keys := func(all ...string) {
		t.Helper()
		for _, key := range all {
			page.Do(t, press(key, false))
		}
	}
	page.Do(t, chromedp.Focus(".skip"))
	tabTo(t, page, "#waiting a")
	keys(kb.Enter)
	at(t, page, "/desk")
	keys("?")
	page.Until(t, "document.querySelector('#keys').open")
	page.Do(t, chromedp.Evaluate[chromedp.Void](heedsKeys))
	keys("j") // means nothing there
	page.Until(t, "sessionStorage.heeded === 'j:false'")
	keys(kb.Escape)
	page.Until(t, "!document.querySelector('#keys').open")
	keys("j")
	at(t, page, "/desk/hold-1")
	keys("j")
	at(t, page, "/desk/appeal-1")
	keys("j")
	at(t, page, "/desk/report-m-1")
	keys("k")
	at(t, page, "/desk/appeal-1")
	keys("j")
	at(t, page, "/desk/report-m-1")
	keys("t")
	shows(t, page, ".case .taken", "You")
	tabTo(t, page, ".case [data-key=l]")
	page.Do(t, chromedp.Evaluate[chromedp.Void](heedsKeys))
	keys(kb.Enter) // leaves the case, and decides nothing
	page.Until(t, "sessionStorage.heeded === 'Enter:false' && document.readyState === 'complete' && document.querySelector('.case [data-key=t]')")

	keys("2")
	page.Until(t, "document.querySelector('#verdict [value=warn]:checked') === document.activeElement")
	keys(kb.Enter)
	shows(t, page, ".toast", "The report is decided.")
	page.Do(t, chromedp.Focus(".skip"))
	tabTo(t, page, ".toast button")
	keys(kb.Enter)
	shows(t, page, ".toast", "The message is back.")

	keys("n")
	page.Until(t, "location.pathname.endsWith('/moderate') && document.readyState === 'complete'")
	who := strings.Split(testenv.Eval[string](t, page, "location.pathname"), "/")[2]
	tabTo(t, page, "textarea[name=body]")
	page.Do(t, press("shouts at night", false))
	tabTo(t, page, "form[action$='/notes'] button")
	keys(kb.Enter)
	shows(t, page, ".page", "shouts at night")
	if who != "dee" { // whose appeal waits the longest
		t.Errorf("the note is about %s", who)
	}

	page.Do(t, chromedp.Navigate(p.url+"/desk/appeal-1"))
	at(t, page, "/desk/appeal-1")
	tabTo(t, page, "#why")
	page.Do(t, press("it was no quote", false))
	tabTo(t, page, "#verdict [value=refuse]")
	keys(kb.Enter)
	shows(t, page, ".toast", "The appeal is decided.")
	at(t, page, "/desk/hold-1")
	keys("g")
	shows(t, page, ".toast", "It is decided.")
	shows(t, page, ".queue", "The desk is clear")
	p.person(t, "eve").send(t, "/rooms/lounge/messages", url.Values{"body": {"may I too"}, "nonce": {"nonce-of-eve-0123456789"}})
	shows(t, page, "#queue [data-subject=hold-2]", "may I too") // by itself
	page.WantNoProblems(t)
	for table, want := range map[string]int{
		"reports WHERE decided_at <> 0": 1, "sanctions WHERE kind = 'warn'": 1, "notes": 1,
		"appeals WHERE decided_at <> 0 AND granted = 0 AND answer = 'it was no quote'": 1, "holds WHERE published = 1": 1,
	} {
		p.wantRows(t, table, want)
	}
}

// wantRows counts rows of a table.
func (p *place) wantRows(t *testing.T, table string, want int) {
	t.Helper()
	var n int
	if err := p.db.QueryRow("SELECT COUNT(*) FROM " + table).Scan(&n); err != nil || n != want {
		t.Errorf("%s: %d, want %d, %v", table, n, want, err)
	}
}

func TestTheDeskIsUsedWithoutScripts(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	tribunal(t, p)
	page := p.admin.browser(t, "/rooms/lounge", testenv.ScriptsOff)
	click := func(all ...string) {
		t.Helper()
		for _, css := range all {
			page.Until(t, "document.querySelector("+quoted(css)+")")
			page.Do(t, chromedp.Click(css))
		}
	}
	click("#waiting a", "#queue [data-subject=report-m-1]")
	at(t, page, "/desk/report-m-1")
	click("[value=take]")
	shows(t, page, ".case .taken", "You")
	click("#verdict [value=warn]", "#verdict .primary")
	shows(t, page, ".toast", "The report is decided.")
	click(".toast button")
	shows(t, page, ".toast", "The message is back.")
	click("[data-subject=appeal-1]", "[data-key=n]")
	page.Until(t, "document.querySelector('textarea[name=body]')")
	page.Do(t, chromedp.SendKeys("textarea[name=body]", "shouts at night"))
	click("form[action$='/notes'] button")
	shows(t, page, ".page", "shouts at night")
	page.Do(t, chromedp.Navigate(p.url+"/desk/appeal-1"), chromedp.SendKeys("#why", "it was no quote"))
	click("#verdict [value=refuse]")
	shows(t, page, ".toast", "The appeal is decided.")
	click("#verdict [value=publish]")
	shows(t, page, ".queue", "The desk is clear")
	p.wantRows(t, "sanctions WHERE kind = 'warn'", 1)
	p.wantRows(t, "holds WHERE published = 1", 1)
}

func TestWhoseMuteIsOverSpeaksAgainWithoutAReload(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	ben := p.person(t, "ben")
	ben.post(t, "lounge", "before")
	page := ben.live(t, "lounge")
	testenv.Eval[bool](t, page, "window.kept = true")
	p.admin.send(t, "/people/ben/sanctions", url.Values{"room": {"lounge"}, "kind": {"mute"}, "for": {"3s"}, "reason": {"shouting"}})
	shows(t, page, "#composer", "You are muted")
	page.Until(t, "document.querySelector('#composer textarea')")
	say(t, page, "after")
	untilShown(t, "after", page)
	if !testenv.Eval[bool](t, page, "window.kept === true") {
		t.Error("the page was loaded anew")
	}
	page.WantNoProblems(t)
}

func TestWhatWasDecidedDoesNotCoverWhatIsDecidedNext(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	tribunal(t, p)
	p.person(t, "eve").send(t, "/rooms/lounge/messages/2/reports", url.Values{"reason": {"spam"}})
	const covered = `(() => {
		const hidden = (el) => {
			el.scrollIntoView({ block: 'end' });
			const { left, top, width, height } = el.getBoundingClientRect();
			return !el.contains(document.elementFromPoint(left + width / 2, top + height / 2));
		};
		return [...document.querySelectorAll('.case .btn')].filter(hidden).map((el) => el.innerText).join();
	})()`
	page := p.admin.browser(t, "/desk/report-m-2")
	page.Do(t, chromedp.Click(".verdict .btn.primary"))
	shows(t, page, ".toast", "Undo the removal")
	shows(t, page, ".verdict", "Nothing wrong") // of the next case
	for width, height := range map[int64]int64{1440: 900, 1024: 800, 360: 780} {
		if err := testenv.Viewport(width, height)(page.Context()); err != nil {
			t.Fatal(err)
		}
		if got := testenv.Eval[string](t, page, covered); got != "" {
			t.Errorf("%d pixels wide, the notice covers %s", width, got)
		}
	}
	page.WantNoProblems(t)
}

func TestTheDeskFollowsWithoutMovingWhoeverReadsIt(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	tribunal(t, p)
	eve := p.person(t, "eve")
	for _, nonce := range []string{"nonce-of-eve-0123456781", "nonce-of-eve-0123456782", "nonce-of-eve-0123456783", "nonce-of-eve-0123456784"} {
		eve.send(t, "/rooms/lounge/messages", url.Values{"body": {"may I too"}, "nonce": {nonce}})
	}
	page := p.admin.browser(t, "/desk")
	if err := testenv.Viewport(1280, 420)(page.Context()); err != nil { // the queue is longer
		t.Fatal(err)
	}
	shows(t, page, "#desk-tabs [href$=report] .soft", "1")
	const scrolled = "document.querySelector('#queue').scrollTop"
	page.Do(t, chromedp.Focus("#c-report-m-1"))
	page.Until(t, scrolled+" > 20")
	eve.send(t, "/rooms/lounge/messages/2/reports", url.Values{"reason": {"spam"}})
	shows(t, page, "#queue [data-subject=report-m-2]", "BUY SOON")
	shows(t, page, "#desk-about", "8 open")
	shows(t, page, "#desk-tabs [href$=report] .soft", "2")
	if !testenv.Eval[bool](t, page, "document.activeElement.id === 'c-report-m-1' && "+scrolled+" > 20") {
		t.Error("the focus is lost, or the queue begins at its top again")
	}
	page.WantNoProblems(t)
}
