package handlers_test

import (
	"net/netip"
	"testing"

	"parley/handlers"
)

var firstStart = []string{"name", "Tidewater", "handle", "ana", "email", "ana@example.org", "password", "a lamp in the fog", "room", "The Lounge"}

func TestThePlaceIsSetUpOnceAndSignsItsAdministratorIn(t *testing.T) {
	t.Parallel()
	s := newSite(t, options{})
	ana := s.guest()
	for _, path := range []string{"/", "/sign-in", "/sign-up"} {
		if a := ana.get(path).want(t, 303); a.location() != "/setup" {
			t.Errorf("%s leads to %q before the place is set up", path, a.location())
		}
	}
	ana.get("/setup").want(t, 200)
	a := ana.post("/setup", firstStart...).want(t, 303)
	if a.location() != "/rooms/the-lounge" {
		t.Errorf("set up leads to %q", a.location())
	}
	if user := ana.get(a.location()).want(t, 200).doc(t).Find("body").AttrOr("data-user", ""); user == "" {
		t.Error("the administrator is not signed in")
	}
	ana.get("/admin").want(t, 200)
	ana.get("/setup").want(t, 303)
	for _, who := range []*person{s.guest(), s.guest().with("X-Forwarded-For", "203.0.113.9")} {
		who.post("/setup", append(firstStart, "code", "CODE")...).want(t, 409)
	}
}

func TestSettingUpRefusesWithTheFormAndNeverThePassword(t *testing.T) {
	t.Parallel()
	s := newSite(t, options{})
	form := append([]string{}, firstStart...)
	form[7] = "shortpass"
	a := s.guest().post("/setup", form...).want(t, 422)
	if got := a.doc(t).Find(`input[name="room"]`).AttrOr("value", ""); got != "The Lounge" {
		t.Errorf("the form holds %q", got)
	}
	mustNotHold(t, a.body, "shortpass")
}

func TestSettingUpFromAnotherMachineNeedsTheCode(t *testing.T) {
	t.Parallel()
	s := newSite(t, options{config: func(c *handlers.Config) {
		c.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}
	}})
	for name, value := range map[string]string{"X-Forwarded-For": "203.0.113.9", "Forwarded": "for=203.0.113.9", "X-Real-Ip": "203.0.113.9"} {
		remote := s.guest().with(name, value)
		if remote.get("/setup").doc(t).Find(`input[name="code"]`).Length() != 1 {
			t.Errorf("with %s the form does not ask for the code", name)
		}
		remote.post("/setup", firstStart...).want(t, 403)
		remote.post("/setup", append(firstStart, "code", "WRONG")...).want(t, 403)
	}
	s.guest().with("X-Forwarded-For", "203.0.113.9").post("/setup", append(firstStart, "code", "CODE")...).want(t, 303)
}
