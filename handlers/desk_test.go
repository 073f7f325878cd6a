package handlers_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"parley/chat"
)

// subjects are the cases that somebody's desk shows.
func (p *person) subjects(t *testing.T) (all []string) {
	t.Helper()
	for _, n := range p.get("/desk").want(t, 200).doc(t).Find("#queue a[data-subject]").EachIter() {
		all = append(all, n.AttrOr("data-subject", ""))
	}
	return all
}

func TestAReportIsDecidedInOneAct(t *testing.T) {
	t.Parallel()
	s, ana, kip := kipsLounge(t)
	if err := s.chat.SetRole(t.Context(), ana.actor(), "lounge", "kip", chat.RoleMember); err != nil {
		t.Fatal(err)
	}
	kip.say("lounge", "and more followers")
	bo, cy := s.somebody("bo", chat.RoleMember), s.somebody("cy", chat.RoleMember)
	bo.post("/rooms/lounge/messages/1/reports", "reason", "spam", "detail", "the same in two rooms").want(t, 303)
	bo.post("/rooms/lounge/messages/1/reports", "reason", "spam").want(t, 303) // again: nothing new
	cy.post("/rooms/lounge/messages/1/reports", "reason", "unkind").want(t, 303)
	if got := ana.subjects(t); len(got) != 1 || got[0] != "report-m-1" {
		t.Fatalf("the desk has %v", got)
	}
	page := ana.get("/desk/report-m-1").want(t, 200)
	mustHold(t, page.body, "2 reports: advertising or spam, in lounge", "the same in two rooms", "First report", "cheap followers", "and more followers", "@kip, account ")

	ana.post("/desk/report-m-1", "do", "mute", "for", "24h", "reason", "Advertising.", "sweep", "hour").want(t, 303)
	if got := ana.subjects(t); len(got) != 0 {
		t.Errorf("the desk still has %v", got)
	}
	mustNotHold(t, bo.get("/rooms/lounge").body, "followers")
	mustHold(t, kip.get("/rooms/lounge").body, "You are muted in this room", "Advertising.")
	ana.post("/desk/report-m-1", "do", "dismiss").want(t, 409)

	ana.post("/removals/1/undo").want(t, 303)
	mustHold(t, bo.get("/rooms/lounge").body, "cheap followers", "and more followers")
}

func TestADismissedReportCountsAgainstItsReporter(t *testing.T) {
	t.Parallel()
	s, ana, kip := kipsLounge(t)
	for range 2 {
		kip.say("lounge", "harmless")
	}
	bo := s.somebody("bo", chat.RoleMember)
	for seq, do := range map[int]string{1: "dismiss", 2: "remove"} {
		bo.post(fmt.Sprintf("/rooms/lounge/messages/%d/reports", seq), "reason", "spam").want(t, 303)
		ana.post(fmt.Sprintf("/desk/report-m-%d", seq), "do", do).want(t, 303)
	}
	bo.post("/rooms/lounge/messages/3/reports", "reason", "spam").want(t, 303)
	mustHold(t, ana.get("/desk/report-m-3").body, "1 of 2 upheld")
	mustHold(t, ana.get("/rooms/lounge").body, "cheap followers")
}

