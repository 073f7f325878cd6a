package handlers_test

import (
	"context"
	"crypto/rand"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/alexedwards/scs/v2"

	"parley/chat"
	"parley/handlers"
)

// comesBack sends a form signed out, signs in as somebody, and is the page that this leads to.
func (p *person) comesBack(t *testing.T, handle, form, page string, fields ...string) answer {
	t.Helper()
	a := p.post(form, fields...).want(t, 303)
	if want := "/sign-in?next=" + url.QueryEscape(page); a.location() != want {
		t.Errorf("%s leads to %q, not %q", form, a.location(), want)
	}
	return p.post("/sign-in", "login", handle, "password", "a lamp in the fog", "next", page).want(t, 303)
}

func TestWhatIsTypedSignedOutStandsInItsFormAfterSigningIn(t *testing.T) {
	t.Parallel()
	s, ana := behindProxy(t)
	ana.say("lounge", "the first")
	s.guest().post("/sign-up", "handle", "bo", "name", "Bo", "password", "a lamp in the fog").want(t, 303)
	s.guest().post("/sign-up", "handle", "kip", "name", "Kip", "password", "a lamp in the fog").want(t, 303)
	kip := s.guest()
	kip.post("/sign-in", "login", "kip", "password", "a lamp in the fog").want(t, 303)
	kip.say("lounge", "cheap followers")
	kip.post("/people/bo/reports", "reason", "spam").want(t, 303)
	subject := ana.subjects(t)[0]
	ana.decides(t, "bo", "kind", "mute", "for", "1h")
	ana.bansNetwork(t, "203.0.113.0/24")
	words := "It was <a quote>.\n“Twice”"
	s.room("Attic", chat.Private, false, ana)
	ana.post("/admin/filters", "kind", "words", "name", "Spam", "pattern", "cheap", "act", "hold").want(t, 303)
	ana.invite("5", "1")
	for _, c := range []struct{ handle, form, page, field, at string }{
		{"ana", "/rooms", "/new-room", "topic", "[name=topic]"},
		{"ana", "/rooms/attic/members", "/rooms/attic/members", "handle", "[name=handle]"},
		{"ana", "/rooms/attic/settings", "/rooms/attic/settings", "topic", "[name=topic]"},
		{"ana", "/rooms/attic/controls", "/rooms/attic/controls", "lock_reason", "[name=lock_reason]"},
		{"ana", "/rooms/attic/filters", "/rooms/attic/filters/new", "pattern", "[name=pattern]"},
		{"ana", "/admin/filters", "/admin/filters/new", "pattern", "[name=pattern]"},
		{"ana", "/admin/filters/1", "/admin/filters/1", "pattern", "[name=pattern]"},
		{"ana", "/settings", "/settings", "bio", "[name=bio]"},
		{"ana", "/settings/tokens", "/settings/tokens", "name", "[name=name]"},
		{"ana", "/desk/ranges", "/desk/ranges", "reason", "[name=reason]"},
		{"ana", "/desk/invites/1/ban", "/desk/invites/1", "reason", "[name=reason]"},
		{"ana", "/admin/settings", "/admin/settings", "name", "[name=name]"},
		{"bo", "/sanctions/1/appeal", "/sanctions/1", "body", "#ap"},
		{"ana", "/people/kip/notes", "/people/kip/moderate", "body", "#note"},
		{"kip", "/people/bo/reports", "/people/bo", "detail", "#report[open] [name=detail]"},
		{"kip", "/rooms/lounge/messages/1/reports", "/rooms/lounge/messages/1", "detail", "#report[open] [name=detail]"},
		{"kip", "/rooms/lounge/messages/2/edit", "/rooms/lounge/messages/2", "body", "#words"},
		{"ana", "/desk/" + subject, "/desk/" + subject, "reason", "#why"},
	} {
		p := s.guest()
		to := p.comesBack(t, c.handle, c.form, c.page, c.field, words).location()
		shown := func() string {
			box := p.get(to).want(t, 200).doc(t).Find(c.at)
			return strings.TrimSpace(box.AttrOr("value", box.Text()))
		}
		if got := shown(); strings.ReplaceAll(got, "\r", "") != words {
			t.Errorf("%s holds %q", c.at, got)
		}
		if shown() == words {
			t.Errorf("%s holds it again and again", c.at)
		}
	}
	p := s.guest().from("203.0.113.7") // who signs in elsewhere, and is met by the ban on the way home
	p.post("/ranges/1/appeal", "body", words).want(t, 303)
	p.from("198.51.100.1").post("/sign-in", "login", "bo", "password", "a lamp in the fog").want(t, 303)
	if got := p.get("/ranges/1").want(t, 200).doc(t).Find("#ap").Text(); got != words {
		t.Errorf("the plea holds %q", got)
	}
}

