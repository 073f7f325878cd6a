package handlers_test

import (
	"crypto/rand"
	"fmt"
	"strings"
	"sync"
	"testing"

	"parley/chat"
)

func TestAPostAnswers303AndHtmxAFreshComposer(t *testing.T) {
	t.Parallel()
	s := newSite(t, options{})
	ana := s.setUp()
	if a := ana.send("lounge", "one", rand.Text()).want(t, 303); a.location() != "/rooms/lounge/1" {
		t.Errorf("Location %q", a.location())
	}
	nonce := ana.get("/rooms/lounge").nonce(t)
	a := ana.htmx().send("lounge", "two", nonce).want(t, 201)
	if a.location() != "/rooms/lounge/2" || a.text(t) != "" || len(a.nonce(t)) < 16 || a.nonce(t) == nonce {
		t.Errorf("Location %q, text %q, nonce %q after %q", a.location(), a.text(t), a.nonce(t), nonce)
	}
	mustNotHold(t, a.body, "<html")
	page := ana.get("/rooms/lounge").doc(t)
	if page.Find(`[role="log"][data-room="lounge"][data-rev="2"]`).Length() != 1 || page.Find("#m-2[data-seq='2'][data-rev='2'][data-author='1']").Length() != 1 {
		t.Error("the page does not hold the message as the contract says")
	}
	if page.Find("body").AttrOr("data-user", "") != "1" {
		t.Error("the page does not say whose it is")
	}
}

func TestARetryOfANonceAnswersWithTheFirstMessage(t *testing.T) {
	t.Parallel()
	s := newSite(t, options{})
	ana := s.setUp()
	nonce := rand.Text()
	again := func(when string) {
		t.Helper()
		for _, p := range []*person{ana, ana.htmx()} {
			if a := p.send("lounge", "one\r\ntwo", nonce); a.location() != "/rooms/lounge/1" || a.StatusCode/100 > 3 {
				t.Errorf("%s a retry hears %d %q", when, a.StatusCode, a.location())
			}
		}
	}
	again("at first")
	if a := ana.send("lounge", "one\ntwo", nonce); a.location() != "/rooms/lounge/1" {
		t.Error("CRLF counts otherwise than LF")
	}
	ana.post("/rooms/lounge/messages/1/edit", "body", "three").want(t, 303)
	again("after an edit")
	ana.post("/rooms/lounge/messages/1/remove").want(t, 303)
	again("after the removal")
	ana.post("/rooms/lounge/archive").want(t, 303)
	again("in an archived room")
	if n := ana.get("/rooms/lounge").doc(t).Find("article[data-author='1'][data-removed]").Length(); n != 1 {
		t.Errorf("%d tombstones", n)
	}
}

func TestRetriesAtTheSameMomentPostOnce(t *testing.T) {
	t.Parallel()
	s := newSite(t, options{})
	ana := s.setUp()
	nonce := rand.Text()
	places := make([]string, 10)
	var all sync.WaitGroup
	for i := range places {
		all.Go(func() { places[i] = ana.send("lounge", "once", nonce).location() })
	}
	all.Wait()
	for _, p := range places {
		if p != "/rooms/lounge/1" {
			t.Errorf("places %v", places)
		}
	}
}

func TestAnotherMessageUnderTheSameNonceIsAConflict(t *testing.T) {
	t.Parallel()
	s := newSite(t, options{})
	ana := s.setUp()
	s.room("Attic", chat.Private, false, ana)
	nonce := rand.Text()
	ana.send("lounge", "one", nonce).want(t, 303)
	for _, a := range []answer{
		ana.send("lounge", "other words", nonce), ana.htmx().send("lounge", "other words", nonce),
		ana.send("attic", "one", nonce), ana.send("lounge", "one", nonce, "reply_to", "1"),
	} {
		a.want(t, 409)
		if text := a.text(t); (text != "other words" && text != "one") || a.nonce(t) == nonce || len(a.nonce(t)) < 16 {
			t.Errorf("text %q, nonce %q", a.text(t), a.nonce(t))
		}
	}
	a := ana.send("lounge", "other words", nonce)
	ana.send("lounge", "other words", a.nonce(t)).want(t, 303)
	bo := s.somebody("bo", chat.RoleMember)
	bo.send("lounge", "mine", nonce).want(t, 303) // a nonce is its author's
}

func TestPostingInAnOpenRoomJoinsIt(t *testing.T) {
	t.Parallel()
	s := newSite(t, options{})
	ana := s.setUp()
	den := s.room("Den", chat.Open, false, ana)
	bo := s.somebody("bo", chat.RoleMember)
	if bo.get("/sidebar").doc(t).Find(`a[href="/rooms/den"]`).Length() != 0 {
		t.Fatal("bo is in the den already")
	}
	bo.say(den, "hello")
	if bo.get("/sidebar").doc(t).Find(`a[href="/rooms/den"]`).Length() != 1 {
		t.Error("bo did not join")
	}
	news := s.room("News", chat.Announcement, false, ana)
	a := bo.send(news, "me too", rand.Text()).want(t, 403)
	if a.text(t) != "me too" {
		t.Errorf("the text is lost: %q", a.text(t))
	}
}

func TestAFloodIsStoppedAndARetryIsNot(t *testing.T) {
	t.Parallel()
	s := newSite(t, options{floods: limited(3)})
	ana := s.setUp()
	nonces := make([]string, 3)
	for i := range nonces {
		nonces[i] = rand.Text()
		ana.send("lounge", fmt.Sprint(i), nonces[i]).want(t, 303)
	}
	for _, p := range []*person{ana, ana.htmx()} {
		a := p.send("lounge", "too fast", rand.Text()).want(t, 429)
		if a.Header.Get("Retry-After") != "2" || a.text(t) != "too fast" {
			t.Errorf("Retry-After %q, text %q", a.Header.Get("Retry-After"), a.text(t))
		}
	}
	if a := ana.send("lounge", "1", nonces[1]).want(t, 303); a.location() != "/rooms/lounge/2" {
		t.Errorf("a retry leads to %q", a.location())
	}
}

func TestAnAnswerQuotesAndStandsInItsThread(t *testing.T) {
	t.Parallel()
	s := newSite(t, options{})
	ana := s.setUp()
	ana.say("lounge", "who has the *keys*?")
	ana.send("lounge", "I have", rand.Text(), "reply_to", "1").want(t, 303)
	a := ana.send("lounge", "Where?", rand.Text(), "reply_to", "2", "thread", "1").want(t, 303)
	if !strings.HasPrefix(a.location(), "/rooms/lounge/threads/1") {
		t.Errorf("on a thread's page a post leads to %q", a.location())
	}
	if n := ana.get("/rooms/lounge/threads/1").want(t, 200).doc(t).Find("article[data-seq]").Length(); n != 3 {
		t.Errorf("the thread has %d messages", n)
	}
	mustHold(t, ana.get("/rooms/lounge").doc(t).Find("#m-2").Text(), "who has the keys?")
	for _, reply := range []string{"99", "-1", "x"} {
		if a := ana.send("lounge", "to whom", rand.Text(), "reply_to", reply).want(t, 422); a.text(t) != "to whom" {
			t.Errorf("the text is lost: %q", a.text(t))
		}
	}
	ana.get("/rooms/lounge/threads/99").want(t, 404)
}
