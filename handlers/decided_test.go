package handlers_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"parley/chat"
)

// tooLate is what somebody sees who comes for a case, and then decides it, after another did.
func (p *person) tooLate(t *testing.T, subject, do, want string) {
	t.Helper()
	mustHold(t, p.get("/desk/"+subject).want(t, 410).doc(t).Find(".case h2").Text(), want)
	got := p.post("/desk/"+subject, "do", do, "reason", "As I <said>.").want(t, 409).doc(t).Find(".case")
	mustHold(t, got.Find("h2").Text(), want)
	mustHold(t, got.Find("blockquote").Text(), "As I <said>.")
}

func TestWhoComesTooLateHearsWhoDecidedWhat(t *testing.T) {
	t.Parallel()
	s, ana, bo, _ := approving(t, "approve-all", "on")
	vera, kip := s.somebody("vera", chat.RoleModerator), s.somebody("kip", chat.RoleMember)
	bo.say("lounge", "one")
	bo.say("lounge", "two")
	ana.post("/desk/hold-1", "do", "publish").want(t, 303)
	ana.post("/desk/hold-2", "do", "refuse").want(t, 303)
	vera.tooLate(t, "hold-1", "refuse", "ana published this ")
	vera.tooLate(t, "hold-2", "publish", "ana turned this away ")
	ana.tooLate(t, "hold-1", "refuse", "You published this ")
	vera.post("/desk/hold-1", "do", "take").want(t, 409)

	kip.post("/people/bo/reports", "reason", "spam").want(t, 303)
	vera.post(fmt.Sprintf("/desk/report-u-%d", bo.user.ID), "do", "dismiss").want(t, 303)
	ana.tooLate(t, fmt.Sprintf("report-u-%d", bo.user.ID), "warn", "Vera dismissed this ")

	vera.decides(t, "bo", "kind", "mute", "for", "1h")
	bo.post("/sanctions/1/appeal", "body", "It was a quote.").want(t, 303)
	ana.post("/desk/appeal-1", "do", "grant").want(t, 303)
	vera.tooLate(t, "appeal-1", "refuse", "ana granted this ")

	for _, subject := range []string{"hold-3", "hold-0", "hold", "report-m-99", "appeal-9", "plea-1", "wave-1", "join-1", "nothing-1"} {
		vera.get("/desk/"+subject).want(t, 404)
		vera.post("/desk/"+subject, "do", "dismiss").want(t, 404)
	}
	bo.get("/desk/hold-1").want(t, 403)
}

// overtaken is a store in which something happens when a sanction is read, once.
type overtaken struct {
	chat.Store
	do func()
}

func (o *overtaken) Sanction(ctx context.Context, id int64) (chat.Sanction, error) {
	if do := o.do; do != nil {
		o.do = nil
		do()
	}
	return o.Store.Sanction(ctx, id)
}

func TestWhoIsOvertakenWhileTheyDecideHearsWhoDecidedWhatAndKeepsTheirWords(t *testing.T) {
	t.Parallel()
	var db *overtaken
	s := newSite(t, options{store: func(inner chat.Store) chat.Store { db = &overtaken{Store: inner}; return db }})
	s.setUp()
	bo, mo, vera, nell := s.somebody("bo", chat.RoleMember), s.somebody("mo", chat.RoleModerator), s.somebody("vera", chat.RoleModerator), s.somebody("nell", chat.RoleModerator)
	mo.decides(t, "bo", "kind", "mute", "for", "1h")
	bo.post("/sanctions/1/appeal", "body", "It was a quote.").want(t, 303)
	db.do = func() {
		if err := s.chat.DecideAppeal(t.Context(), nell.actor(), 1, false, ""); err != nil {
			t.Error(err)
		}
	}
	got := vera.post("/desk/appeal-1", "do", "refuse", "reason", "As I <said>.").want(t, 409).doc(t).Find(".case")
	mustHold(t, got.Find("h2").Text(), "Nell refused this ")
	mustHold(t, got.Find("blockquote").Text(), "As I <said>.")
}

