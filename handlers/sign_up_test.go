package handlers_test

import (
	"strconv"
	"strings"
	"testing"

	"parley/chat"
	"parley/handlers"
)

// policy sets who may make an account.
func (p *person) policy(to string) {
	p.s.t.Helper()
	p.post("/admin/settings", "sign_up", to).want(p.s.t, 303)
}

// invite makes an invite and returns its code as the page shows it.
func (p *person) invite(uses, expires string) string {
	p.s.t.Helper()
	a := p.post("/admin/invites", "uses", uses, "expires", expires).want(p.s.t, 303)
	_, after, ok := strings.Cut(p.get(a.location()).body, "/join/")
	if !ok || len(after) < 14 {
		p.s.t.Fatal("the page of invites shows no /join/{code}")
	}
	return after[:14]
}

func signUp(p *person, handle string, more ...string) answer {
	return p.post("/sign-up", append([]string{"handle", handle, "name", "", "email", "", "password", "a lamp in the fog"}, more...)...)
}

func TestOnlySoManyAccountsAreMadeFromOneAddress(t *testing.T) {
	t.Parallel()
	s := newSite(t, options{signUps: 2})
	s.setUp()
	signUp(s.guest(), "bo").want(t, 303)
	signUp(s.guest(), "bo").want(t, 409) // nothing was made: it does not count
	signUp(s.guest(), "cy").want(t, 303)
	a := signUp(s.guest(), "dee").want(t, 429)
	if n, err := strconv.Atoi(a.Header.Get("Retry-After")); err != nil || n < 1 || n > 3600 {
		t.Errorf("Retry-After: %q", a.Header.Get("Retry-After"))
	}
	mustHold(t, a.body, `value="dee"`)
}

func TestOneLinkOfIPv6IsOneAddressForLimits(t *testing.T) {
	t.Parallel()
	s := newSite(t, options{signUps: 1, tries: 1, config: func(c *handlers.Config) { c.TrustedProxies = loopback }})
	s.setUp()
	from := func(address string) *person { return s.guest().with("X-Forwarded-For", address) }
	signUp(from("2001:db8::1"), "bo").want(t, 303)
	signUp(from("2001:db8::2"), "cy").want(t, 429)
	signUp(from("2001:db8:0:1::2"), "cy").want(t, 303)
	wrong := []string{"login", "bo", "password", "a lamp in the dark"}
	from("2001:db8::1").post("/sign-in", wrong...).want(t, 422)
	from("2001:db8::2").post("/sign-in", wrong...).want(t, 429)
	from("2001:db8:0:1::2").post("/sign-in", wrong...).want(t, 422)
}

func TestEachPolicyOfSigningUp(t *testing.T) {
	t.Parallel()
	s := newSite(t, options{})
	ana := s.setUp()

	bo := s.guest()
	signUp(bo, "bo").want(t, 303)
	bo.get("/rooms/lounge").want(t, 200)
	signUp(s.guest(), "bo").want(t, 409)

	ana.policy("closed")
	signUp(s.guest(), "cy").want(t, 403)

	ana.policy("invite")
	signUp(s.guest(), "cy").want(t, 403)
	signUp(s.guest(), "cy", "invite", "none-none-none").want(t, 403)
	s.guest().get("/join/none-none-none").want(t, 404)

	ana.policy("approval")
	dee := s.guest()
	a := signUp(dee, "dee").want(t, 303)
	dee.get(a.location()).want(t, 200)
	dee.get("/home").want(t, 303)
	dee.post("/sign-in", "login", "dee", "password", "a lamp in the fog").want(t, 403)
	dee.get("/home").want(t, 303)
	ana.post("/admin/people/dee/approve").want(t, 303)
	dee.post("/sign-in", "login", "dee", "password", "a lamp in the fog").want(t, 303)
	dee.get("/home").want(t, 200)

	eli := s.guest()
	signUp(eli, "eli").want(t, 303)
	ana.post("/admin/people/eli/refuse").want(t, 303)
	eli.post("/sign-in", "login", "eli", "password", "a lamp in the fog").want(t, 422)
	ana.post("/admin/settings", "sign_up", "whoever").want(t, 422)
}

func TestAnInviteLetsInAsManyAsItSays(t *testing.T) {
	t.Parallel()
	s := newSite(t, options{})
	ana := s.setUp()
	ana.policy("invite")
	code := ana.invite("2", "24")
	s.guest().get("/join/"+code).want(t, 200)
	signUp(s.guest(), "bo", "invite", code).want(t, 303)
	signUp(s.guest(), "bo", "invite", code).want(t, 409) // the handle is taken: no use is spent
	signUp(s.guest(), "cy", "invite", code).want(t, 303)
	signUp(s.guest(), "dee", "invite", code).want(t, 403)
	s.guest().get("/join/"+code).want(t, 404)
}

func TestAnInviteEnds(t *testing.T) {
	t.Parallel()
	s := newSite(t, options{})
	ana := s.setUp()
	ana.policy("invite")
	code := ana.invite("", "1s")
	other := ana.invite("", "")
	ana.post("/admin/invites/2/end").want(t, 303)
	signUp(s.guest(), "bo", "invite", other).want(t, 403)
	eventually(t, func() bool { return s.guest().get("/join/"+code).StatusCode == 404 })
	signUp(s.guest(), "bo", "invite", code).want(t, 403)
	for _, expires := range []string{"-1", "yesterday", "2001-01-01", "999999999"} {
		ana.post("/admin/invites", "uses", "1", "expires", expires).want(t, 422)
	}
	for _, uses := range []string{"-1", "many", "10001"} {
		ana.post("/admin/invites", "uses", uses, "expires", "1").want(t, 422)
	}
}

func TestPasswordsThatAnybodyGuessesAreRefusedAndNeverShown(t *testing.T) {
	t.Parallel()
	s := newSite(t, options{})
	s.setUp()
	for _, password := range []string{"ninechars", "1234567890", "qwertyuiop", "PASSWORD123", "aaaaaaaaaaaa", strings.Repeat("long", 51)} {
		a := s.guest().post("/sign-up", "handle", "bo", "name", "Bo the Brave", "password", password).want(t, 422)
		mustNotHold(t, a.body, password)
		if a.doc(t).Find(`input[name="name"]`).AttrOr("value", "") != "Bo the Brave" {
			t.Error("the rest of the form is lost")
		}
	}
	if _, err := s.chat.Person(t.Context(), chat.Actor{User: chat.User{ID: 1, State: chat.Active}}, "bo"); !chat.IsNotFound(err) {
		t.Errorf("an account was made: %v", err)
	}
}
