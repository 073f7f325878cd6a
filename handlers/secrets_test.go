package handlers_test

import (
	"strings"
	"testing"

	"parley/internal/testenv"
)

func TestNoSecretStandsInTheLog(t *testing.T) {
	t.Parallel()
	s := newSite(t, options{})
	ana := s.setUp()
	s.somebody("bo", "member")
	code, secret := ana.invite("1", "1"), ana.token("script")
	signUp(s.guest(), "cy", "invite", code).want(t, 303)
	s.guest().get("/join/"+code).want(t, 404)
	ticket := ticketOf(t, s.ticket("Bearer "+secret, `{"room":"lounge"}`))
	testenv.Dial(t, s.URL+"/ws?since=0&room=lounge&ticket="+ticket, nil).ReadUntil(t, "<live-frame")
	s.redeem(ticket, "lounge")
	s.redeem(ticket+"x", "lounge")
	_, after, _ := strings.Cut(ana.post("/admin/people/bo/reset-link").want(t, 200).body, "/reset/")
	link := after[:26]
	bo := s.guest()
	bo.get("/reset/"+link).want(t, 200)
	bo.post("/reset/"+link, "password", "a boat in the mist").want(t, 303)
	bo.get("/home").want(t, 200)
	s.guest().post("/reset/"+link, "password", "another boat at sea").want(t, 404)
	s.guest().get("/reset/"+link).want(t, 404)
	s.guest().post("/sign-in", "login", "bo", "password", "a boat in the mist").want(t, 303)
	ana.say("lounge", "nobody's business")
	log := s.log.String()
	mustHold(t, log, "/reset/{secret}", "/join/{code}", "route=/ws ")
	_, cookie, _ := strings.Cut(ana.cookie, "=")
	for name, secret := range map[string]string{"token": secret, "ticket": ticket, "reset link": link, "invite": code, "password": "lamp", "cookie": cookie, "text": "nobody's", "query": "since="} {
		if strings.Contains(log, secret) {
			t.Errorf("the log holds the %s", name)
		}
	}
}