func TestWhatIsChosenSignedOutIsStillChosenAfterSigningIn(t *testing.T) {
	t.Parallel()
	s, ana, kip := kipsLounge(t)
	s.somebody("bo", chat.RoleMember)
	for range 3 {
		kip.say("lounge", "spam")
	}
	ana.say("lounge", "hello")
	at := func(page string, fields ...string) *goquery.Document {
		p := s.guest().with("Referer", s.URL+page)
		to := p.comesBack(t, "ana", fields[0], page, fields[1:]...).location()
		return p.get(to).want(t, 200).doc(t)
	}
	for _, page := range []string{"/rooms/lounge?select", "/rooms/lounge/3?select"} {
		room := at(page, "/removals", "room", "lounge", "seq", "2", "seq", "3", "reason", "Spam.")
		if n := room.Find("[name=seq][checked]").Length(); n != 2 || room.Find("#bulk-why").AttrOr("value", "") != "Spam." {
			t.Errorf("%s: %d messages are selected, because of %q", page, n, room.Find("#bulk-why").AttrOr("value", ""))
		}
	}
	person := at("/people/kip/moderate?room=lounge", "/removals", "room", "lounge", "handle", "kip", "span", "day", "reason", "Spam.")
	if person.Find("#sweep-why").AttrOr("value", "") != "Spam." || person.Find("[name=span][checked]").AttrOr("value", "") != "day" {
		t.Error("the time and the reason are gone")
	}
	bulk := at("/admin/bulk?handle=kip&act=mute", "/admin/bulk", "handle", "kip", "handle", "bo", "act", "ban", "reason", "Spam.")
	if n := bulk.Find("[name=handle]").Length(); n != 2 || bulk.Find("[name=act]").AttrOr("value", "") != "ban" || bulk.Find("[name=reason]").AttrOr("value", "") != "Spam." {
		t.Errorf("%d people are chosen", n)
	}
	if with := at("/direct/new", "/direct", "people", "zoe").Find("[name=people]").First().AttrOr("value", ""); with != "zoe" {
		t.Errorf("the conversation is with %q", with)
	}
}

func TestADecisionThatIsTypedSignedOutKeepsItsRoomAndItsTerm(t *testing.T) {
	t.Parallel()
	s, _, _ := kipsLounge(t)
	p := s.guest()
	to := p.comesBack(t, "ana", "/people/kip/sanctions", "/people/kip/moderate", "room", "lounge", "kind", "ban", "for", "1h", "reason", "Flooding.").location()
	page := p.get(to).want(t, 200).doc(t).Find("form.verdict").First()
	if page.Find("[name=room]").AttrOr("value", "") != "lounge" || page.Find("[name=reason]").AttrOr("value", "") != "Flooding." ||
		page.Find("[name=kind][checked]").AttrOr("value", "") != "ban" {
		t.Errorf("the form is %s", page.Text())
	}
}

func TestAFormIsKeptForItsPageAloneAndNotWithoutBounds(t *testing.T) {
	t.Parallel()
	s, _, _ := kipsLounge(t)
	note := "/people/kip/notes"
	s.guest().htmx().post(note, "body", "words").want(t, 401)
	s.guest().with("Accept", "application/json").post(note, "body", "words").want(t, 401)
	for body, kept := range map[string]bool{strings.Repeat("字", 6_000): true, strings.Repeat("字", 7_000): false, "NUL \x00": false} {
		p := s.guest()
		p.post(note, "body", body).want(t, 303)
		p.post("/sign-in", "login", "ana", "password", "a lamp in the fog").want(t, 303)
		mustNotHold(t, p.get("/people/kip").want(t, 200).body, body)
		if got := p.get("/people/kip/moderate").want(t, 200).doc(t).Find("#note").Text(); (got == body) != kept {
			t.Errorf("%d bytes: it holds %d", len(body), len(got))
		}
	}
	a := s.guest().with("Referer", s.URL+"/people/kip/moderate?room=lounge").post(note, "body", "words")
	if to := "/sign-in?next=" + url.QueryEscape("/people/kip/moderate?room=lounge"); a.location() != to {
		t.Errorf("it leads to %q", a.location())
	}
	p, bo := s.guest(), s.somebody("bo", chat.RoleMember)
	p.post(note, "body", "words").want(t, 303)
	mustNotHold(t, p.get("/people/kip/moderate").want(t, 303).body, "words")
	mustNotHold(t, bo.get("/people/kip/moderate").body, "words")
}

