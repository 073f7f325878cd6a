package handlers_test

import (
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"parley/chat"
)

func TestOneActIsDoneToAllWhoAreTickedOrToNobody(t *testing.T) {
	t.Parallel()
	s := newSite(t, options{})
	ana, kip, bo, zoe := s.setUp(), s.somebody("kip", chat.RoleMember), s.somebody("bo", chat.RoleModerator), s.somebody("zoe", chat.RoleAdministrator)
	page := ana.get("/admin/bulk?handle=kip&handle=bo&act=mute").want(t, 200)
	mustHold(t, page.body, "Mute 2 people", "Kip", "Bo")
	refused := ana.post("/admin/bulk", "handle", "kip", "handle", "zoe", "handle", "ana", "act", "mute", "for", "1h", "reason", "raid").want(t, 403)
	mustHold(t, refused.body, "Nothing was done. ", "ana: Nobody does this to themselves.", "Zoe: This person&#39;s rank is as high as yours, or higher.")
	if got := refused.doc(t).Find(`input[name="reason"]`).AttrOr("value", ""); got != "raid" {
		t.Errorf("the reason that was typed is %q", got)
	}
	if got := refused.doc(t).Find(`[name="handle"][type="checkbox"][checked]`).Length(); got != 3 {
		t.Errorf("%d people can be left out, want 3", got)
	}
	kip.send("lounge", "still here", "0123456789abcdef").want(t, 303)
	ana.post("/admin/bulk", "handle", "kip", "handle", "bo", "handle", "@Kip", "act", "mute", "for", "1h", "reason", "raid").want(t, 303)
	mustHold(t, ana.get("/admin/people").body, "It is done to 2 people.", "Muted until")
	kip.send("lounge", "and now", "0123456789abcdeg").want(t, 403)
	bo.send("lounge", "and now", "0123456789abcdeg").want(t, 403)
	mustHold(t, zoe.get("/admin/people?state=muted").want(t, 200).body, "1 to 2 of 2")
	mustRead(t, ana.get("/admin/audit?act=muted").entries(t), "ana muted Bo for 1 hour, everywhere", "ana muted Kip for 1 hour, everywhere")
}

func TestRolesAreChangedTogetherAndNotOnesOwn(t *testing.T) {
	t.Parallel()
	s := newSite(t, options{})
	ana := s.setUp()
	s.somebody("kip", chat.RoleMember)
	s.somebody("bo", chat.RoleMember)
	ana.post("/admin/bulk", "handle", "kip", "handle", "ana", "act", "role", "role", "moderator").want(t, 403)
	if u, err := s.chat.Person(t.Context(), ana.actor(), "kip"); err != nil || u.Role != chat.RoleMember {
		t.Errorf("half of a refused act was done: %s, %v", u.Role, err)
	}
	ana.post("/admin/bulk", "handle", "kip", "handle", "bo", "handle", "bo", "act", "role", "role", "moderator").want(t, 303)
	mustHold(t, ana.get("/admin/people?role=moderator").body, "1 to 2 of 2")
	for name, fields := range map[string][]string{
		"nobody": {"act", "mute", "for", "1h", "reason", "x"}, "no reason": {"handle", "kip", "act", "ban", "for", "0"}, "no act": {"handle", "kip"},
		"no such person": {"handle", "nobody", "act", "mute", "reason", "x"}, "no such role": {"handle", "kip", "act", "role", "role", "owner"},
		"no such term": {"handle", "kip", "act", "mute", "for", "soon", "reason", "x"},
	} {
		if code := ana.post("/admin/bulk", fields...).StatusCode; code != 422 {
			t.Errorf("%s: %d", name, code)
		}
	}
	mustHold(t, ana.get("/admin/bulk").want(t, 200).body, "Nobody is chosen")
	for search, want := range map[string]int{"kip": 1, "ana": 0} { // where nobody can be ticked, nothing is offered to be done to them
		if got := ana.get("/admin/people?q="+search).want(t, 200).doc(t).Find(".bulk").Length(); got != want {
			t.Errorf("%s: %d bars of what can be done to the ticked, want %d", search, got, want)
		}
	}
}

