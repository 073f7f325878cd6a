package handlers_test

import (
	"testing"

	"parley/chat"
)

func TestADeskTellsWhatWatchingFiltersCaught(t *testing.T) {
	t.Parallel()
	s := newSite(t, options{})
	ana, bo := s.setUp(), s.somebody("bo", chat.RoleMember)
	vera := s.somebody("vera", chat.RoleModerator)
	ana.post("/admin/filters", "kind", "words", "name", "Followers", "pattern", "followers", "act", "hold", "do", "watch").want(t, 303)
	vera.post("/rooms/lounge/filters", "kind", "words", "name", "Cheap", "pattern", "cheap", "act", "hold", "do", "watch").want(t, 303)
	mustNotHold(t, ana.get("/desk").body, "Watching:")
	bo.say("lounge", "cheap followers")
	bo.say("lounge", "more followers")
	queue := ana.get("/desk").doc(t).Find("#queue")
	mustHold(t, queue.Find(`a[href="/admin/filters/1"]`).Text(), "Followers", "2 caught in the last day")
	mustHold(t, queue.Find(`a[href="/rooms/lounge/filters/2"]`).Text(), "Cheap", "1 caught in the last day, in lounge")
	if n := len(ana.subjects(t)); n != 0 || queue.Find("a.watching").Length() != 2 {
		t.Errorf("it makes %d cases, and %d lines", n, queue.Find("a.watching").Length())
	}
	mustNotHold(t, vera.get("/desk").want(t, 200).body, "/admin/filters/1")
	mustHold(t, vera.get("/desk?room=lounge").body, "/rooms/lounge/filters/2")
	mustNotHold(t, ana.get("/desk?kind=hold").body, "Watching:")
	vera.get("/rooms/lounge/filters/2").want(t, 200)
}
