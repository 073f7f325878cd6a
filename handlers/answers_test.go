package handlers_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"parley/handlers"
)

const wantPolicy = "default-src 'none'; script-src 'self' 'nonce-N'; style-src 'self' 'nonce-N'; img-src 'self' blob:; media-src 'self'; connect-src 'self'; form-action 'self'; frame-src 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types htmx live"

func TestEveryPageIsGuarded(t *testing.T) {
	t.Parallel()
	s := newSite(t, options{})
	ana := s.setUp()
	ana.say("lounge", "hello")
	seen := map[string]bool{}
	check := func(a answer) {
		t.Helper()
		csp := a.Header.Get("Content-Security-Policy")
		_, nonce, _ := strings.Cut(csp, "'nonce-")
		nonce, _, _ = strings.Cut(nonce, "'")
		if got := strings.ReplaceAll(csp, nonce, "N"); len(nonce) < 20 || seen[nonce] || got != wantPolicy {
			t.Errorf("%s: policy %q", a.Request.URL.Path, csp)
		}
		seen[nonce] = true
		for name, want := range map[string]string{"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin", "Cache-Control": "no-store", "Cross-Origin-Opener-Policy": "same-origin"} {
			if got := a.Header.Get(name); got != want {
				t.Errorf("%s: %s is %q", a.Request.URL.Path, name, got)
			}
		}
		if strings.Contains(a.body, "<html") != strings.Contains(a.body, "</html>") {
			t.Errorf("%s is not whole", a.Request.URL.Path)
		}
	}
	for _, path := range []string{
		"/home", "/rooms", "/rooms/lounge", "/rooms/lounge/1", "/rooms/lounge/messages/1", "/rooms/lounge/members", "/rooms/lounge/settings", "/rooms/lounge/wait", "/mentions", "/people/ana",
		"/settings", "/settings/password", "/settings/sessions", "/settings/tokens", "/admin", "/admin/settings", "/admin/invites", "/admin/people", "/admin/people/ana", "/admin/bulk", "/admin/audit", "/admin/statistics", "/new-room", "/direct/new", "/status/live", "/forgot",
	} {
		check(ana.get(path).want(t, 200))
	}
	for _, path := range []string{"/sign-in", "/sign-up", "/forgot", "/status/live", "/rooms"} {
		check(s.guest().get(path).want(t, 200))
	}
	for _, path := range []string{"/nothing", "/rooms/nowhere", "/rooms/lounge/nothing", "/rooms/lounge/99", "/people/nobody", "/avatars", "/sign-out", "/%ff", "/people/%00"} {
		check(ana.get(path).want(t, 404))
	}
	check(ana.do("POST", "/sign-in", "application/x-www-form-urlencoded", strings.NewReader("login=%zz")).want(t, 422))
	check(ana.post("/sign-in", "login", "a\x00b", "password", "x").want(t, 422))
	check(ana.do("POST", "/settings", "multipart/form-data; boundary=x", strings.NewReader("--x")).want(t, 422))
	check(ana.do("DELETE", "/rooms/lounge", "", nil).want(t, 404))
}

func TestHeadAnswersAsGetDoes(t *testing.T) {
	t.Parallel()
	s := newSite(t, options{})
	ana := s.setUp()
	for _, path := range []string{"/livez", "/readyz", "/rooms/lounge", "/rooms", "/settings", "/nothing", "/rooms/nowhere", "/rooms/lounge/messages?since=0", "/rooms/lounge/stream", "/rooms/lounge/wait"} {
		head := ana.do("HEAD", path, "", nil)
		want := ana.peek(path)
		if head.StatusCode != want || head.body != "" {
			t.Errorf("HEAD %s: %d, GET: %d", path, head.StatusCode, want)
		}
	}
}

func TestAPanicIsOurMistakeWithoutDetails(t *testing.T) {
	t.Parallel()
	s := newSite(t, options{config: func(c *handlers.Config) {
		c.Posted = func(bool) { panic("the secret of the house") }
	}})
	ana := s.setUp()
	a := ana.send("lounge", "hello", "0123456789abcdef").want(t, 500)
	mustNotHold(t, a.body, "secret", "goroutine", ".go:")
	_, id, ok := strings.Cut(s.log.String(), "msg=panic request=")
	if !ok || len(id) < 12 || !strings.Contains(a.body, id[:12]) {
		t.Error("the page does not name the request that the log tells of")
	}
	ana.get("/rooms/lounge").want(t, 200)
}

func TestReadinessSaysWhetherToSendPeopleHere(t *testing.T) {
	t.Parallel()
	broken := errors.New("dial tcp 10.1.2.3: refused")
	var down error
	s := newSite(t, options{config: func(c *handlers.Config) { c.Ready = func() error { return down } }})
	s.guest().get("/readyz").want(t, 200)
	down = broken
	a := s.guest().get("/readyz").want(t, http.StatusServiceUnavailable)
	mustNotHold(t, a.body, "10.1.2.3")
	down = nil
	s.h.Drain()
	s.guest().get("/readyz").want(t, http.StatusServiceUnavailable)
	s.guest().get("/livez").want(t, 200)
}

func TestAnUnknownMethodMakesNoSeriesOfItsOwn(t *testing.T) {
	t.Parallel()
	methods := make(chan string, 9)
	s := newSite(t, options{config: func(c *handlers.Config) {
		c.Observe = func(_, method string, _ int, _ time.Duration) { methods <- method }
	}})
	s.guest().do("MADEUP", "/livez", "", nil)
	if got := <-methods; got != "other" {
		t.Errorf("counted as %q", got)
	}
}