func TestPeopleAreFoundByNameHandleAndAddress(t *testing.T) {
	t.Parallel()
	s := newSite(t, options{})
	ana := s.setUp()
	s.somebody("kip", chat.RoleMember)
	for query, want := range map[string]string{"q=KIP": "Kip", "role=administrator": "ana", "q=nobody": "", "sort=joined": "Kip ana"} {
		var names []string
		ana.get("/admin/people?"+query).want(t, 200).doc(t).Find("th .person a").Each(func(_ int, a *goquery.Selection) { names = append(names, a.Text()) })
		if got := strings.Join(names, " "); got != want {
			t.Errorf("%s: %q, want %q", query, got, want)
		}
	}
	mustHold(t, ana.get("/admin/people?q=nobody").body, "Nobody matches")
	ana.get("/admin/people/nobody").want(t, 404)
}

func TestAdministratorsSignSomebodyOut(t *testing.T) {
	t.Parallel()
	s := newSite(t, options{})
	ana, kip := s.setUp(), s.somebody("kip", chat.RoleMember)
	kip.get("/rooms/lounge").want(t, 200)
	form := ana.get("/admin/people/kip").want(t, 200).doc(t).Find(`form[action$="/end"]`)
	if form.Length() != 2 {
		t.Fatalf("%d ways to sign Kip out", form.Length())
	}
	ana.post(form.First().AttrOr("action", "")).want(t, 303)
	if to := kip.get("/settings").want(t, 303).location(); !strings.HasPrefix(to, "/sign-in") {
		t.Errorf("Kip is led to %s", to)
	}
	mustHold(t, ana.get("/admin/people/kip").body, "Nowhere.", "Signed out there.")
	ana.post("/admin/people/kip/sessions/end").want(t, 303)
	mustRead(t, ana.get("/admin/audit?act=sessions_ended").entries(t), "ana signed Kip out everywhere", "ana signed Kip out on one device")
}

func TestNotesAreForModeratorsOfThePlaceAlone(t *testing.T) {
	t.Parallel()
	s, ana, kip := kipsLounge(t)
	bo, nour := s.somebody("bo", chat.RoleMember), s.somebody("nour", chat.RoleModerator)
	nour.post("/people/bo/notes", "body", "Shouts at night.").want(t, 303)
	for _, page := range []answer{nour.get("/people/bo/moderate"), ana.get("/people/bo/moderate"), ana.get("/admin/people/bo")} {
		mustHold(t, page.want(t, 200).body, "Shouts at night.", "Nour")
	}
	mustNotHold(t, kip.get("/people/bo/moderate?room=lounge").want(t, 200).body, "Shouts at night.", "/people/bo/notes") // an owner of a room
	kip.post("/people/bo/notes", "body", "So does he.").want(t, 403)
	bo.post("/people/kip/notes", "body", "So does she.").want(t, 403)
	mustNotHold(t, bo.get("/people/bo").want(t, 200).body, "Shouts at night.")
	mustHold(t, nour.post("/people/bo/notes", "body", " ").want(t, 422).body, "Write the note first.")
	nour.post("/people/bo/notes", "body", strings.Repeat("é", 1001)).want(t, 422)
	nour.post("/people/nobody/notes", "body", "Who?").want(t, 422)
	log := ana.get("/admin/audit?act=note_added").want(t, 200)
	mustRead(t, log.entries(t), "Nour wrote a note on Bo")
	mustNotHold(t, log.body+ana.get("/admin/audit.csv").body, "Shouts at night.")
	if to := ana.with("Referer", s.URL+"/admin/people/bo").post("/people/bo/notes", "body", "Agreed.").want(t, 303).location(); to != "/admin/people/bo" {
		t.Errorf("a note leads to %s", to)
	}
}
