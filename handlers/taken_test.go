package handlers_test

import (
	"crypto/rand"
	"testing"
)

func TestTheAuthorAloneReadsWhyAFilterTookTheirMessage(t *testing.T) {
	t.Parallel()
	s, ana, bo, cy := filtered(t)
	cy.post("/rooms/lounge/join").want(t, 303)
	ana.filter(t, "", "Cheapness", "cheap", "act", "remove")
	ana.get("/home").want(t, 200) // it says that the filter is made
	const why = "Caught by the filter “Cheapness”."

	a := bo.send("lounge", "cheap followers", rand.Text()).want(t, 303)
	mustHold(t, bo.get(a.location()).body, "A filter took your message away. "+why)
	mustNotHold(t, bo.get(a.location()).body, why) // said once; the message's page says it as long as it is gone
	mustHold(t, bo.get("/rooms/lounge/messages/2").doc(t).Find(".notice").Text(), "A filter took your message away", why)
	mustHold(t, bo.htmx().send("lounge", "cheap boats", rand.Text()).want(t, 201).body, "A filter took your message away", why)
	for _, path := range append(everywhere, "/rooms/lounge/messages/2", "/rooms/lounge/2") {
		for _, p := range []*person{cy, ana, s.guest()} {
			mustNotHold(t, p.get(path).body, "Cheapness")
		}
	}

	ana.post("/removals/1/undo").want(t, 303)
	mustNotHold(t, bo.get("/rooms/lounge/messages/2").body, why)
	ana.post("/rooms/lounge/messages/2/remove", "reason", "Cheapness, for the record").want(t, 303)
	mustNotHold(t, bo.get("/rooms/lounge/messages/2").want(t, 200).body, "Cheapness")
}

func TestTheAuthorIsNotToldOfReportsThatHideAMessage(t *testing.T) {
	t.Parallel()
	_, ana, bo, cy := filtered(t)
	ana.post("/admin/settings", "name", "Tidewater", "sign_up", "open", "auto_hide", "1").want(t, 303)
	cy.post("/rooms/lounge/join").want(t, 303)
	for i, seq := range []string{"2", "3"} {
		bo.say("lounge", "boats")
		cy.post("/rooms/lounge/messages/"+seq+"/reports", "reason", "spam").want(t, 303)
		if i == 0 { // from now on the word of cy has weight
			ana.post("/desk/report-m-2", "do", "remove").want(t, 303)
		}
	}
	page := bo.get("/rooms/lounge/messages/3").want(t, 200)
	mustHold(t, page.body, "Removed by a moderator")
	mustNotHold(t, page.body, "reliable", "A filter")
}
