package handlers_test

import (
	"testing"

	"parley/chat"
)

func TestLettingMorePeopleReadNeedsAConfirmation(t *testing.T) {
	t.Parallel()
	s := newSite(t, options{})
	ana := s.setUp()
	cy := s.somebody("cy", chat.RoleMember)
	s.room("Attic", chat.Private, false, ana)
	for _, body := range []string{"one", "two", "three"} {
		ana.say("attic", body)
	}
	form := []string{"name", "Attic", "kind", "open", "topic", "dust"}
	a := ana.post("/rooms/attic/settings", form...).want(t, 409)
	mustHold(t, a.doc(t).Text(), "3 messages")
	if a.doc(t).Find(`[name="confirm"]`).Length() == 0 {
		t.Error("there is nothing to confirm with")
	}
	cy.get("/rooms/attic").want(t, 404)
	ana.post("/rooms/attic/settings", append(form, "confirm", "on")...).want(t, 303)
	cy.get("/rooms/attic").want(t, 200)
	s.guest().get("/rooms/attic").want(t, 303)
	ana.post("/rooms/attic/settings", append(form, "public", "on")...).want(t, 409)
	ana.post("/rooms/attic/settings", append(form, "public", "on", "confirm", "on")...).want(t, 303)
	s.guest().get("/rooms/attic").want(t, 200)
	ana.post("/rooms/attic/settings", "name", "Loft", "kind", "private").want(t, 303) // narrowing needs none
	cy.get("/rooms/attic").want(t, 404)
	s.guest().get("/rooms/attic").want(t, 303)
	mustHold(t, ana.get("/rooms/attic").want(t, 200).doc(t).Find("h1").Text(), "Loft") // and slugs never change
}

func TestNarrowingARoomEndsThePagesOfThoseWhoMayNoLongerRead(t *testing.T) {
	t.Parallel()
	s := newSite(t, options{})
	ana := s.setUp()
	square := s.room("Square", chat.Open, true, ana)
	cy := s.somebody("cy", chat.RoleMember)
	outsider, guest, member := cy.dial(square), s.guest().dial(square), ana.dial(square)
	ana.post("/rooms/square/settings", "name", "Square", "kind", "private").want(t, 303)
	for who, socket := range map[string]page{"outsider": outsider, "guest": guest} {
		if code := socket.Closed(t); code != 1008 && code != 1012 {
			t.Errorf("the %s's page closes with %d", who, code)
		}
	}
	for who, want := range map[*person]int{cy: 404, s.guest(): 401} {
		if got := refused(t, s, "/ws?since=0&room="+square, who.handshake()); got != want {
			t.Errorf("who comes back hears %d, want %d", got, want)
		}
	}
	member.awaitOrRejoin(t, ana, square)
}

func TestWhoMakesAndManagesRooms(t *testing.T) {
	t.Parallel()
	s := newSite(t, options{})
	ana := s.setUp()
	bo := s.somebody("bo", chat.RoleMember)
	if a := bo.post("/rooms", "name", "Crème & Brûlée!", "kind", "open").want(t, 303); a.location() != "/rooms/creme-brulee" {
		t.Errorf("the room is at %q", a.location())
	}
	if a := bo.post("/rooms", "name", "creme brulee", "kind", "private").want(t, 303); a.location() != "/rooms/creme-brulee-2" {
		t.Errorf("the second room is at %q", a.location())
	}
	for _, form := range [][]string{{"name", "", "kind", "open"}, {"name", "x", "kind", ""}, {"name", "x", "kind", "direct"}, {"name", "a\x00b", "kind", "open"}, {"name", "x", "kind", "private", "public", "on"}} {
		bo.post("/rooms", form...).want(t, 422)
	}
	bo.post("/rooms", "name", "News", "kind", "announcement").want(t, 403)
	bo.post("/rooms", "name", "Square", "kind", "open", "public", "on").want(t, 403)
	ana.post("/rooms", "name", "News", "kind", "announcement", "public", "on").want(t, 303)
	s.guest().get("/rooms/news").want(t, 200)
	s.guest().post("/rooms", "name", "x", "kind", "open").want(t, 303)
	bo.post("/rooms/creme-brulee/settings", "name", "x", "kind", "open", "public", "on", "confirm", "on").want(t, 403)
	bo.post("/rooms/news/settings", "name", "x", "kind", "open").want(t, 403)
}

func TestAnArchivedRoomIsForReading(t *testing.T) {
	t.Parallel()
	s := newSite(t, options{})
	ana := s.setUp()
	ana.post("/rooms/lounge/archive").want(t, 303)
	if a := ana.send("lounge", "anybody?", "0123456789abcdef").want(t, 403); a.text(t) != "anybody?" {
		t.Errorf("the text is lost: %q", a.text(t))
	}
	ana.get("/rooms/lounge").want(t, 200)
	ana.post("/rooms/lounge/unarchive").want(t, 303)
	ana.say("lounge", "here again")
}
