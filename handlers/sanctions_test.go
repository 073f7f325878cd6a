package handlers_test

import (
	"crypto/rand"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"parley/chat"
)

// mutes and bans are what a moderator's form sends.
func (p *person) decides(t *testing.T, handle string, fields ...string) {
	t.Helper()
	p.post("/people/"+handle+"/sanctions", append(fields, "reason", "advertising")...).want(t, 303)
}

// speech are the doors through which others would read something of a person:
// who is muted everywhere hears 403 at each of them.
var speech = map[string][]string{
	"/direct":                            {"people", "ana"},
	"/rooms":                             {"name", "cellar", "kind", "private"},
	"/rooms/lounge/archive":              {},
	"/rooms/lounge/unarchive":            {},
	"/rooms/lounge/members":              {"handle", "ana"},
	"/rooms/lounge/messages":             {"body", "hello", "nonce", "0123456789abcdef"},
	"/rooms/lounge/messages/1/edit":      {"body", "other words"},
	"/rooms/lounge/messages/1/reactions": {"emoji", "⛵"},
	"/rooms/lounge/retention":            {"keep_days", "7"},
	"/rooms/lounge/settings":             {"name", "my lounge", "kind", "open"},
	"/settings":                          {"name", "BUY NOW"},
}

// silent are the doors that a mute leaves open, or that are closed to this person anyway.
var silent = map[string]bool{
	"/rooms/lounge/join": true, "/rooms/lounge/leave": true, "/rooms/lounge/read": true, "/rooms/lounge/messages/1/remove": true,
	"/rooms/lounge/members/kip/remove": true, "/rooms/lounge/members/kip/role": true,
	"/desk/report-m-1": true, "/rooms/lounge/messages/1/reports": true, "/people/kip/reports": true, // only moderators read a report
	"/desk/invites/1/ban": true, "/desk/ranges": true, "/desk/ranges/1/lift": true, "/ranges/1/appeal": true, // the desk of the place, and words to it
	"/raid": true, "/raid/end": true, "/rooms/lounge/raid": true, "/rooms/lounge/raid/end": true,
	"/rooms/lounge/controls": true, "/people/kip/sanctions": true, "/removals": true, "/removals/1/undo": true,
	"/sanctions/1/appeal": true, "/sanctions/1/lift": true, "/sanctions/1/read": true,
	"/settings/avatar":   true, // see TestAMutedPersonChangesNoPicture
	"/settings/password": true, "/settings/sessions/revoke": true, "/settings/sessions/1/revoke": true, "/settings/tokens": true, "/settings/tokens/1/revoke": true,
	"/admin/invites": true, "/admin/invites/1/end": true, "/admin/settings": true, "/admin/people/kip/approve": true, "/admin/people/kip/refuse": true,
	"/admin/retention": true, "/admin/logo": true, "/admin/backup": true,
	"/admin/bulk": true, "/admin/people/kip/sessions/end": true, "/admin/people/kip/sessions/1/end": true, "/people/kip/notes": true,
	"/admin/people/kip/role": true, "/admin/people/kip/reset-link": true,
	"/admin/filters/": true, "/admin/filters/1": true, "/rooms/lounge/filters/": true, "/rooms/lounge/filters/1": true,
	"/api/ws-tickets": true, "/setup": true, "/sign-in": true, "/sign-up": true, "/sign-out": true, "/reset/none": true,
}

// postDoors are the paths of all routes that change something, for this person in the lounge.
func postDoors(s *site) (paths []string) {
	for _, route := range s.routes() {
		method, path, _ := strings.Cut(route, " ")
		for param, value := range map[string]string{"{room}": "lounge", "{seq:[0-9]+}": "1", "{handle}": "kip", "{id}": "1", "{secret}": "none", "{subject}": "report-m-1"} {
			path = strings.ReplaceAll(path, param, value)
		}
		if method == http.MethodPost {
			paths = append(paths, path)
		}
	}
	return paths
}

// kipsLounge is a place in which kip has said something and may manage the lounge.
func kipsLounge(t *testing.T) (s *site, ana, kip *person) {
	t.Helper()
	s = newSite(t, options{})
	ana, kip = s.setUp(), s.somebody("kip", chat.RoleMember)
	kip.say("lounge", "cheap followers")
	if err := s.chat.SetRole(t.Context(), ana.actor(), "lounge", "kip", chat.RoleOwner); err != nil {
		t.Fatal(err)
	}
	return s, ana, kip
}

