package e2e

import (
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"parley/internal/testenv"
)

const (
	typedText = "document.querySelector('#composer textarea').value"
	notSent   = "document.querySelector('#composer .strip.bad')"
)

func (p *place) sendAgain(t *testing.T) {
	page := p.admin.live(t, "lounge")
	if err := p.replicas[0].Kill(); err != nil {
		t.Fatal(err)
	}
	say(t, page, "into the void")
	page.Until(t, notSent+"?.innerText.includes('Not sent') && "+typedText+" === 'into the void'")
	if err := p.replicas[0].Start(); err != nil {
		t.Fatal(err)
	}
	page.Do(t, chromedp.Click("#composer .strip.bad button"))
	untilShown(t, "into the void", page)
	page.Until(t, typedText+" === '' && !"+notSent)
	if n := strings.Count(p.stored(t, "lounge"), "into the void"); n != 1 {
		t.Errorf("it is stored %d times", n)
	}
	p.wantSame(t, "lounge", page)
}

// forget takes the session away from a browser, as time does.
func forget(t *testing.T, page *testenv.Page) {
	t.Helper()
	if _, err := chromedp.Call(page.Context(), network.ClearBrowserCookies, cdp.Empty{}); err != nil {
		t.Fatal(err)
	}
}

// signIn fills in the form that a browser shows.
func signIn(t *testing.T, page *testenv.Page, handle string) {
	t.Helper()
	page.Until(t, "location.pathname === '/sign-in' && document.readyState === 'complete'")
	page.Do(t, chromedp.SendKeys("[name=login]", handle), chromedp.SendKeys("[name=password]", password), chromedp.Click("form .primary"))
}

func (p *place) expired(t *testing.T) {
	page := p.admin.live(t, "lounge")
	forget(t, page)
	say(t, page, "a long thought")
	page.Until(t, notSent+"?.querySelector('a') && "+typedText+" === 'a long thought'")
	page.Do(t, chromedp.Click("#composer .strip.bad a"))
	signIn(t, page, "ana")
	page.Until(t, "location.pathname === '/rooms/lounge' && "+typedText+" === 'a long thought'")
	untilLive(t, page)
	page.Do(t, chromedp.SendKeys("#composer textarea", "\r"))
	untilShown(t, "a long thought", page)
	page.WantNoProblems(t, "status of 401")
}

func (p *place) expiredWithoutScripts(t *testing.T) {
	page := p.admin.browser(t, "/rooms/lounge", testenv.ScriptsOff)
	forget(t, page)
	page.Do(t, chromedp.SendKeys("#composer textarea", "a plain thought"), chromedp.Click("#composer .send"))
	signIn(t, page, "ana")
	page.Until(t, "location.pathname === '/rooms/lounge' && "+typedText+" === 'a plain thought'")
	page.Do(t, chromedp.Click("#composer .send"))
	page.Until(t, message("a plain thought"))
	page.WantNoProblems(t)
}
