package handlers_test

import (
	"crypto/rand"
	"testing"

	"parley/chat"
)

func TestAnEditIsMarkedAndTheAuthorsAlone(t *testing.T) {
	t.Parallel()
	s := newSite(t, options{})
	ana := s.setUp()
	bo := s.somebody("bo", chat.RoleMember)
	bo.say("lounge", "frist")
	bo.send("lounge", "answer", rand.Text(), "reply_to", "1").want(t, 303)
	ana.post("/rooms/lounge/messages/1/edit", "body", "mine now").want(t, 403)
	if a := bo.post("/rooms/lounge/messages/1/edit", "body", "*first*").want(t, 303); a.location() != "/rooms/lounge/1" {
		t.Errorf("it leads to %q", a.location())
	}
	page := ana.get("/rooms/lounge").doc(t)
	if page.Find("#m-1[data-edited] em").Text() != "first" || page.Find("#m-2[data-edited]").Length() != 0 {
		t.Error("the edit is not marked, or not shown")
	}
	mustHold(t, page.Find("#m-2").Text(), "first")
	frame := ana.get("/rooms/lounge/messages?since=3").body
	mustNotHold(t, ana.get("/rooms/lounge/messages?since=0").body, "frist", "mine now")
	mustNotHold(t, frame, "<article")
}

func TestTheActionsOfAMessageAreForThoseWhoMay(t *testing.T) {
	t.Parallel()
	s := newSite(t, options{})
	ana := s.setUp()
	bo := s.somebody("bo", chat.RoleMember)
	bo.say("lounge", "# source & all")
	own := bo.get("/rooms/lounge/messages/1").want(t, 200)
	if own.text(t) != "# source & all" {
		t.Errorf("the edit form holds %q", own.text(t))
	}
	forms := func(a answer) int {
		return a.doc(t).Find(`form[action$="/edit"], form[action$="/remove"]`).Length()
	}
	cy := s.somebody("cy", chat.RoleMember)
	if forms(own) != 2 || forms(cy.get("/rooms/lounge/messages/1").want(t, 200)) != 0 {
		t.Error("the forms are not the author's alone")
	}
	if forms(ana.get("/rooms/lounge/messages/1").want(t, 200)) != 1 {
		t.Error("a moderator cannot remove it, or can edit it")
	}
	s.guest().get("/rooms/lounge/messages/1").want(t, 303)
	bo.get("/rooms/lounge/messages/2").want(t, 404)
	bo.post("/rooms/lounge/messages/1/remove").want(t, 303)
	if forms(bo.get("/rooms/lounge/messages/1").want(t, 200)) != 0 {
		t.Error("a removed message can be edited")
	}
}

func TestARemovedTextIsNowhereAnyMore(t *testing.T) {
	t.Parallel()
	s := newSite(t, options{})
	ana := s.setUp()
	bo := s.somebody("bo", chat.RoleMember)
	bo.say("lounge", "the draft of the secret @ana")
	bo.post("/rooms/lounge/messages/1/edit", "body", "the secret itself @ana").want(t, 303)
	ana.send("lounge", "what is it", rand.Text(), "reply_to", "1").want(t, 303)
	everywhere := []string{
		"/rooms/lounge", "/rooms/lounge/1", "/rooms/lounge/messages?since=0", "/rooms/lounge/messages?since=-1", "/rooms/lounge/messages?before=9",
		"/rooms/lounge/threads/1", "/rooms/lounge/messages/1", "/rooms/lounge/messages/2", "/mentions", "/rooms", "/home", "/rooms/lounge/wait?since=0",
		"/rooms/lounge?reply=1",
	}
	held := 0
	for _, path := range everywhere {
		if a := ana.get(path).want(t, 200); len(a.body) > 0 && contains(a.body, "secret") {
			held++
		}
	}
	if held < 10 {
		t.Fatalf("only %d places hold the text before", held)
	}
	s.somebody("cy", chat.RoleMember).post("/rooms/lounge/messages/1/remove").want(t, 403)
	bo.post("/rooms/lounge/messages/1/remove").want(t, 303)
	bo.post("/rooms/lounge/messages/1/remove").want(t, 303)
	for _, p := range []*person{ana, bo} {
		for _, path := range everywhere {
			mustNotHold(t, p.get(path).body, "secret")
		}
	}
	if ana.get("/rooms/lounge").doc(t).Find("article#m-1[data-removed]").Length() != 1 {
		t.Error("no tombstone is left")
	}
	if a := ana.send("lounge", "again", rand.Text(), "reply_to", "1").want(t, 409); a.text(t) != "again" {
		t.Error("an answer to a removed message is lost")
	}
}