func TestAMuteStopsAllThatOthersWouldRead(t *testing.T) {
	t.Parallel()
	s, ana, kip := kipsLounge(t)
	ana.decides(t, "kip", "kind", "mute", "for", "1h")
	for _, path := range postDoors(s) {
		fields, speaks := speech[path]
		if speaks == silent[path] {
			t.Errorf("nothing says whether others would read of a person through POST %s", path)
		}
		if speaks {
			kip.post(path, fields...).want(t, 403)
		}
	}
	kip.get("/rooms/lounge").want(t, 200)
}

func TestAMutedPersonChangesNoPicture(t *testing.T) {
	t.Parallel()
	s, ana, kip := kipsLounge(t)
	ana.decides(t, "kip", "kind", "mute", "for", "1h")
	err := s.chat.SetAvatar(t.Context(), kip.actor(), []byte("a picture"))
	if chat.KindOf(err) != chat.Forbidden {
		t.Errorf("a picture: %v", err)
	}
	if err := s.chat.SetAvatar(t.Context(), kip.actor(), nil); err != nil {
		t.Errorf("taking it away: %v", err)
	}
}

func TestABannedPersonFindsEveryDoorClosedButTheAppeal(t *testing.T) {
	t.Parallel()
	s, ana, kip := kipsLounge(t)
	ana.decides(t, "kip", "kind", "ban", "for", "24h")
	open := map[string]int{"GET /sanctions/1": 200, "POST /sanctions/1/appeal": 422}
	outside := map[string]bool{"GET /livez": true, "GET /readyz": true, "GET /metrics": true, "GET /static/*": true, "GET /static": true,
		"GET /avatars/1": true, "GET /logo": true, "GET /ws/echo": true, "POST /api/ws-tickets": true, "POST /sign-out": true}
	for _, route := range s.routes() {
		method, path, _ := strings.Cut(route, " ")
		for param, value := range map[string]string{"{room}": "lounge", "{seq:[0-9]+}": "1", "{handle}": "kip", "{id}": "1", "{secret}": "none", "{code}": "none", "{user}": "1"} {
			path = strings.ReplaceAll(path, param, value)
		}
		if outside[method+" "+path] {
			continue
		}
		want := 403
		if code := open[method+" "+path]; code != 0 {
			want = code
		}
		kip.do(method, path, "application/x-www-form-urlencoded", strings.NewReader("")).want(t, want)
	}
	page := kip.get("/rooms/lounge").want(t, 403)
	mustHold(t, page.body, "advertising", "Your appeal")
	kip.post("/sign-out").want(t, 303)
	kip.get("/sign-in").want(t, 200)
}

func TestARoomsBanClosesThatRoomAlone(t *testing.T) {
	t.Parallel()
	s, ana, kip := kipsLounge(t)
	s.room("attic", chat.Private, false, ana, kip)
	ana.decides(t, "kip", "kind", "ban", "for", "24h", "room", "lounge")
	mustHold(t, kip.get("/rooms/lounge").want(t, 403).body, "advertising")
	kip.get("/rooms/attic").want(t, 200)
	kip.post("/rooms/lounge/join").want(t, 403)
	if st, err := s.chat.View(t.Context(), kip.actor(), "attic"); err != nil || !st.IsMember() {
		t.Errorf("in another room: %+v, %v", st.Member, err)
	}
	ana.post("/sanctions/1/lift", "reason", "a mistake").want(t, 303)
	kip.get("/rooms/lounge").want(t, 200)
	if st, err := s.chat.View(t.Context(), kip.actor(), "lounge"); err != nil || st.Member.Role != chat.RoleOwner {
		t.Errorf("the place in the room did not come back: %+v, %v", st.Member, err)
	}
}

func TestTheComposerSaysWhyUntilWhenAndWhereToAppeal(t *testing.T) {
	t.Parallel()
	_, ana, kip := kipsLounge(t)
	ana.decides(t, "kip", "kind", "mute", "for", "1h", "room", "lounge")
	page := kip.get("/rooms/lounge").want(t, 200).doc(t)
	notice := page.Find("#composer .notice")
	mustHold(t, notice.Text(), "You are muted in this room, 60 minutes left", "advertising. You can read along.")
	if page.Find("#composer textarea").Length() != 0 {
		t.Error("the box is there")
	}
	left := notice.Find("[data-left]").AttrOr("data-left", "")
	if left != "3600" && left != "3599" && left != "3598" {
		t.Errorf("%s seconds are left", left)
	}
	to := notice.Find("a").AttrOr("href", "")
	kip.post(to+"/appeal", "body", "I was quoting the poem").want(t, 303)
	mustHold(t, kip.get(to).want(t, 200).body, "Your appeal was sent")
	mustHold(t, kip.get("/rooms/lounge").body, "Your appeal was sent")
	kip.post(to+"/appeal", "body", "and again").want(t, 409)
}

