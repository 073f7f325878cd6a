package handlers_test

import (
	"crypto/rand"
	"strings"
	"testing"

	"parley/chat"
	"parley/internal/testenv"
)

func TestARoomTellsItsModeratorsAloneHowMuchWaits(t *testing.T) {
	t.Parallel()
	s, ana, bo, cy := approving(t, "approve-all", "on")
	kip := s.somebody("kip", chat.RoleMember)
	line := func(p *person) string { return p.get("/rooms/lounge").want(t, 200).doc(t).Find("#waiting").Text() }
	if got := line(ana); got != "" {
		t.Errorf("nothing waits, and the page says %q", got)
	}
	bo.send("lounge", "held", rand.Text()).want(t, 303)
	mustHold(t, line(ana), "One message waits for you")
	bo.send("lounge", "held too", rand.Text()).want(t, 303)
	mustHold(t, line(ana), "2 messages wait for you")
	cy.post("/rooms/lounge/messages/1/reports", "reason", "spam").want(t, 303) // the administrator's own
	mustHold(t, line(ana), "2 messages wait for you")
	mustHold(t, testenv.Dial(t, s.URL+"/ws?room=lounge&since=1", ana.handshake()).ReadUntil(t, "<live-you"), "2 messages wait for you")

	for _, p := range []*person{bo, cy, kip} {
		mustNotHold(t, p.get("/rooms/lounge").body, "wait for you", `id="waiting"`)
		mustNotHold(t, testenv.Dial(t, s.URL+"/ws?room=lounge&since=1", p.handshake()).ReadUntil(t, "<live-you"), "waiting", "wait for you")
	}

	other := s.room("Attic", chat.Open, false, ana, bo)
	ana.post("/rooms/"+other+"/controls", "approve-all", "on").want(t, 303)
	bo.send(other, "in the attic", rand.Text()).want(t, 303)
	link := ana.get("/rooms/lounge").doc(t).Find("#waiting a").AttrOr("href", "")
	desk := ana.get(link).want(t, 200).doc(t)
	mustHold(t, desk.Find("#queue").Text(), "held too")
	mustNotHold(t, desk.Find("#queue").Text(), "in the attic")
	if href := desk.Find("#queue a").First().AttrOr("href", ""); href != "/desk/hold-2?room=lounge" {
		t.Errorf("a case is at %s", href)
	}
	changed := strings.Replace(desk.Find("#queue").AttrOr("data-wait", ""), "rev=", "rev=9", 1) // so that it answers at once
	mustNotHold(t, ana.get(changed).want(t, 200).doc(t).Text(), "in the attic")
	ana.post("/desk/hold-1", "do", "publish").want(t, 303)
	ana.post("/desk/hold-2", "do", "refuse").want(t, 303)
	if got := line(ana); got != "" {
		t.Errorf("all is decided, and the page says %q", got)
	}
}
