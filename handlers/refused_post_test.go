package handlers_test

import (
	"crypto/rand"
	"strings"
	"testing"
	"time"

	"parley/chat"
)

// limited lets so many messages pass, and none after them.
func limited(n int) func(int64) time.Duration {
	return func(int64) time.Duration {
		if n--; n >= 0 {
			return 0
		}
		return 1500 * time.Millisecond
	}
}

func TestTextsThatCannotBeTakenAreShownAgain(t *testing.T) {
	t.Parallel()
	s := newSite(t, options{})
	ana := s.setUp()
	for name, body := range map[string]string{
		"empty": "", "blank": " \r\n\t", "too long": strings.Repeat("é", 4001), "NUL": "a\x00b", "invalid UTF-8": "a\xffb",
	} {
		for _, p := range []*person{ana, ana.htmx()} {
			a := p.send("lounge", body, rand.Text()).want(t, 422)
			if name == "too long" && a.text(t) != body {
				t.Errorf("%s: the text is lost", name)
			}
			if a.doc(t).Find(`#composer [role="alert"]`).Length() != 1 {
				t.Errorf("%s: no reason is given", name)
			}
		}
	}
	for _, body := range []string{strings.Repeat("é", 4000), strings.Repeat("a\r\n", 2000), strings.Repeat(">", 4000), "x"} {
		ana.send("lounge", body, rand.Text()).want(t, 303)
	}
	if n := ana.get("/rooms/lounge").want(t, 200).doc(t).Find("article[data-seq]").Length(); n != 4 {
		t.Errorf("the page holds %d messages", n)
	}
}

func TestAPostWithoutANonceIsRefusedAndGetsOne(t *testing.T) {
	t.Parallel()
	s := newSite(t, options{})
	ana := s.setUp()
	for _, nonce := range []string{"", "fifteen-letters", strings.Repeat("n", 65), "with a space in it", "0123456789abcdef\n", "0123456789abcdé"} {
		a := ana.send("lounge", "mine", nonce).want(t, 422)
		if a.text(t) != "mine" || len(a.nonce(t)) < 16 || a.nonce(t) == nonce {
			t.Errorf("text %q, nonce %q after %q", a.text(t), a.nonce(t), nonce)
		}
	}
	for _, nonce := range []string{"0123456789-_AbCd", strings.Repeat("n", 64)} {
		ana.send("lounge", "mine", nonce).want(t, 303)
	}
}

func TestPostsThatAnotherSiteSendsAreRefused(t *testing.T) {
	t.Parallel()
	s := newSite(t, options{})
	ana := s.setUp()
	for name, value := range map[string]string{"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"} {
		ana.with(name, value).send("lounge", "forged", rand.Text()).want(t, 403)
		ana.with(name, value).post("/sign-out").want(t, 403)
	}
	ana.with("Origin", s.URL).send("lounge", "mine", rand.Text()).want(t, 303)
	ana.with("Sec-Fetch-Site", "same-origin").send("lounge", "mine", rand.Text()).want(t, 303)
}

func TestWhoIsSignedOutSignsInAndFindsTheText(t *testing.T) {
	t.Parallel()
	s := newSite(t, options{})
	s.setUp()
	p := s.guest()
	nonce := rand.Text()
	a := p.send("lounge", "half\na thought", nonce).want(t, 303)
	if a.location() != "/sign-in?next=%2Frooms%2Flounge" {
		t.Errorf("it leads to %q", a.location())
	}
	next := p.get(a.location()).doc(t).Find(`input[name="next"]`).AttrOr("value", "")
	a = p.post("/sign-in", "login", "ana", "password", "a lamp in the fog", "next", next).want(t, 303)
	if a = p.get(a.location()).want(t, 200); a.text(t) != "half\na thought" || a.nonce(t) != nonce {
		t.Errorf("the composer holds %q under %q", a.text(t), a.nonce(t))
	}
	if a = p.get("/rooms/lounge"); a.text(t) != "" {
		t.Error("the text comes again and again")
	}
	h := s.guest().htmx().send("lounge", "mine", rand.Text()).want(t, 401)
	if h.text(t) != "mine" {
		t.Errorf("htmx gets %q", h.text(t))
	}
	s.guest().with("Accept", "application/json").send("lounge", "mine", rand.Text()).want(t, 401)
	s.guest().send("nowhere", "mine", rand.Text()).want(t, 303) // nor does a guest learn which rooms there are
}

func TestAnEditSurvivesSigningIn(t *testing.T) {
	t.Parallel()
	s := newSite(t, options{})
	ana := s.setUp()
	ana.say("lounge", "one")
	p := s.guest()
	a := p.with("Referer", s.URL+"/rooms/lounge/messages/1").post("/rooms/lounge/messages/1/edit", "body", "other words").want(t, 303)
	if a.location() != "/sign-in?next=%2Frooms%2Flounge%2Fmessages%2F1" {
		t.Errorf("it leads to %q", a.location())
	}
	a = p.post("/sign-in", "login", "ana", "password", "a lamp in the fog", "next", "/rooms/lounge/messages/1").want(t, 303)
	if text := p.get(a.location()).text(t); text != "other words" {
		t.Errorf("the form holds %q", text)
	}
	if text := p.get(a.location()).text(t); text != "one" {
		t.Errorf("the next time it holds %q", text)
	}
}

func TestAPostToARoomThatIsNotThereIsNotFound(t *testing.T) {
	t.Parallel()
	s := newSite(t, options{})
	ana := s.setUp()
	s.room("Attic", chat.Private, false, ana)
	bo := s.somebody("bo", chat.RoleMember)
	for _, room := range []string{"nowhere", "attic", "%00", "%ff", "a%2Fb"} {
		bo.send(room, "hello", rand.Text()).want(t, 404)
	}
}

func TestAnEditThatIsRefusedKeepsItsText(t *testing.T) {
	t.Parallel()
	s := newSite(t, options{})
	ana := s.setUp()
	bo := s.somebody("bo", chat.RoleMember)
	bo.say("lounge", "one")
	if a := bo.post("/rooms/lounge/messages/1/edit", "body", strings.Repeat("x", 4001)).want(t, 422); len(a.text(t)) != 4001 {
		t.Error("a text that is too long is lost")
	}
	ana.post("/rooms/lounge/archive").want(t, 303)
	if a := bo.post("/rooms/lounge/messages/1/edit", "body", "other words").want(t, 403); a.text(t) != "other words" {
		t.Error("in an archived room the text is lost")
	}
	ana.post("/rooms/lounge/unarchive").want(t, 303)
	bo.post("/rooms/lounge/messages/1/remove").want(t, 303)
	if a := bo.post("/rooms/lounge/messages/1/edit", "body", "other words").want(t, 409); a.text(t) != "other words" {
		t.Error("of a removed message the text is lost")
	}
}
