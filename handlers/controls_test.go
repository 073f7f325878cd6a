package handlers_test

import (
	"crypto/rand"
	"strconv"
	"sync"
	"testing"

	"parley/chat"
)

func TestOfTwentyPostsAtOnceSlowModeTakesOne(t *testing.T) {
	t.Parallel()
	s, ana, kip := kipsLounge(t)
	if err := s.chat.SetRole(t.Context(), ana.actor(), "lounge", "kip", chat.RoleMember); err != nil {
		t.Fatal(err)
	}
	kip.post("/rooms/lounge/leave").want(t, 303) // coming back by speaking is no way around it
	ana.post("/rooms/lounge/controls", "slow", "300", "slow_for", "0", "lock", "open").want(t, 303)
	other := s.somebody("bo", chat.RoleMember)
	var wg sync.WaitGroup
	codes := make([]int, 20)
	for i := range codes {
		wg.Go(func() { codes[i] = other.send("lounge", "me first", rand.Text()).StatusCode })
	}
	wg.Wait()
	count := map[int]int{}
	for _, code := range codes {
		count[code]++
	}
	if count[303] != 1 || count[429] != 19 {
		t.Errorf("the answers are %v", count)
	}
	again := kip.send("lounge", "and me", rand.Text()).want(t, 429)
	if wait, _ := strconv.Atoi(again.Header.Get("Retry-After")); wait < 200 || wait > 300 {
		t.Errorf("wait %d seconds", wait)
	}
	if again.text(t) != "and me" {
		t.Error("the words are lost")
	}
	for range 3 {
		ana.send("lounge", "moderators are not slowed down", rand.Text()).want(t, 303)
	}
	other.post("/rooms/lounge/messages/2/edit", "body", "an edit is no message").want(t, 303)
}

func TestTheComposerSaysWhenTheNextMessageCanGo(t *testing.T) {
	t.Parallel()
	s, ana, _ := kipsLounge(t)
	ana.post("/rooms/lounge/controls", "slow", "300", "slow_for", "1h", "lock", "open").want(t, 303)
	bo := s.somebody("bo", chat.RoleMember)
	page := bo.get("/rooms/lounge").doc(t)
	mustHold(t, page.Find("#room-state").Text(), "Slow mode: one message every 5 minutes, until")
	if page.Find("#composer [data-left]").Length() != 0 {
		t.Error("somebody who has not spoken waits")
	}
	fresh := bo.htmx().send("lounge", "hello", rand.Text()).want(t, 201).doc(t)
	left, _ := strconv.Atoi(fresh.Find("#composer .strip [data-left]").AttrOr("data-left", ""))
	if left < 290 || left > 300 {
		t.Errorf("%d seconds are left", left)
	}
}

func TestALockedRoomIsReadAndNotWritten(t *testing.T) {
	t.Parallel()
	s, ana, _ := kipsLounge(t)
	bo := s.somebody("bo", chat.RoleMember)
	bo.say("lounge", "before")
	ana.post("/rooms/lounge/controls", "lock", "1h", "lock_reason", "sorting something out").want(t, 303)
	page := bo.get("/rooms/lounge").want(t, 200).doc(t)
	mustHold(t, page.Find("#room-state [data-locked]").Text(), "This room is locked until", "sorting something out", "You can read along")
	refused := bo.send("lounge", "still here", rand.Text()).want(t, 403)
	if refused.text(t) != "still here" {
		t.Error("the words are lost")
	}
	bo.post("/rooms/lounge/messages/2/edit", "body", "after").want(t, 403)
	bo.post("/rooms/lounge/messages/1/reactions", "emoji", "⛵").want(t, 403)
	ana.send("lounge", "moderators speak", rand.Text()).want(t, 303)
	if bo.get("/rooms/lounge/composer").doc(t).Find("textarea").Length() != 0 {
		t.Error("the composer beside the stream has its box")
	}
	ana.post("/rooms/lounge/controls", "lock", "open").want(t, 303)
	bo.send("lounge", "again", rand.Text()).want(t, 303)
}

func TestBadControlsAreRefused(t *testing.T) {
	t.Parallel()
	_, ana, _ := kipsLounge(t)
	for _, fields := range [][]string{
		{"slow", "1"}, {"slow", "90000"}, {"slow", "-5"}, {"slow", "30", "slow_for", "never"}, {"lock", "soon"}, {"delay", "7200"},
	} {
		ana.post("/rooms/lounge/controls", fields...).want(t, 422)
	}
}
