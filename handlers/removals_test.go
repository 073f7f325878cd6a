package handlers_test

import (
	"net/url"
	"strings"
	"testing"

	"parley/chat"
)

// boxes are the messages that a page lets somebody select, "1 2✓" where the second is ticked.
func (a answer) boxes(t *testing.T) string {
	t.Helper()
	var all []string
	for _, box := range a.doc(t).Find(`article .pick input[name="seq"][form="bulk"]`).EachIter() {
		seq := box.AttrOr("value", "")
		if _, ticked := box.Attr("checked"); ticked {
			seq += "✓"
		}
		all = append(all, seq)
	}
	return strings.Join(all, " ")
}

func TestAModeratorSelectsMessagesRemovesThemInOneActAndUndoesIt(t *testing.T) {
	t.Parallel()
	s := newSite(t, options{})
	ana, kip := s.setUp(), s.somebody("kip", chat.RoleMember)
	for _, body := range []string{"one", "two", "three", "four"} {
		kip.say("lounge", body)
	}
	ana.post("/rooms/lounge/messages/2/remove").want(t, 303)
	page := ana.get("/rooms/lounge?select=1").want(t, 200)
	if got := page.boxes(t); got != "1 3 4" {
		t.Errorf("there are boxes for %q", got)
	}
	if page.doc(t).Find("body.selecting #bulk").Length() != 1 || page.doc(t).Find("textarea").Length() != 0 {
		t.Error("it is no page to select on")
	}
	if got := ana.get("/rooms/lounge/3?select=1").boxes(t); got != "1 3✓ 4" {
		t.Errorf("from a message on there are boxes for %q", got)
	}

	sent := ana.with("Referer", s.URL+"/rooms/lounge?select=1")
	to := sent.post("/removals", "room", "lounge", "seq", "1", "seq", "4", "reason", "spam").want(t, 303).location()
	if to != "/rooms/lounge" {
		t.Errorf("it leads to %s", to)
	}
	after := ana.get(to).want(t, 200)
	mustHold(t, after.doc(t).Find(".toast[role=status]").Text(), "2 messages are removed.")
	mustNotHold(t, after.doc(t).Find("#log").Text(), "one", "four")
	if ana.get(to).doc(t).Find(".toast").Length() != 0 {
		t.Error("it is told twice")
	}
	undo := after.doc(t).Find(".toast form").AttrOr("action", "")
	ana.with("Referer", s.URL+to).post(undo).want(t, 303)
	back := ana.get(to)
	mustHold(t, back.doc(t).Find(".toast").Text(), "The 2 messages are back.")
	if back.doc(t).Find(".toast form").Length() != 0 {
		t.Error("what is undone is offered to be undone")
	}
	mustHold(t, back.doc(t).Find(`article[data-seq="1"]`).Text(), "one")
	mustHold(t, back.doc(t).Find(`article[data-seq="4"]`).Text(), "four")
	if back.doc(t).Find(`article[data-removed]`).Length() != 1 {
		t.Error("more or less than what it removed is back")
	}
}

func TestOnlyModeratorsGetBoxes(t *testing.T) {
	t.Parallel()
	s := newSite(t, options{})
	ana, kip := s.setUp(), s.somebody("kip", chat.RoleMember)
	s.room("Square", chat.Open, true, ana)
	ana.say("square", "hello")
	for _, p := range []*person{kip, s.guest()} {
		for _, path := range []string{"/rooms/square?select=1", "/rooms/square/1?select=1"} {
			a := p.get(path).want(t, 200)
			mustNotHold(t, a.body, `class="pick"`, "select.js", "?select")
		}
	}
	mustNotHold(t, ana.get("/rooms/square").body, `class="pick"`, "select.js")
	direct := ana.post("/direct", "people", "kip").location()
	mustNotHold(t, ana.get(direct+"?select=1").want(t, 200).body, `class="pick"`)
}

func TestASelectionThatIsRefusedIsShownAgainAsItWas(t *testing.T) {
	t.Parallel()
	s := newSite(t, options{})
	ana, bo := s.setUp(), s.somebody("bo", chat.RoleModerator)
	ana.say("lounge", "the administrator's")
	bo.say("lounge", "the moderator's")
	for _, c := range []struct {
		seqs   []string
		reason string
		code   int
		boxes  string
	}{
		{nil, "spam", 422, "1 2"},
		{[]string{"2"}, strings.Repeat("a", 501), 422, "1 2✓"},
		{[]string{"1", "2"}, "a rank too high", 403, "1✓ 2✓"},
	} {
		form := url.Values{"room": {"lounge"}, "reason": {c.reason}, "seq": c.seqs}
		a := bo.do("POST", "/removals", "application/x-www-form-urlencoded", strings.NewReader(form.Encode())).want(t, c.code)
		d := a.doc(t)
		if got := a.boxes(t); got != c.boxes {
			t.Errorf("%q: boxes %q, want %q", c.reason, got, c.boxes)
		}
		if got := d.Find("#bulk [name=reason]").AttrOr("value", ""); got != c.reason {
			t.Errorf("the reason became %q", got)
		}
		if d.Find("#bulk .err, #bulk [role=alert]").Length() != 1 {
			t.Errorf("%.20s: it does not say why", c.reason)
		}
	}
}