func TestADeskShowsWhatItsModeratorMayJudgeAndNothingElse(t *testing.T) {
	t.Parallel()
	s := newSite(t, options{})
	ana, kip, bo := s.setUp(), s.somebody("kip", chat.RoleMember), s.somebody("bo", chat.RoleMember)
	nour, owen, vera := s.somebody("nour", chat.RoleMember), s.somebody("owen", chat.RoleMember), s.somebody("vera", chat.RoleModerator)
	attic := s.room("attic", chat.Private, false, owen, kip, bo)
	if err := s.chat.SetRole(t.Context(), ana.actor(), "lounge", "ana", chat.RoleOwner); err != nil {
		t.Fatal(err)
	}
	nour.post("/rooms/lounge/join").want(t, 303)
	if err := s.chat.SetRole(t.Context(), ana.actor(), "lounge", "nour", chat.RoleModerator); err != nil {
		t.Fatal(err)
	}
	kip.say("lounge", "in the lounge")
	kip.say(attic, "in the attic")
	bo.post("/rooms/lounge/messages/1/reports", "reason", "spam").want(t, 303)
	bo.post("/rooms/"+attic+"/messages/1/reports", "reason", "spam").want(t, 303)
	bo.post("/people/nour/reports", "reason", "unkind").want(t, 303)
	for who, want := range map[*person]string{
		ana:  "report-m-1 report-m-2 report-u-" + fmt.Sprint(nour.user.ID),
		vera: "report-m-1 report-m-2 report-u-" + fmt.Sprint(nour.user.ID),
		nour: "report-m-1",
		owen: "report-m-2",
	} {
		got := who.subjects(t)
		for _, subject := range strings.Fields(want) {
			if !strings.Contains(" "+strings.Join(got, " ")+" ", " "+subject+" ") {
				t.Errorf("%s does not see %s: %v", who.user.Handle, subject, got)
			}
		}
		if len(got) != len(strings.Fields(want)) {
			t.Errorf("%s sees %v, want %s", who.user.Handle, got, want)
		}
	}
	bo.get("/desk").want(t, 403)
	nour.get("/desk/report-m-2").want(t, 404)
	// Staff who are not in a private room read the reported message there, and decide for the whole place.
	mustHold(t, vera.get("/desk/report-m-2").want(t, 200).body, "in the attic", "A mute or a ban holds in the whole place for")
	mustHold(t, ana.get("/desk/report-m-1").want(t, 200).body, "A mute or a ban holds in lounge for")
	vera.post("/desk/report-m-2", "do", "remove").want(t, 303)
	mustNotHold(t, bo.get("/rooms/"+attic).body, "in the attic")
}

func TestACaseIsTakenAndLeft(t *testing.T) {
	t.Parallel()
	s, ana, _ := kipsLounge(t)
	vera := s.somebody("vera", chat.RoleModerator)
	s.somebody("bo", chat.RoleMember).post("/rooms/lounge/messages/1/reports", "reason", "spam").want(t, 303)
	ana.post("/desk/report-m-1", "do", "take").want(t, 303)
	mustHold(t, vera.get("/desk").body, "is on this")
	mustHold(t, ana.get("/desk/report-m-1").body, "Leave it to others")
	ana.post("/desk/report-m-1", "do", "release").want(t, 303)
	mustNotHold(t, vera.get("/desk").body, "is on this")
}

func TestTheDeskIsToldOfANewReport(t *testing.T) {
	t.Parallel()
	s, ana, _ := kipsLounge(t)
	bo := s.somebody("bo", chat.RoleMember)
	wait := ana.get("/desk").doc(t).Find("#queue").AttrOr("data-wait", "")
	got := make(chan answer)
	go func() { got <- ana.get(wait) }()
	bo.post("/rooms/lounge/messages/1/reports", "reason", "spam").want(t, 303)
	select {
	case a := <-got:
		d := a.want(t, 200).doc(t)
		if d.Find(`#queue a[data-subject="report-m-1"]`).Length() != 1 {
			t.Errorf("it was told %s", a.body)
		}
		mustHold(t, d.Find("#desk-about[hx-swap-oob]").Text(), "1 open")
		mustHold(t, d.Find("#desk-tabs[hx-swap-oob]").Text(), "Reports 1")
	case <-time.After(5 * time.Second):
		t.Fatal("the desk was not told")
	}
}

