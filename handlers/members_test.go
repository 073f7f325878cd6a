package handlers_test

import (
	"testing"

	"parley/chat"
)

func TestRanksInARoom(t *testing.T) {
	t.Parallel()
	s := newSite(t, options{})
	s.setUp()
	owner, mod, bo, cy := s.somebody("olga", chat.RoleMember), s.somebody("mo", chat.RoleMember), s.somebody("bo", chat.RoleMember), s.somebody("cy", chat.RoleMember)
	s.room("Attic", chat.Private, false, owner, mod, bo)
	role := func(p *person, handle, to string) int {
		return p.post("/rooms/attic/members/"+handle+"/role", "role", to).StatusCode
	}
	bo.post("/rooms/attic/members", "handle", "cy").want(t, 403)
	for _, c := range []struct {
		by         *person
		handle, to string
		want       int
	}{
		{owner, "mo", "moderator", 303}, {bo, "bo", "owner", 403}, {bo, "mo", "member", 403}, {mod, "mo", "owner", 403}, {mod, "bo", "moderator", 403},
		{mod, "olga", "member", 403}, {owner, "bo", "administrator", 422}, {owner, "cy", "moderator", 404}, {owner, "nobody", "member", 422},
	} {
		if got := role(c.by, c.handle, c.to); got != c.want {
			t.Errorf("%s makes %s %s: %d, want %d", c.by.user.Handle, c.handle, c.to, got, c.want)
		}
	}
	mod.post("/rooms/attic/members/olga/remove").want(t, 403)
	mod.post("/rooms/attic/members", "handle", "@Cy").want(t, 303)
	cy.get("/rooms/attic").want(t, 200)
	mod.post("/rooms/attic/members", "handle", "nobody").want(t, 422)
	mod.post("/rooms/attic/members/cy/remove").want(t, 303)
	cy.get("/rooms/attic").want(t, 404)
	bo.post("/rooms/attic/leave").want(t, 303)
	bo.get("/rooms/attic").want(t, 404)
	bo.post("/rooms/attic/join").want(t, 404)
}

func TestNobodyActsOnAnEqualRank(t *testing.T) {
	t.Parallel()
	s := newSite(t, options{})
	ana := s.setUp()
	other := s.somebody("other", chat.RoleAdministrator)
	ana.post("/rooms/lounge/members/other/remove").want(t, 403)
	other.post("/rooms/lounge/members/ana/role", "role", "member").want(t, 403)
	ana.post("/admin/people/ana/role", "role", "member").want(t, 403)
	s.somebody("kip", chat.RoleMember)
	ana.post("/admin/people/kip/role", "role", "administrator").want(t, 303)
	other.get("/home").want(t, 200)
	for _, act := range []string{"role", "reset-link", "sessions/end", "sessions/1/end"} {
		mustHold(t, ana.post("/admin/people/other/"+act, "role", "member").want(t, 403).body, "rank is as high as yours")
	}
	mustHold(t, ana.post("/admin/bulk", "act", "role", "role", "member", "handle", "other", "confirmed", "on").want(t, 403).body, "rank is as high as yours")
	page := ana.get("/admin/people/other").want(t, 200)
	mustHold(t, page.body, "parley user role other member")
	if forms := page.doc(t).Find(`form[action^="/admin/people/"]`); forms.Length() != 0 {
		t.Errorf("the page offers %d acts on an equal", forms.Length())
	}
	other.get("/home").want(t, 200)
	if err := s.chat.RankByOperator(t.Context(), "other", chat.RoleMember); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/admin/settings", "/admin/invites", "/admin/people/ana/role", "/admin/people/ana/reset-link", "/admin/invites/1/end"} {
		other.post(path, "sign_up", "open", "role", "member").want(t, 403)
	}
}

func TestAConversationIsFoundByItsPeople(t *testing.T) {
	t.Parallel()
	s := newSite(t, options{})
	ana := s.setUp()
	bo := s.somebody("bo", chat.RoleMember)
	s.somebody("cy", chat.RoleMember)
	first := ana.post("/direct", "people", "bo").want(t, 303).location()
	if again := bo.post("/direct", "people", "@ANA, bo").want(t, 303).location(); again != first {
		t.Errorf("the same people meet in %s and %s", first, again)
	}
	ana.say(first[len("/rooms/"):], "between us")
	wider := ana.post(first+"/members", "handle", "cy").want(t, 303).location()
	if wider == first || wider == first+"/members" {
		t.Fatalf("adding somebody leads to %q", wider)
	}
	mustNotHold(t, ana.get(wider).want(t, 200).body, "between us")
	mustHold(t, bo.get(first).want(t, 200).body, "between us")
	if again := ana.post("/direct", "people", "cy", "people", "bo").location(); again != wider {
		t.Errorf("the same three meet in %s and %s", wider, again)
	}
	for _, people := range []string{"", "ana", "nobody", "bo nobody"} {
		ana.post("/direct", "people", people).want(t, 422)
	}
	bo.post(first+"/members/ana/remove").want(t, 403)
	bo.post(first+"/settings", "name", "x", "kind", "open", "confirm", "on").want(t, 403)
	bo.post(first+"/leave").want(t, 303)
	bo.get(first).want(t, 404)
	if again := bo.post("/direct", "people", "ana").want(t, 303).location(); again != first {
		t.Errorf("who left comes back to %s", again)
	}
	mustHold(t, bo.get(first).want(t, 200).body, "between us")
}

func TestTheLastOwnerOfAPrivateRoomStaysWhileOthersDo(t *testing.T) {
	t.Parallel()
	s := newSite(t, options{})
	s.setUp()
	olga, bo := s.somebody("olga", chat.RoleMember), s.somebody("bo", chat.RoleMember)
	s.room("Attic", chat.Private, false, olga, bo)
	mustHold(t, olga.post("/rooms/attic/leave").want(t, 409).body, "You are the last owner")
	olga.post("/rooms/attic/members/olga/remove").want(t, 409)
	mustHold(t, olga.post("/rooms/attic/members/olga/role", "role", "member").want(t, 409).body, "This is the last owner")
	olga.post("/rooms/attic/members/bo/role", "role", "owner").want(t, 303)
	olga.post("/rooms/attic/leave").want(t, 303)
	olga.get("/rooms/attic").want(t, 404)
	bo.post("/rooms/attic/leave").want(t, 303)
	bo.get("/rooms/attic").want(t, 404)
}
