package e2e

import (
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"parley/internal/testenv"
)

// ticked are the seqs that are selected, as the page's form would send them.
const ticked = "[...new FormData(document.querySelector('#bulk')).getAll('seq')].join()"

// box is the box of the message with a seq.
func box(seq string) string { return `.pick input[value="` + seq + `"]` }

// selecting opens the page on which a moderator selects messages, when it is live.
func selecting(t *testing.T, who *person, room string, options ...testenv.PageOption) *testenv.Page {
	t.Helper()
	page := who.browser(t, "/rooms/"+room+"?select=1", options...)
	untilLive(t, page)
	return page
}

// press is a key, with shift held or not.
func press(key string, shift bool) chromedp.Action[chromedp.Void] {
	if shift {
		return chromedp.KeyEvent(key, chromedp.KeyModifiers(chromedp.ModifierShift))
	}
	return chromedp.KeyEvent(key)
}

func TestMessagesAreSelectedInALiveRoom(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	kip := p.person(t, "kip")
	room := p.room(t, "Square", "open")
	for _, body := range strings.Fields("one two three four five six") {
		kip.post(t, room, body)
	}
	page := selecting(t, p.admin, room)
	want := func(seqs string) {
		t.Helper()
		page.Until(t, ticked+" === '"+seqs+"'")
	}
	n := func(words string) {
		t.Helper()
		page.Until(t, "document.querySelector('#bulk output').textContent === '"+words+"'")
	}
	n("0 selected")
	page.Do(t, chromedp.Focus(box("2")), press(" ", false))
	n("1 selected")
	page.Do(t, press(kb.ArrowDown, true), press(kb.ArrowDown, false), press(kb.ArrowDown, false), press(" ", false))
	want("2,3,5")
	shiftClick := func(seq string) {
		t.Helper()
		testenv.Eval[bool](t, page, `document.querySelector('`+box(seq)+`').dispatchEvent(new MouseEvent('click', { shiftKey: true, bubbles: true, cancelable: true }))`)
	}
	shiftClick("1")
	want("1,2,3,4,5")
	shiftClick("3") // a range gets the state of the box that ends it
	want("4,5")
	shiftClick("2")
	want("2,3,4,5")
	page.Do(t, chromedp.Evaluate[chromedp.Void](heedsKeys), chromedp.Focus(box("3")), press(kb.ArrowUp, false))
	page.Until(t, "document.activeElement.value === '2' && sessionStorage.heeded === 'ArrowUp:true'")
	page.Do(t, press(kb.ArrowUp, true))
	want("1,2,3,4,5")
	shiftClick("3") // the range begins where the arrows went
	want("4,5")
	shiftClick("1")
	want("1,2,3,4,5")
	n("5 selected")

	kip.edit(t, room, "5", "five anew")
	kip.remove(t, room, "2")
	kip.post(t, room, "seven")
	page.Until(t, message("seven")+"?.querySelector('.pick input').ariaLabel.match(/^Select the message of Kip, \\d\\d:\\d\\d$/)")
	page.Until(t, message("five anew")+"?.querySelector('.pick input:checked')")
	want("1,3,4,5")
	n("4 selected")
	page.Do(t, chromedp.Focus(box("7")), press(" ", false), press(" ", false))
	if at := testenv.Eval[string](t, page, "document.activeElement.value"); at != "7" {
		t.Errorf("the focus is at %q", at)
	}
	kip.edit(t, room, "7", "seven anew")
	page.Until(t, message("seven anew")+"?.querySelector('.pick input') === document.activeElement")

	page.Do(t, chromedp.Evaluate[chromedp.Void]("navigation.addEventListener('navigate', () => { sessionStorage.left = true })"),
		chromedp.SendKeys("#bulk [name=reason]", "advertising"), press(kb.Escape, false))
	if testenv.Eval[bool](t, page, "'left' in sessionStorage") {
		t.Error("Escape throws away the words of a reason")
	}
	page.Do(t, chromedp.Click("#bulk .danger"))
	page.Until(t, "location.search === '' && document.querySelector('.toast')?.innerText.includes('4 messages are removed.')")
	untilLive(t, page)
	for range 2 { // past the link that skips to the content
		page.Do(t, press(kb.Tab, false))
	}
	if at := testenv.Eval[string](t, page, "document.activeElement.innerText"); at != "Undo the removal" {
		t.Errorf("the second Tab stops at %q", at)
	}
	page.Do(t, press(kb.Enter, false))
	page.Until(t, "document.querySelector('.toast')?.innerText.includes('The 4 messages are back.')")
	p.wantSame(t, room, page)
	page.WantNoProblems(t)

	page = selecting(t, p.admin, room)
	p.admin.send(t, "/rooms/"+room+"/settings", url.Values{"name": {"Square"}, "kind": {"open"}, "topic": {"Numbers"}})
	page.Until(t, "document.querySelector('#log > .sys') && !document.querySelector('#log > .sys .pick')")
	page.Do(t, press(kb.Escape, false))
	page.Until(t, "location.search === '' && document.querySelector('#composer')")
	page.WantNoProblems(t)
}

func TestMessagesAreSelectedWithoutScripts(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	kip := p.person(t, "kip")
	room := p.room(t, "Square", "open")
	for _, body := range strings.Fields("one two three") {
		kip.post(t, room, body)
	}
	page := p.admin.browser(t, "/rooms/"+room, testenv.ScriptsOff)
	page.Do(t, chromedp.Click(`.head a[href$="?select=1"]`))
	page.Until(t, "document.querySelector('#bulk')")
	page.Do(t, chromedp.Click(box("1")), chromedp.Click(box("3")))
	const counted = "getComputedStyle(document.querySelector('#bulk output'), '::before').content"
	if got := testenv.Eval[string](t, page, counted); !strings.HasPrefix(got, "counter(picked)") {
		t.Errorf("the number is %s", got)
	}
	page.Do(t, chromedp.Click("#bulk .danger"))
	page.Until(t, "document.querySelector('.toast')?.innerText.includes('2 messages are removed.')")
	page.Do(t, chromedp.Click(".toast button"))
	page.Until(t, "document.querySelector('.toast')?.innerText.includes('The 2 messages are back.')")
	p.wantSame(t, room, page)
}