func TestAMuteEndsByItself(t *testing.T) {
	t.Parallel()
	s, ana, kip := kipsLounge(t)
	f := chat.SanctionForm{Kind: chat.Mute, Room: "lounge", For: 50 * time.Millisecond, Reason: "shouting"}
	if _, err := s.chat.Sanction(t.Context(), ana.actor(), "kip", f); err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(5 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		code := kip.send("lounge", "I am back", rand.Text()).StatusCode
		if code == 303 {
			break
		}
		if code != 403 || time.Now().After(deadline) {
			t.Fatalf("a post answers %d", code)
		}
	}
	composer := kip.htmx().get("/rooms/lounge/composer").want(t, 200)
	if composer.doc(t).Find("form#composer textarea").Length() != 1 {
		t.Error("the page does not get its box back")
	}
}

func TestAWarningStandsAboveTheBoxUntilItIsRead(t *testing.T) {
	t.Parallel()
	_, ana, kip := kipsLounge(t)
	ana.decides(t, "kip", "kind", "warn")
	page := kip.get("/rooms/lounge").doc(t)
	mustHold(t, page.Find("form#composer .notice").Text(), "You were warned", "advertising")
	kip.post("/sanctions/1/read").want(t, 303)
	if kip.get("/rooms/lounge").doc(t).Find("#composer .notice").Length() != 0 {
		t.Error("it was read, and stands")
	}
}

func TestOneActBansASpammerAndSweepsAllRoomsAndUndoBringsAllBack(t *testing.T) {
	t.Parallel()
	s := newSite(t, options{})
	ana, kip := s.setUp(), s.somebody("kip", chat.RoleMember)
	var rooms []string
	for i := range 3 {
		rooms = append(rooms, s.room(fmt.Sprintf("room %d", i), chat.Open, false, ana, kip))
		for n := range 20 {
			kip.say(rooms[i], fmt.Sprintf("cheap followers %d", n))
		}
	}
	ana.say(rooms[0], "please stop")
	ana.decides(t, "kip", "kind", "ban", "for", "0", "sweep", "all")
	shown := func(room string) string {
		return ana.get("/rooms/"+room).body + ana.get("/rooms/"+room+"/messages?since=0").body
	}
	for _, room := range rooms {
		mustNotHold(t, shown(room), "cheap followers")
	}
	mustHold(t, shown(rooms[0]), "please stop")
	kip.get("/").want(t, 403)

	mustHold(t, ana.get("/people/kip/moderate").want(t, 200).body, "Bring the messages back", "for good", "advertising")
	ana.post("/removals/1/undo").want(t, 303)
	for _, room := range rooms {
		body := ana.get("/rooms/" + room).body
		for n := range 20 {
			mustHold(t, body, fmt.Sprintf("cheap followers %d<", n))
		}
	}
}

func TestNobodyUndoesWhatAHigherRankDecided(t *testing.T) {
	t.Parallel()
	s, ana, _ := kipsLounge(t)
	if err := s.chat.SetRole(t.Context(), ana.actor(), "lounge", "kip", chat.RoleMember); err != nil {
		t.Fatal(err)
	}
	nour := s.somebody("nour", chat.RoleModerator)
	ana.decides(t, "kip", "kind", "mute", "for", "1h", "room", "lounge", "sweep", "all")
	nour.post("/sanctions/1/lift").want(t, 403)
	nour.post("/removals/1/undo").want(t, 403)
	nour.decides(t, "kip", "kind", "mute", "for", "1h", "room", "lounge")
	ana.post("/sanctions/2/lift").want(t, 303)
	nour.post("/people/ana/sanctions", "kind", "ban", "for", "0", "reason", "coup").want(t, 403)
}

func TestABadDecisionComesBackWithItsWords(t *testing.T) {
	t.Parallel()
	_, ana, _ := kipsLounge(t)
	for name, fields := range map[string][]string{
		"no reason":         {"kind", "mute", "for", "1h"},
		"no kind":           {"for", "1h", "reason", "because"},
		"no such term":      {"kind", "mute", "for", "-1h", "reason", "because"},
		"no such span":      {"kind", "mute", "for", "1h", "reason", "because", "sweep", "year"},
		"a kick from where": {"kind", "kick", "reason", "because"},
	} {
		a := ana.post("/people/kip/sanctions", fields...).want(t, 422)
		if got := a.doc(t).Find(`input[name="reason"]`).AttrOr("value", ""); name != "no reason" && got != "because" {
			t.Errorf("%s: the reason is %q", name, got)
		}
	}
}

