package handlers_test

import (
	"testing"
	"time"

	"parley/chat"
)

func TestAReactionShowsOnPagesAndInFramesAndGoesAgain(t *testing.T) {
	t.Parallel()
	s := newSite(t, options{})
	ana := s.setUp()
	bo := s.somebody("bo", chat.RoleMember)
	bo.say("lounge", "hello")
	a := ana.post("/rooms/lounge/messages/1/reactions", "emoji", "👍").want(t, 303)
	if a.location() != "/rooms/lounge/1" {
		t.Errorf("it leads to %q", a.location())
	}
	bo.post("/rooms/lounge/messages/1/reactions", "emoji", "👍\ufe0f").want(t, 303)
	const button = `#m-1 form.reacts[action="/rooms/lounge/messages/1/reactions"] button[name="emoji"][value="👍"]`
	both := ana.get("/rooms/lounge").doc(t).Find(button + `[data-by="1 2"]`)
	if both.Length() != 1 {
		t.Error("the page does not show both")
	}
	mustHold(t, both.Text(), "👍 2")
	mustHold(t, ana.get("/rooms/lounge/messages?since=2").body, `from="2" to="3"`, `data-rev="3"`, `value="👍"`)
	ana.post("/rooms/lounge/messages/1/reactions", "emoji", "👍").want(t, 303)
	bo.post("/rooms/lounge/messages/1/reactions", "emoji", "👍").want(t, 303)
	if n := ana.get("/rooms/lounge").doc(t).Find("#m-1 .reacts").Length(); n != 0 {
		t.Error("taken away, and still there")
	}
}

func TestAReactionOfAnOpenPageIsAnsweredWithoutAPage(t *testing.T) {
	t.Parallel()
	s := newSite(t, options{})
	ana := s.setUp()
	ana.say("lounge", "hello")
	if a := ana.htmx().post("/rooms/lounge/messages/1/reactions", "emoji", "⛵").want(t, 204); a.body != "" {
		t.Errorf("it holds %q", a.body)
	}
}

func TestWhatIsNoReactionIsRefusedWithTheReasonBesideTheField(t *testing.T) {
	t.Parallel()
	s := newSite(t, options{floods: func(id int64) time.Duration { return time.Duration(id-1) * time.Second }})
	ana := s.setUp()
	ana.say("lounge", "hello")
	for _, text := range []string{"", "ok", "👍👍", "<b>"} {
		page := ana.post("/rooms/lounge/messages/1/reactions", "emoji", text).want(t, 422).doc(t)
		mustHold(t, page.Find("#react .err").Text(), "This is not an emoji")
	}
	for _, text := range []string{"\xff", "👍\x00"} {
		ana.post("/rooms/lounge/messages/1/reactions", "emoji", text).want(t, 422)
	}
	ana.post("/rooms/lounge/messages/9/reactions", "emoji", "👍").want(t, 404)
	ana.post("/rooms/nowhere/messages/1/reactions", "emoji", "👍").want(t, 404)
	bo := s.somebody("bo", chat.RoleMember)
	if a := bo.post("/rooms/lounge/messages/1/reactions", "emoji", "👍").want(t, 429); a.Header.Get("Retry-After") == "" {
		t.Error("too fast, and not told how long to wait")
	}
	ana.post("/rooms/lounge/messages/1/remove").want(t, 303)
	ana.post("/rooms/lounge/messages/1/reactions", "emoji", "👍").want(t, 409)
}