func TestAnAppealIsDecidedByAnother(t *testing.T) {
	t.Parallel()
	s, ana, kip := kipsLounge(t)
	if err := s.chat.SetRole(t.Context(), ana.actor(), "lounge", "kip", chat.RoleMember); err != nil {
		t.Fatal(err)
	}
	vera := s.somebody("vera", chat.RoleModerator)
	vera.decides(t, "kip", "kind", "mute", "for", "24h", "room", "lounge")
	kip.post("/sanctions/1/appeal", "body", "I was quoting the poem").want(t, 303)
	mustHold(t, ana.get("/desk/appeal-1").want(t, 200).body, "I was quoting the poem", "Appeal by Kip")
	vera.post("/desk/appeal-1", "do", "refuse").want(t, 403)
	ana.post("/desk/appeal-1", "do", "grant", "reason", "You are right.").want(t, 303)
	if kip.get("/rooms/lounge").doc(t).Find("form#composer textarea").Length() != 1 {
		t.Error("the mute still stands")
	}
	mustHold(t, kip.get("/sanctions/1").body, "Your appeal was granted", "You are right.")
	if got := ana.subjects(t); len(got) != 0 {
		t.Errorf("the desk still has %v", got)
	}
}

func TestAnAppealAgainstAHigherRankIsTheirsToDecide(t *testing.T) {
	t.Parallel()
	s, ana, _ := kipsLounge(t)
	vera, bo := s.somebody("vera", chat.RoleModerator), s.somebody("bo", chat.RoleMember)
	ana.decides(t, "bo", "kind", "mute", "for", "24h")
	bo.post("/sanctions/1/appeal", "body", "I was quoting the poem").want(t, 303)
	for _, do := range []string{"grant", "refuse"} { // refused by who may not grant it, it would be spent
		mustHold(t, vera.post("/desk/appeal-1", "do", do).want(t, 403).body, "higher rank")
	}
	ana.post("/desk/appeal-1", "do", "refuse", "reason", "It was no poem.").want(t, 303)
	mustHold(t, bo.get("/sanctions/1").body, "It was no poem.")
}

func TestWhoWaitsToJoinStandsOnTheDeskOfAdministrators(t *testing.T) {
	t.Parallel()
	s := newSite(t, options{})
	ana, vera := s.setUp(), s.somebody("vera", chat.RoleModerator)
	ana.post("/admin/settings", "name", "Tidewater", "sign_up", "approval").want(t, 303)
	s.guest().post("/sign-up", "handle", "brandt", "name", "H. Brandt", "password", "a lamp in the fog").want(t, 303)
	got := ana.subjects(t)
	if len(got) != 1 || !strings.HasPrefix(got[0], "join-") || len(vera.subjects(t)) != 0 {
		t.Fatalf("the desk has %v", got)
	}
	ana.post("/desk/"+got[0], "do", "approve").want(t, 303)
	s.guest().post("/sign-in", "login", "brandt", "password", "a lamp in the fog").want(t, 303)
	if got := ana.subjects(t); len(got) != 0 {
		t.Errorf("the desk still has %v", got)
	}
}

func TestEnoughReliableReportsHideAMessageUntilItIsDecided(t *testing.T) {
	t.Parallel()
	s, ana, kip := kipsLounge(t)
	if err := s.chat.SetRole(t.Context(), ana.actor(), "lounge", "kip", chat.RoleMember); err != nil {
		t.Fatal(err)
	}
	ana.post("/admin/settings", "name", "Tidewater", "sign_up", "open", "auto_hide", "2").want(t, 303)
	kip.say("lounge", "buy this instead")
	people := []*person{s.somebody("bo", chat.RoleMember), s.somebody("cy", chat.RoleMember), s.somebody("di", chat.RoleMember)}
	for _, p := range people[:2] { // whose word has weight
		p.post("/rooms/lounge/messages/1/reports", "reason", "spam").want(t, 303)
	}
	ana.post("/desk/report-m-1", "do", "remove").want(t, 303)

	people[2].post("/rooms/lounge/messages/2/reports", "reason", "spam").want(t, 303)
	people[0].post("/rooms/lounge/messages/2/reports", "reason", "spam").want(t, 303)
	mustHold(t, people[2].get("/rooms/lounge").body, "buy this instead")
	people[1].post("/rooms/lounge/messages/2/reports", "reason", "spam").want(t, 303)
	mustNotHold(t, people[2].get("/rooms/lounge").body, "buy this instead")
	mustHold(t, ana.get("/desk/report-m-2").want(t, 200).body, "It has been removed. It said:", "buy this instead")

	ana.say("lounge", "buy my boat") // a rule never touches staff
	for _, p := range people[:2] {
		p.post("/rooms/lounge/messages/3/reports", "reason", "spam").want(t, 303)
	}
	mustHold(t, people[2].get("/rooms/lounge").body, "buy my boat")
}