func TestTheWayOnFromADecidedCaseIsTheOneThatWaitsTheLongest(t *testing.T) {
	t.Parallel()
	s, ana, bo, _ := approving(t, "approve-all", "on")
	vera := s.somebody("vera", chat.RoleModerator)
	for _, words := range []string{"one", "two", "three"} {
		bo.say("lounge", words)
	}
	ana.post("/desk/hold-1", "do", "publish").want(t, 303)
	if to := vera.get("/desk/hold-1").want(t, 410).doc(t).Find(".case a.primary").AttrOr("href", ""); to != "/desk/hold-2" {
		t.Errorf("the next one is %q", to)
	}
	ana.post("/desk/hold-2", "do", "refuse").want(t, 303)
	ana.post("/desk/hold-3", "do", "refuse").want(t, 303)
	mustHold(t, vera.get("/desk/hold-1").want(t, 410).body, "Nothing else waits for you.")
}

func TestHowACaseEndedIsNotToldToWhoNeverSawIt(t *testing.T) {
	t.Parallel()
	s := newSite(t, options{})
	ana, owen, kip, vera := s.setUp(), s.somebody("owen", chat.RoleMember), s.somebody("kip", chat.RoleMember), s.somebody("vera", chat.RoleModerator)
	attic := s.room("attic", chat.Private, false, owen, kip)
	owen.post("/rooms/"+attic+"/controls", "approve-all", "on").want(t, 303)
	kip.say(attic, "in the attic")
	owen.post("/desk/hold-1", "do", "refuse").want(t, 303)
	owen.get("/desk/hold-1").want(t, 410)
	for _, p := range []*person{ana, vera} {
		mustNotHold(t, p.get("/desk/hold-1").want(t, 404).body, "Owen")
		mustNotHold(t, p.post("/desk/hold-1", "do", "publish").want(t, 404).body, "Owen")
	}
}

func TestWhatWaitedAndShowedItselfWasDecidedByNobody(t *testing.T) {
	t.Parallel()
	_, ana, bo, _ := approving(t, "delay", "1")
	bo.say("lounge", "one")
	ana.get("/desk/hold-1").want(t, 200)
	for deadline := time.Now().Add(15 * time.Second); ana.get("/desk/hold-1").StatusCode == 200; time.Sleep(100 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("it does not show itself")
		}
	}
	mustHold(t, ana.get("/desk/hold-1").want(t, 410).doc(t).Find(".case h2").Text(), "This was published when its time had come, ")
}

func TestWavesAndJoinsTellHowTheyEnded(t *testing.T) {
	t.Parallel()
	s, ana, _ := wavy(t)
	for i := range 4 {
		s.guest().post("/sign-up", "handle", fmt.Sprintf("flood%d", i), "password", "a lamp in the fog").want(t, 303)
	}
	ana.eventually(t, "wave-1")
	vera, bex := s.somebody("vera", chat.RoleModerator), s.somebody("bex", chat.RoleAdministrator)
	ana.post("/desk/wave-1", "do", "dismiss").want(t, 303)
	vera.tooLate(t, "wave-1", "dismiss", "ana closed this ")

	ana.post("/admin/settings", "sign_up", "approval").want(t, 303)
	s.guest().post("/sign-up", "handle", "brandt", "password", "a lamp in the fog").want(t, 303)
	var join string
	for _, subject := range ana.subjects(t) {
		if len(subject) > 5 && subject[:5] == "join-" {
			join = subject
		}
	}
	ana.post("/desk/"+join, "do", "refuse").want(t, 303)
	bex.tooLate(t, join, "approve", "ana refused this ")
	vera.get("/desk/"+join).want(t, 404)
}

func TestAPleaTellsHowItEnded(t *testing.T) {
	t.Parallel()
	s, ana := behindProxy(t)
	kip, vera := s.somebody("kip", chat.RoleMember), s.somebody("vera", chat.RoleModerator)
	vera.bansNetwork(t, "203.0.113.0/24")
	kip.from("203.0.113.7").post("/ranges/1/appeal", "body", "it is the library's").want(t, 303)
	ana.post("/desk/plea-1", "do", "refuse").want(t, 303)
	vera.tooLate(t, "plea-1", "grant", "ana refused this ")
	mustNotHold(t, kip.get("/desk/plea-1").want(t, 403).body, "refused this")
}
