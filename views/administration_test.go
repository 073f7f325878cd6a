package views

import (
	"errors"
	"strings"
	"testing"
	"time"

	"parley/chat"
)

func TestInvitesShowTheirLinkAndCode(t *testing.T) {
	d := parsed(t, rendered(t, samplePages()["invites"]))
	if got := d.Find(".secret").Text(); got != "https://chat.tidewater.example/join/gull-tern-42" {
		t.Errorf("the link is %q", got)
	}
	want(t, d, ".qr svg path", "d", "M0 0h1v1h-1z")
	has(t, d, `a[href="/join/open-day"]`, 1)
	has(t, d, `form[action="/admin/invites/2/end"]`, 0)
	if got := d.Find(`li:has(a[href="/join/open-day"]) .tag`).Text(); got != "Used up" {
		t.Errorf("a used invite is called %q", got)
	}
}

func TestSecretsAreShownOnce(t *testing.T) {
	d := parsed(t, rendered(t, samplePages()["tokens"]))
	if got := d.Find("[data-token]").Text(); got != "parley_1_x" {
		t.Errorf("the token is %q", got)
	}
	has(t, parsed(t, rendered(t, TokensPage(pageOf(mara), TokensView{}))), "[data-token]", 0)
	if got := parsed(t, rendered(t, samplePages()["account"])).Find(".secret").Text(); got != "https://chat.tidewater.example/reset/SECRET" {
		t.Errorf("the link is %q", got)
	}
}

func TestThoseWhoWaitComeFirst(t *testing.T) {
	html := rendered(t, samplePages()["people"])
	if strings.Index(html, "/admin/people/h.brandt/approve") > strings.Index(html, "<table") {
		t.Error("somebody who waits comes after the accounts")
	}
	d := parsed(t, html)
	has(t, d, `input[name="handle"]`, 1) // nobody acts on an equal, themselves, or who waits
	has(t, d, `input[name="handle"][value="mara"]`, 1)
	has(t, d, `tr:contains("Mara") .tag.bad:contains("Muted in a room until ")`, 1)
	has(t, d, `a[href="/admin/people?page=3&q=a"]`, 1)
	has(t, d, `a[href="/admin/people?page=1&q=a"]`, 1)
	has(t, d, `th[aria-sort="ascending"]`, 1)
	if got := d.Find(".apart small").Text(); got != "51 to 53 of 184" {
		t.Errorf("the part is called %q", got)
	}
	self := sampleAccount()
	self.User, self.MayAct = user(ana, chat.Active), errors.New("Nobody does this to themselves.")
	d = parsed(t, rendered(t, AccountPage(adminPage(), self)))
	has(t, d, `form[action^="/admin/people/ana"]`, 0) // nobody changes their own rank
}

func TestSignInTellsOfWaysThatThereAre(t *testing.T) {
	for policy, links := range map[chat.SignUpPolicy]int{chat.SignUpOpen: 1, chat.SignUpApproval: 1, chat.SignUpInvite: 0, chat.SignUpClosed: 0} {
		p := pageOf(chat.Author{})
		p.Place.SignUp = policy
		has(t, parsed(t, rendered(t, SignInPage(p, Form{}, ""))), `a[href="/sign-up"]`, links)
	}
}

func TestDevicesAreCalledByTheirNames(t *testing.T) {
	for device, name := range map[string]string{
		"Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0":                                                        "Firefox on Linux",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/604.1":     "Safari on iPhone",
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36 Edg/156.0.0.0": "Edge on Windows",
		"w3m/0.5.3": "w3m",
		"my own":    "my own",
		"":          "A browser that does not say what it is",
	} {
		if got := deviceName(device); got != name {
			t.Errorf("%q is called %q, want %q", device, got, name)
		}
	}
}

func TestTheStatusPageHoldsWhatItsScriptFills(t *testing.T) {
	d := parsed(t, rendered(t, samplePages()["status"]))
	has(t, d, "[data-live-ok][hidden] [data-rtt]", 1)
	has(t, d, "[data-live-fail][hidden] [data-close-code]", 1)
	has(t, d, "[data-live-wait]:not([hidden])", 1)
	if got := d.Find("noscript").Text(); !strings.Contains(got, "/rooms/harbour-regatta/stream") {
		t.Errorf("without scripts the page says %q", got)
	}
}

func TestASanctionThatEndsTomorrowIsNotSaidToEndToday(t *testing.T) {
	now := at20(9, 0)
	for want, until := range map[string]time.Time{
		" until 13:00": at20(12, 0), " until " + berlin.Brief(at20(23, 30)): at20(23, 30), " for good": {},
	} {
		if got := untilWhen(berlin, chat.Sanction{Until: until}, now); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