func TestAPersonsMessagesAreRemovedByTimeAndPlaceFromTheirPage(t *testing.T) {
	t.Parallel()
	s := newSite(t, options{})
	ana, kip, bo := s.setUp(), s.somebody("kip", chat.RoleMember), s.somebody("bo", chat.RoleMember)
	attic := s.room("Attic", chat.Open, false, bo, kip)
	kip.say("lounge", "in the lounge")
	kip.say(attic, "in the attic")
	choices := func(p *person, path string) (all string) {
		for _, box := range p.get(path).want(t, 200).doc(t).Find(`form[action="/removals"] [name="room"]`).EachIter() {
			all += "[" + box.AttrOr("value", "") + "]"
		}
		return all
	}
	if got := choices(bo, "/people/kip/moderate?room=attic"); got != "[attic]" {
		t.Errorf("a room's owner removes in %s", got)
	}
	if got := choices(ana, "/people/kip/moderate?room=attic"); got != "[attic][]" {
		t.Errorf("an administrator removes in %s", got)
	}
	again := bo.post("/removals", "handle", "kip", "room", "attic", "page", "attic", "span", "all", "reason", strings.Repeat("a", 501)).want(t, 422).doc(t)
	if got := again.Find(`#removal [name="reason"]`).AttrOr("value", ""); len(got) != 501 {
		t.Errorf("the reason became %q", got)
	}
	if again.Find(`#removal [value="all"][checked]`).Length() != 1 || again.Find(`#reason[value]`).AttrOr("value", "") != "" {
		t.Error("the other form has it, or the choice is lost")
	}
	bo.post("/removals", "handle", "kip", "room", "", "span", "all").want(t, 403)
	bo.post("/removals", "handle", "ana", "room", "attic", "span", "all").want(t, 403) // a rank too high

	page := "/people/kip/moderate?room=attic"
	to := ana.with("Referer", s.URL+page).post("/removals", "handle", "kip", "room", "", "page", "attic", "span", "hour", "reason", "spam").want(t, 303).location()
	if to != page {
		t.Errorf("it leads to %s", to)
	}
	mustHold(t, ana.get(to).doc(t).Find(".notice.good").Text(), "2 messages are removed.", "Undo the removal")
	mustNotHold(t, ana.get("/rooms/lounge").body+ana.get("/rooms/attic").body, "in the lounge", "in the attic")
}

func TestARefusalIsToldWhenItsPageCannotBeMade(t *testing.T) {
	t.Parallel()
	s := newSite(t, options{})
	s.setUp()
	kip, bo := s.somebody("kip", chat.RoleMember), s.somebody("bo", chat.RoleMember)
	attic := s.room("Attic", chat.Open, false, bo, kip)
	form := []string{"handle", "kip", "room", attic, "span", "all", "reason", strings.Repeat("a", 501)}
	a := bo.post("/removals", append(form, "page", "lounge")...).want(t, 422) // where bo judges nobody
	mustHold(t, a.body, "500")
	if again := bo.post("/removals", form...).want(t, 422).doc(t); again.Find(`#removal [value="all"][checked]`).Length() != 1 {
		t.Error("without a page the room's is not shown")
	}
}

func TestABanWithASweepOffersToBringTheMessagesBack(t *testing.T) {
	t.Parallel()
	s := newSite(t, options{})
	ana, kip := s.setUp(), s.somebody("kip", chat.RoleMember)
	kip.say("lounge", "BUY NOW")
	ana.decides(t, "kip", "kind", "ban", "for", "24h", "sweep", "all")
	done := ana.get("/people/kip/moderate").doc(t).Find(".notice.good")
	mustHold(t, done.Text(), "They are banned. Their messages are removed.", "Undo the removal")
	ana.post(done.Find("form").AttrOr("action", "")).want(t, 303)
	mustHold(t, ana.get("/rooms/lounge").body, "BUY NOW")
	kip.get("/rooms/lounge").want(t, 403)
}