func TestWhatIsTypedSignedOutIsKeptForADayAndSoOftenForOneAddress(t *testing.T) {
	t.Parallel()
	s, _, _ := kipsLounge(t)
	const note = "/people/kip/notes"
	early := s.guest()
	early.post(note, "body", "words").want(t, 303)
	if left := time.Until(s.sessionEnds(t, 0)); left > 24*time.Hour || left < 23*time.Hour {
		t.Errorf("it is kept for %v", left)
	}
	for range 98 {
		s.guest().post(note, "body", "words").want(t, 303)
	}
	draft, late := s.guest(), s.guest()
	for _, p := range []*person{draft, late} {
		p.send("lounge", "a draft", rand.Text()).want(t, 303)
	}
	late.post(note, "body", "words").want(t, 303)
	for p, want := range map[*person][2]string{early: {"words", ""}, draft: {"", "a draft"}, late: {"", ""}} {
		p.post("/sign-in", "login", "ana", "password", "a lamp in the fog").want(t, 303)
		got := [2]string{p.get("/people/kip/moderate").want(t, 200).doc(t).Find("#note").Text(), p.get("/rooms/lounge").text(t)}
		if got != want {
			t.Errorf("the forms hold %q, want %q", got, want)
		}
	}
	if left := time.Until(s.sessionEnds(t, 1)); left < 29*24*time.Hour {
		t.Errorf("who has signed in is for %v", left)
	}
}

// sessionEnds is when the first of somebody's sessions expires; 0 are guests.
func (s *site) sessionEnds(t *testing.T, userID int64) time.Time {
	t.Helper()
	var at int64
	if err := s.tables(t).QueryRowContext(t.Context(), `SELECT MIN(expires_at) FROM sessions WHERE user_id = $1`, userID).Scan(&at); err != nil {
		t.Fatal(err)
	}
	return time.UnixMicro(at)
}

func TestAPageThatIsFetchedAheadTakesNoText(t *testing.T) {
	t.Parallel()
	s := newSite(t, options{})
	s.setUp().say("lounge", "one")
	p := s.guest()
	p.post("/rooms/lounge/messages/1/edit", "body", "other words").want(t, 303)
	p.send("lounge", "a draft", rand.Text()).want(t, 303)
	p.post("/sign-in", "login", "ana", "password", "a lamp in the fog").want(t, 303)
	for page, words := range map[string]string{"/rooms/lounge/messages/1": "other words", "/rooms/lounge": "a draft"} {
		p.with("Sec-Purpose", "prefetch").get(page).want(t, 200)
		if text := p.get(page).text(t); text != words {
			t.Errorf("%s holds %q", page, text)
		}
	}
}

func TestNoPasswordIsKeptWithAForm(t *testing.T) {
	t.Parallel()
	var sessions written
	s := newSite(t, options{config: func(c *handlers.Config) { sessions.CtxStore, c.Sessions = c.Sessions, &sessions }})
	s.setUp()
	s.guest().post("/people/ana/notes", "body", "these words", "password", "a fog in the lamp", "current", "a lamp on the fog").want(t, 303)
	mustHold(t, sessions.all.String(), "these words")
	mustNotHold(t, sessions.all.String(), "a fog in the lamp", "a lamp on the fog")
}

// written is a store of sessions that remembers all that was ever in it.
type written struct {
	scs.CtxStore
	mu  sync.Mutex // guards all
	all strings.Builder
}

func (w *written) CommitCtx(ctx context.Context, token string, b []byte, expiry time.Time) error {
	w.mu.Lock()
	w.all.Write(b)
	w.mu.Unlock()
	return w.CtxStore.CommitCtx(ctx, token, b, expiry)
}
