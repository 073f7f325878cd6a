package e2e

import (
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"parley/internal/testenv"
)

// closedWithin waits until a page has stopped, and is what it says.
func closedWithin(t *testing.T, limit time.Duration, page *testenv.Page) string {
	t.Helper()
	took := within(t, limit, "the page stops", func() error {
		return no(testenv.Eval[bool](t, page, "document.documentElement.dataset.conn === 'closed'"), "it goes on")
	})
	t.Logf("it stopped after %v", took)
	return testenv.Eval[string](t, page, "document.querySelector('#conn').innerText.trim()")
}

// Promised is one second; the rest is for a busy machine.
const (
	dropLimit         = 3 * time.Second
	dropLimitNoBroker = 5 * time.Second
)

func (p *place) removedMember(t *testing.T) {
	finn := p.person(t, "finn")
	vault := p.room(t, "Vault", "private", finn)
	page := finn.at(p.replicas[1].URL).live(t, vault)
	ana := p.admin.at(p.replicas[0].URL)
	ana.post(t, vault, "for members")
	untilShown(t, "for members", page)
	ana.send(t, "/rooms/"+vault+"/members/finn/remove", nil)
	if got := closedWithin(t, dropLimit, page); got != "This room is no longer there for you." && got != "You can no longer read this room here. Reload the page to see why." {
		t.Errorf("the page says %q", got)
	}
	ana.post(t, vault, "after he left")
	if testenv.Eval[bool](t, page, message("after he left")+" !== undefined") {
		t.Error("he reads on")
	}
}

func (p *place) revokedSession(t *testing.T) {
	p.revoke(t, "gila", dropLimit)
}

// revoke signs somebody out from another browser, at another replica.
func (p *place) revoke(t *testing.T, handle string, limit time.Duration) {
	t.Helper()
	who := p.person(t, handle)
	page := who.at(p.replicas[1].URL).live(t, "lounge")
	other := testenv.Chromium(t, testenv.Viewport(1280, 800))
	other.Do(t, chromedp.Navigate(p.replicas[0].URL+"/sign-in?next=/settings/sessions"),
		chromedp.SendKeys("[name=login]", handle), chromedp.SendKeys("[name=password]", password), chromedp.Click("form .primary"))
	other.Until(t, "location.pathname === '/settings/sessions'")
	other.Do(t, chromedp.Click("form[action$='/revoke'] .danger"))
	if got := closedWithin(t, limit, page); got != "You are signed out. Sign in to go on." {
		t.Errorf("the page says %q", got)
	}
}