func TestARoomsBanHidesWhatWasSaidToThePersonThere(t *testing.T) {
	t.Parallel()
	_, ana, kip := kipsLounge(t)
	ana.say("lounge", "a word for @kip")
	mustHold(t, kip.get("/mentions").want(t, 200).body, "a word for")
	ana.decides(t, "kip", "kind", "ban", "for", "24h", "room", "lounge")
	mustNotHold(t, kip.get("/mentions").want(t, 200).body, "a word for")
	ana.post("/sanctions/1/lift").want(t, 303)
	mustHold(t, kip.get("/mentions").body, "a word for")
}

func TestABanThatEndsByItselfGivesThePlaceInTheRoomBack(t *testing.T) {
	t.Parallel()
	s, ana, kip := kipsLounge(t)
	attic := s.room("attic", chat.Private, false, ana, kip)
	ban := func(d time.Duration) {
		t.Helper()
		if _, err := s.chat.Sanction(t.Context(), ana.actor(), "kip", chat.SanctionForm{Kind: chat.Ban, Room: attic, For: d, Reason: "shouting"}); err != nil {
			t.Fatal(err)
		}
	}
	back := func(why string) {
		t.Helper()
		for deadline := time.Now().Add(20 * time.Second); kip.get("/rooms/"+attic).StatusCode != 200; time.Sleep(100 * time.Millisecond) {
			if time.Now().After(deadline) {
				t.Fatal(why)
			}
		}
	}
	ban(50 * time.Millisecond)
	back("it has ended, and they stay outside")
	ban(50 * time.Millisecond)
	ban(time.Hour)
	ana.post("/sanctions/2/lift").want(t, 303) // while another stands
	ana.post("/rooms/"+attic+"/members", "handle", "kip").want(t, 422)
	mustHold(t, kip.get("/rooms/"+attic).want(t, 403).body, "shouting")
	ana.post("/sanctions/3/lift").want(t, 303)
	back("both are lifted, and they stay outside")
}

func TestOnlyWhomItConcernsReadsWhatWasDecidedAboutAPerson(t *testing.T) {
	t.Parallel()
	s := newSite(t, options{})
	ana, kip, bo, vera := s.setUp(), s.somebody("kip", chat.RoleMember), s.somebody("bo", chat.RoleMember), s.somebody("vera", chat.RoleModerator)
	cellar, own := s.room("cellar", chat.Private, false, ana, kip), s.room("own", chat.Open, false, bo, kip)
	for room, reason := range map[string]string{"": "the whole place", cellar: "the deep cellar", own: "the own room"} {
		ana.post("/people/kip/sanctions", "room", room, "kind", "warn", "reason", reason).want(t, 303)
	}
	for who, knows := range map[*person][]string{bo: {"the own room"}, vera: {"the own room", "the whole place"}, ana: {"the own room", "the whole place", "the deep cellar"}} {
		page := who.get("/people/kip/moderate?room="+own).want(t, 200).body
		for _, reason := range []string{"the whole place", "the deep cellar", "the own room"} {
			if strings.Contains(page, reason) != slices.Contains(knows, reason) {
				t.Errorf("%s reads %q: %t", who.user.Handle, reason, strings.Contains(page, reason))
			}
		}
	}
}

func TestADecisionInARoomTellsItsNameOnlyToWhomKnewIt(t *testing.T) {
	t.Parallel()
	s := newSite(t, options{})
	ana, kip, mo := s.setUp(), s.somebody("kip", chat.RoleMember), s.somebody("mo", chat.RoleMember)
	ana.post("/rooms", "name", "Smugglers", "kind", "private").want(t, 303)
	ana.post("/rooms/smugglers/members", "handle", "mo").want(t, 303)
	for _, p := range []*person{kip, mo} {
		ana.decides(t, p.user.Handle, "room", "smugglers", "kind", "ban", "for", "1h")
	}
	mustNotHold(t, kip.get("/sanctions/1").want(t, 200).body, "Smugglers", "smugglers")
	mustHold(t, mo.get("/sanctions/2").want(t, 200).body, "Smugglers")
}