func TestARoomsModeratorReachesNoOtherRoom(t *testing.T) {
	t.Parallel()
	s := newSite(t, options{})
	s.setUp()
	owen, kip, bo := s.somebody("owen", chat.RoleMember), s.somebody("kip", chat.RoleMember), s.somebody("bo", chat.RoleMember)
	attic := s.room("attic", chat.Private, false, owen, kip, bo)
	cellar := s.room("cellar", chat.Private, false, bo, kip)
	kip.say(attic, "in the attic")
	kip.say(cellar, "in the cellar")
	bo.decides(t, "kip", "kind", "mute", "for", "10m", "room", cellar)
	bo.post("/rooms/"+attic+"/messages/1/reports", "reason", "spam").want(t, 303)
	page := owen.get("/desk/report-m-1").want(t, 200).body
	mustHold(t, page, "in this room")
	mustNotHold(t, page, "cellar", "in every room")
	owen.post("/desk/report-m-1", "do", "mute", "for", "1h", "reason", "Advertising.", "sweep", "all").want(t, 303)
	mustNotHold(t, bo.get("/rooms/"+attic).body, "in the attic")
	mustHold(t, bo.get("/rooms/"+cellar).body, "in the cellar")
	owen.post("/removals/1/undo").want(t, 303)
	mustHold(t, bo.get("/rooms/"+attic).body, "in the attic")
}

func TestADeskThatWaitsIsAnsweredWhenTheReplicaDrains(t *testing.T) {
	t.Parallel()
	s, ana, _ := kipsLounge(t)
	wait := ana.get("/desk").doc(t).Find("#queue").AttrOr("data-wait", "")
	s.h.Drain()
	began := time.Now()
	ana.get(wait).want(t, 200)
	if took := time.Since(began); took > 10*time.Second {
		t.Errorf("it took %s", took)
	}
}

func TestNobodyJudgesWhoIsMutedOrSignedOut(t *testing.T) {
	t.Parallel()
	s, ana, _ := kipsLounge(t)
	vera, bo := s.somebody("vera", chat.RoleModerator), s.somebody("bo", chat.RoleMember)
	bo.post("/rooms/lounge/messages/1/reports", "reason", "spam").want(t, 303)
	wait := vera.get("/desk").doc(t).Find("#queue").AttrOr("data-wait", "")
	got := make(chan answer)
	go func() { got <- vera.get(wait) }()
	ana.decides(t, "vera", "kind", "mute", "for", "1h")
	vera.get("/desk").want(t, 403)
	vera.post("/desk/report-m-1", "do", "take").want(t, 403)
	vera.post("/desk/report-m-1", "do", "dismiss").want(t, 403)
	bo.post("/people/ana/reports", "reason", "spam").want(t, 303)
	select {
	case a := <-got:
		a.want(t, 403)
	case <-time.After(10 * time.Second):
		t.Fatal("the desk was not told")
	}
}

func TestADismissalBringsBackWhatARuleHid(t *testing.T) {
	t.Parallel()
	s, ana, kip := kipsLounge(t)
	if err := s.chat.SetRole(t.Context(), ana.actor(), "lounge", "kip", chat.RoleMember); err != nil {
		t.Fatal(err)
	}
	ana.post("/admin/settings", "name", "Tidewater", "sign_up", "open", "auto_hide", "1").want(t, 303)
	bo := s.somebody("bo", chat.RoleMember)
	bo.post("/rooms/lounge/messages/1/reports", "reason", "spam").want(t, 303)
	ana.post("/desk/report-m-1", "do", "remove").want(t, 303) // bo's word has weight now
	kip.say("lounge", "harmless after all")
	bo.post("/rooms/lounge/messages/2/reports", "reason", "spam").want(t, 303)
	mustNotHold(t, bo.get("/rooms/lounge").body, "harmless after all")
	ana.post("/desk/report-m-2", "do", "dismiss").want(t, 303)
	mustHold(t, bo.get("/rooms/lounge").body, "harmless after all")
}

