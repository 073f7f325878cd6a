package handlers_test

import (
	"strconv"
	"strings"
	"testing"
)

func TestPeopleSignInByHandleAndByAddress(t *testing.T) {
	t.Parallel()
	s := newSite(t, options{})
	s.guest().post("/setup", firstStart...).want(t, 303)
	for _, login := range []string{"ana", "@ana", " ANA ", "ana@example.org", "Ana@Example.org"} {
		p := s.guest()
		p.post("/sign-in", "login", login, "password", "a lamp in the fog").want(t, 303)
		p.get("/home").want(t, 200)
	}
}

func TestAWrongPasswordAndAnUnknownPersonHearTheSame(t *testing.T) {
	t.Parallel()
	s := newSite(t, options{})
	s.setUp()
	s.somebody("bo", "member") // has no password
	said := map[string]bool{}
	for _, login := range []string{"ana", "bo", "cy"} {
		a := s.guest().post("/sign-in", "login", login, "password", "not the lamp").want(t, 422)
		mustNotHold(t, a.body, "not the lamp")
		if a.Header.Get("Set-Cookie") != "" {
			t.Errorf("%s gets a cookie", login)
		}
		d := a.doc(t)
		d.Find("script, style, link").Remove()
		said[strings.ReplaceAll(strings.Join(strings.Fields(d.Find("main, body").First().Text()), " "), login, "")] = true
		if got := d.Find(`input[name="login"]`).AttrOr("value", ""); got != login {
			t.Errorf("the form holds %q", got)
		}
	}
	if len(said) != 1 {
		t.Errorf("%d different answers: %v", len(said), said)
	}
	for _, password := range []string{"", "kept "} {
		s.guest().post("/sign-in", "login", "bo", "password", password).want(t, 422)
	}
}

func TestTriesToSignInAreLimited(t *testing.T) {
	t.Parallel()
	s := newSite(t, options{tries: 5})
	s.setUp()
	for range 5 {
		s.guest().post("/sign-in", "login", "ana", "password", "wrong").want(t, 422)
	}
	a := s.guest().post("/sign-in", "login", "ana", "password", "a lamp in the fog").want(t, 429)
	if n, err := strconv.Atoi(a.Header.Get("Retry-After")); err != nil || n < 1 || n > 900 {
		t.Errorf("Retry-After: %q", a.Header.Get("Retry-After"))
	}
	s.guest().post("/sign-in", "login", "bo", "password", "wrong").want(t, 422)
}

func TestSigningInToOnesOwnAccountBuysNoMoreTriesOnOthers(t *testing.T) {
	t.Parallel()
	s := newSite(t, options{tries: 1})
	s.setUp()
	var code int
	for i := range 11 { // ten are allowed to an address
		s.guest().post("/sign-in", "login", "ana", "password", "a lamp in the fog")
		code = s.guest().post("/sign-in", "login", "victim"+strconv.Itoa(i), "password", "wrong").StatusCode
	}
	if code != 429 {
		t.Errorf("the eleventh guess hears %d", code)
	}
}

func TestSigningInLeadsToPagesOfOursOnly(t *testing.T) {
	t.Parallel()
	s := newSite(t, options{})
	s.setUp()
	for next, want := range map[string]string{
		"": "/", "/rooms/lounge?x=1": "/rooms/lounge?x=1", "//evil.example": "/", `/\evil.example`: "/", "https://evil.example/": "/",
		"javascript:alert(1)": "/", "/\t/evil.example": "/", "rooms": "/", "///evil.example": "/", "/ok\r\nSet-Cookie: x": "/",
	} {
		p := s.guest()
		if a := p.post("/sign-in", "login", "ana", "password", "a lamp in the fog", "next", next).want(t, 303); a.location() != want {
			t.Errorf("next=%q leads to %q, want %q", next, a.location(), want)
		}
	}
	s.guest().get("/sign-in?next=//evil.example").want(t, 200)
	mustNotHold(t, s.guest().get("/sign-in?next=//evil.example").body, `value="//evil`)
}

func TestASessionIsRenewedWhenSomebodySignsIn(t *testing.T) {
	t.Parallel()
	s := newSite(t, options{})
	s.setUp()
	p := s.guest()
	p.send("lounge", "before", "0123456789abcdef").want(t, 303) // keeps the text in a session of a guest
	fixed := p.cookie
	if fixed == "" {
		t.Fatal("a guest's text is not kept")
	}
	p.post("/sign-in", "login", "ana", "password", "a lamp in the fog").want(t, 303)
	if p.cookie == fixed {
		t.Error("the session has the name it had before")
	}
	thief := s.guest()
	thief.cookie = fixed
	thief.get("/home").want(t, 303)
	first := p.cookie
	p.post("/sign-in", "login", "ana", "password", "a lamp in the fog").want(t, 303)
	thief.cookie = first
	thief.get("/home").want(t, 303)
}

func TestSigningOutEndsTheSession(t *testing.T) {
	t.Parallel()
	s := newSite(t, options{})
	ana := s.setUp()
	old := ana.cookie
	a := ana.post("/sign-out").want(t, 303)
	if ana.cookie != "" || !strings.Contains(a.Header.Get("Clear-Site-Data"), "cache") {
		t.Errorf("cookie %q, header %v", ana.cookie, a.Header)
	}
	ana.cookie = old
	ana.get("/home").want(t, 303)
	ana.htmx().get("/home").want(t, 401)
	ana.with("Accept", "application/json").get("/home").want(t, 401)
}
