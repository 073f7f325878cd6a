package handlers_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
)

// again is the same person in another browser.
func (p *person) again() *person {
	p.s.t.Helper()
	q := p.s.guest()
	q.user = p.user
	var err error
	if q.cookie, err = p.s.h.SessionCookie(p.s.t.Context(), p.user); err != nil {
		p.s.t.Fatal(err)
	}
	return q
}

func TestABrowserIsSignedOutFromAnother(t *testing.T) {
	t.Parallel()
	s := newSite(t, options{})
	ana := s.setUp()
	phone := ana.again()
	bo := s.somebody("bo", "member")
	var forms []string
	ana.get("/settings/sessions").want(t, 200).doc(t).Find(`form[action*="/settings/sessions/"]`).Each(func(_ int, f *goquery.Selection) {
		if action := f.AttrOr("action", ""); strings.HasSuffix(action, "/revoke") && action != "/settings/sessions/revoke" {
			forms = append(forms, action)
		}
	})
	if len(forms) == 0 {
		t.Fatal("no session can be ended")
	}
	for _, action := range forms {
		bo.post(action).want(t, 303) // not theirs: nothing happens
	}
	phone.get("/home").want(t, 200)
	ana.get("/home").want(t, 200)
	for _, action := range forms {
		ana.post(action)
	}
	phone.get("/home").want(t, 303)
	phone.htmx().get("/home").want(t, 401)
	phone.send("lounge", "still here?", "0123456789abcdef").want(t, 303)
	if n := s.firstMessage(); n != http.StatusNotFound {
		t.Errorf("a browser that is signed out posts: %d", n)
	}
}

// firstMessage is the status of the first message of the lounge for somebody who may read it.
func (s *site) firstMessage() int {
	reader := s.somebody("reader", "member")
	return reader.get("/rooms/lounge/messages/1").StatusCode
}

func TestAnotherPasswordSignsEveryOtherBrowserOut(t *testing.T) {
	t.Parallel()
	s := newSite(t, options{tries: 5})
	ana := s.setUp()
	phone := ana.again()
	socket := phone.dial("lounge")
	ana.post("/settings/password", "current", "not it", "password", "a boat in the mist").want(t, 422)
	a := ana.post("/settings/password", "current", "a lamp in the fog", "password", "password12").want(t, 422)
	mustNotHold(t, a.body, "a lamp in the fog", "password12")
	phone.get("/home").want(t, 200)
	ana.post("/settings/password", "current", "a lamp in the fog", "password", "a boat in the mist").want(t, 303)
	ana.get("/home").want(t, 200)
	phone.get("/home").want(t, 303)
	if code := socket.Closed(t); code != 1008 {
		t.Errorf("the phone's page closes with %d", code)
	}
	s.guest().post("/sign-in", "login", "ana", "password", "a lamp in the fog").want(t, 422)
	s.guest().post("/sign-in", "login", "ana", "password", "a boat in the mist").want(t, 303)
	for range 5 {
		ana.post("/settings/password", "current", "not it", "password", "a hat in the rain").want(t, 422)
	}
	ana.post("/settings/password", "current", "a boat in the mist", "password", "a hat in the rain").want(t, 429)
}