func TestAReportersOwnVerdictsElsewhereGiveTheirWordNoWeight(t *testing.T) {
	t.Parallel()
	s, ana, _ := kipsLounge(t)
	bo, alt := s.somebody("bo", chat.RoleMember), s.somebody("alt", chat.RoleMember)
	own := s.room("own", chat.Private, false, bo, alt)
	alt.say(own, "bad")
	bo.post("/rooms/"+own+"/messages/1/reports", "reason", "spam").want(t, 303)
	bo.post("/desk/report-m-2", "do", "remove").want(t, 303)
	bo.post("/rooms/lounge/messages/1/reports", "reason", "spam").want(t, 303)
	mustHold(t, ana.get("/desk/report-m-1").body, "First report")
}

func TestADeskThatWaitsTellsNothingToASessionThatHasEnded(t *testing.T) {
	t.Parallel()
	looks := make(chan struct{}, 1)
	s := newSite(t, options{store: func(db chat.Store) chat.Store { return lookedAt{db, looks} }})
	s.setUp().say("lounge", "cheap followers")
	vera, bo := s.somebody("vera", chat.RoleModerator), s.somebody("bo", chat.RoleMember)
	wait := vera.get("/desk").doc(t).Find("#queue").AttrOr("data-wait", "")
	<-looks
	got := make(chan answer)
	go func() { got <- vera.get(wait) }()
	<-looks // it waits
	if err := s.chat.EndSession(t.Context(), vera.actor(), ""); err != nil {
		t.Fatal(err)
	}
	bo.post("/rooms/lounge/messages/1/reports", "reason", "spam").want(t, 303)
	select {
	case a := <-got:
		mustNotHold(t, a.want(t, 303).body, "report-m-1")
	case <-time.After(10 * time.Second):
		t.Fatal("the desk was not told")
	}
}

// lookedAt is a store that tells when somebody looks whether the desk has changed.
type lookedAt struct {
	chat.Store
	looks chan struct{}
}

func (w lookedAt) DeskRev(ctx context.Context) (int64, error) {
	select {
	case w.looks <- struct{}{}:
	default:
	}
	return w.Store.DeskRev(ctx)
}

func TestEveryVerdictIsCheckedAsItWasTyped(t *testing.T) {
	t.Parallel()
	s, ana, kip := kipsLounge(t)
	if err := s.chat.SetRole(t.Context(), ana.actor(), "lounge", "kip", chat.RoleMember); err != nil {
		t.Fatal(err)
	}
	kip.say("lounge", "harmless")
	bo := s.somebody("bo", chat.RoleMember)
	bo.post("/rooms/lounge/messages/1/reports", "reason", "spam").want(t, 303)
	ana.post("/desk/report-m-1", "do", "remove", "sweep", "week").want(t, 422) // not all that kip ever wrote
	mustHold(t, ana.get("/rooms/lounge").body, "cheap followers", "harmless")
	page := ana.post("/desk/report-m-1", "do", "dismiss", "reason", strings.Repeat("harmless ", 100)).want(t, 422).body
	mustHold(t, page, "harmless harmless")
	ana.post("/desk/report-m-1", "do", "dismiss", "reason", "harmless\n  after all").want(t, 303)
	mustHold(t, ana.get("/admin/audit.csv").want(t, 200).body, "harmless after all")
}

