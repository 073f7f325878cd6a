package handlers_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"parley/chat"
	"parley/handlers"
	"parley/internal/testenv"
)

// token makes a token and returns it as the page shows it, once.
func (p *person) token(name string) string {
	p.s.t.Helper()
	secret := strings.TrimSpace(p.post("/settings/tokens", "name", name).doc(p.s.t).Find("[data-token]").Text())
	if !strings.HasPrefix(secret, chat.TokenPrefix) {
		p.s.t.Fatalf("the page shows the token %q", secret)
	}
	mustNotHold(p.s.t, p.get("/settings/tokens").body, secret)
	return secret
}

func (s *site) ticket(authorization, body string) answer {
	p := s.guest()
	if authorization != "" {
		p = p.with("Authorization", authorization)
	}
	return p.do("POST", "/api/ws-tickets", "application/json", strings.NewReader(body))
}

func ticketOf(t *testing.T, a answer) string {
	t.Helper()
	var got struct{ Ticket string }
	if err := json.Unmarshal([]byte(a.want(t, 201).body), &got); err != nil || got.Ticket == "" {
		t.Fatalf("%v in %s", err, a.body)
	}
	return got.Ticket
}

func (s *site) redeem(ticket, room string) int {
	return refused(s.t, s, "/ws?ticket="+url.QueryEscape(ticket)+"&since=0&room="+room, nil)
}

func TestATicketIsForWhoShowsAToken(t *testing.T) {
	t.Parallel()
	s := newSite(t, options{})
	ana := s.setUp()
	s.room("Attic", chat.Private, false, s.somebody("bo", chat.RoleMember))
	secret := ana.token("script")
	const lounge = `{"room":"lounge"}`
	for authorization, want := range map[string]int{"": 401, "Bearer": 401, "Bearer nothing": 401, "Bearer parley_WRONG": 401, "Basic " + secret: 401, "Bearer " + secret: 201, "bearer " + secret: 201} {
		if a := s.ticket(authorization, lounge).want(t, want); !strings.HasPrefix(a.Header.Get("Content-Type"), "application/json") {
			t.Errorf("the answer is %s", a.Header.Get("Content-Type"))
		}
	}
	ana.do("POST", "/api/ws-tickets", "application/json", strings.NewReader(lounge)).want(t, 401) // the cookie alone
	for body, want := range map[string]int{`{"room":"nowhere"}`: 404, `{"room":"attic"}`: 404, `{"room":"\u0000"}`: 404, `{}`: 422, `x`: 422, ``: 422} {
		s.ticket("Bearer "+secret, body).want(t, want)
	}
	ana.with("Authorization", "Bearer "+secret).do("POST", "/api/ws-tickets", "application/x-www-form-urlencoded", strings.NewReader(lounge)).want(t, 201) // as curl -d
	ana.post("/settings/tokens/1/revoke").want(t, 303)
	s.ticket("Bearer "+secret, lounge).want(t, 401)
}

func TestATicketOpensOneSocketOfItsRoom(t *testing.T) {
	t.Parallel()
	var later atomic.Int64
	now := func() time.Time { return time.Now().Add(time.Duration(later.Load())) }
	s := newSite(t, options{config: func(c *handlers.Config) { c.Tickets = handlers.NewTickets([]byte("test key"), now) }})
	ana := s.setUp()
	s.room("Den", chat.Open, false, ana)
	secret := ana.token("script")
	fresh := func() string { return ticketOf(t, s.ticket("Bearer "+secret, `{"room":"lounge"}`)) }

	used := fresh()
	mustHold(t, ana.get("/settings/tokens").body, "never used")
	socket := testenv.Dial(t, s.URL+"/ws?since=0&room=lounge&ticket="+used, nil)
	ana.say("lounge", "hello script")
	socket.ReadUntil(t, "hello script")
	mustHold(t, ana.get("/settings/tokens").body, "last used on")
	if code := s.redeem(used, "lounge"); code != 401 && code != 403 {
		t.Errorf("used again: %d", code)
	}
	if code := s.redeem(fresh(), "den"); code != 401 && code != 403 {
		t.Errorf("in another room: %d", code)
	}
	old := fresh()
	later.Store(int64(31 * time.Second))
	if code := s.redeem(old, "lounge"); code != 401 && code != 403 {
		t.Errorf("too old: %d", code)
	}
	later.Store(0)
	last := fresh()
	ana.post("/settings/tokens/1/revoke").want(t, 303)
	if code := s.redeem(last, "lounge"); code != 401 && code != 403 {
		t.Errorf("of a token that was ended: %d", code)
	}
	if code := socket.Closed(t); code != 1008 {
		t.Errorf("the script's socket closes with %d", code)
	}
}

func TestForgedTicketsAreRefused(t *testing.T) {
	t.Parallel()
	s := newSite(t, options{})
	ana := s.setUp()
	ana.token("script")
	claims := func(audience string, expires time.Duration) jwt.MapClaims {
		return jwt.MapClaims{"jti": "one", "sub": "1", "sid": 1, "room": "lounge", "aud": audience, "exp": time.Now().Add(expires).Unix()}
	}
	sign := func(m jwt.SigningMethod, key any, typ string, c jwt.MapClaims) string {
		j := jwt.NewWithClaims(m, c)
		j.Header["typ"] = typ
		text, err := j.SignedString(key)
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	const typ, use = "parley-ws+jwt", "parley-ws"
	key := []byte("test key")
	endless := claims(use, time.Minute)
	delete(endless, "exp")
	for name, forged := range map[string]string{
		"garbage": "a.b.c", "alg none": sign(jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType, typ, claims(use, time.Minute)),
		"another algorithm": sign(jwt.SigningMethodHS512, key, typ, claims(use, time.Minute)), "another key": sign(jwt.SigningMethodHS256, []byte("other"), typ, claims(use, time.Minute)),
		"another audience": sign(jwt.SigningMethodHS256, key, typ, claims("other", time.Minute)), "another type": sign(jwt.SigningMethodHS256, key, "JWT", claims(use, time.Minute)),
		"expired": sign(jwt.SigningMethodHS256, key, typ, claims(use, -time.Second)), "without end": sign(jwt.SigningMethodHS256, key, typ, endless),
	} {
		if code := s.redeem(forged, "lounge"); code != 401 && code != 403 {
			t.Errorf("%s: %d", name, code)
		}
	}
	if code := s.redeem(sign(jwt.SigningMethodHS256, key, typ, claims(use, time.Minute)), "lounge"); code != http.StatusSwitchingProtocols {
		t.Errorf("the one that is right: %d", code)
	}
}