func TestNobodyFillsTheDeskAlone(t *testing.T) {
	t.Parallel()
	s := newSite(t, options{})
	ana, bo, kip := s.setUp(), s.somebody("bo", chat.RoleMember), s.somebody("kip", chat.RoleMember)
	for i := range 21 {
		kip.say("lounge", fmt.Sprint(i))
		code := 303
		if i == 20 {
			code = 429
		}
		a := bo.post(fmt.Sprintf("/rooms/lounge/messages/%d/reports", i+1), "reason", "other", "detail", "typed with care").want(t, code)
		if code == 429 {
			mustHold(t, a.body, "Twenty of your reports", "typed with care")
		}
	}
	bo.post("/people/kip/reports", "reason", "spam").want(t, 429)
	ana.post("/desk/report-m-1", "do", "dismiss").want(t, 303)
	bo.post("/people/kip/reports", "reason", "spam").want(t, 303)
}

func TestReportsComeNoFasterThanMessages(t *testing.T) {
	t.Parallel()
	s := newSite(t, options{floods: limited(5)})
	ana, kip := s.setUp(), s.somebody("kip", chat.RoleMember)
	kip.say("lounge", "one")
	kip.say("lounge", "two")
	ana.post("/rooms/lounge/messages/1/reports", "reason", "spam").want(t, 303)
	ana.post("/people/kip/reports", "reason", "spam").want(t, 303)
	ana.post("/rooms/lounge/messages/2/reports", "reason", "spam").want(t, 303)
	for _, path := range []string{"/rooms/lounge/messages/2/reports", "/people/kip/reports"} {
		if a := ana.post(path, "reason", "spam").want(t, 429); a.Header.Get("Retry-After") != "2" {
			t.Errorf("%s: come again in %q", path, a.Header.Get("Retry-After"))
		}
	}
}

func TestWhoFindsNoCaseOrPersonIsLedBackToWhereTheyLooked(t *testing.T) {
	t.Parallel()
	s := newSite(t, options{})
	ana, bo := s.setUp(), s.somebody("bo", chat.RoleMember)
	for path, want := range map[string]string{"/desk/report-m-99": "/desk", "/desk/invites/99": "/desk", "/admin/people/nobody": "/admin", "/nowhere": "/rooms"} {
		if got := ana.get(path).want(t, 404).doc(t).Find("main .btn.primary").AttrOr("href", ""); got != want {
			t.Errorf("%s leads on to %q, want %q", path, got, want)
		}
	}
	for path, code := range map[string]int{"/desk/report-m-99": 403, "/admin/nowhere": 404} { // where they may not go
		if got := bo.get(path).want(t, code).doc(t).Find(`main a[href="/desk"], main a[href="/admin"]`).Length(); got != 0 {
			t.Errorf("%s leads a member to where they may not go", path)
		}
	}
}

func TestADecisionLeadsOnToTheNextCaseOfWhatIsShown(t *testing.T) {
	t.Parallel()
	s, ana, kip := kipsLounge(t)
	s.room("attic", chat.Open, false, ana, kip)
	kip.say("lounge", "and more followers")
	kip.say("attic", "also here")
	bo := s.somebody("bo", chat.RoleMember)
	bo.post("/rooms/attic/join").want(t, 303)
	for _, message := range []string{"/rooms/attic/messages/1", "/rooms/lounge/messages/1", "/rooms/lounge/messages/2"} {
		bo.post(message+"/reports", "reason", "spam").want(t, 303)
	}
	shown := "?room=lounge&kind=report"
	queue := func() []string {
		return ana.get("/desk"+shown).want(t, 200).doc(t).Find("#queue a[data-subject]").Map(func(_ int, a *goquery.Selection) string { return a.AttrOr("href", "") })
	}
	two := queue() // the newest first
	if len(two) != 2 {
		t.Fatalf("the lounge's desk has %v", two)
	}
	for i, next := range []string{two[0], "/desk" + shown} {
		form := ana.get(two[1-i]).want(t, 200).doc(t).Find("#verdict").AttrOr("action", "")
		if got := ana.post(form, "do", "dismiss").want(t, 303).location(); got != next {
			t.Errorf("after %s comes %s, want %s", form, got, next)
		}
	}
	if got := ana.subjects(t); len(got) != 1 || got[0] != "report-m-3" {
		t.Errorf("the desk still has %v, want what was reported in the attic", got)
	}
}
