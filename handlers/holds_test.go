package handlers_test

import (
	"crypto/rand"
	"fmt"
	"strings"
	"testing"
	"time"

	"parley/chat"
	"parley/internal/testenv"
)

// everywhere are the pages and answers in which a reader could find what was said in the lounge.
var everywhere = []string{
	"/rooms/lounge", "/rooms/lounge/1", "/rooms/lounge/messages?since=0", "/rooms/lounge/messages?since=-1", "/rooms/lounge/messages?before=99",
	"/rooms/lounge/threads/1", "/rooms/lounge/messages/1", "/mentions", "/rooms", "/home", "/sidebar", "/rooms/lounge/wait?since=0", "/people/kip",
}

// approving is a lounge in which every message of bo waits; ana moderates, cy reads.
func approving(t *testing.T, fields ...string) (s *site, ana, bo, cy *person) {
	t.Helper()
	s = newSite(t, options{})
	ana, bo, cy = s.setUp(), s.somebody("bo", chat.RoleMember), s.somebody("cy", chat.RoleMember)
	ana.say("lounge", "the first")
	cy.post("/rooms/lounge/join").want(t, 303)
	ana.post("/rooms/lounge/controls", fields...).want(t, 303)
	return s, ana, bo, cy
}

func TestWhatWaitsReachesItsAuthorAndModeratorsAlone(t *testing.T) {
	t.Parallel()
	s, ana, bo, cy := approving(t, "approve-all", "on")
	live := testenv.Dial(t, s.URL+"/ws?room=lounge&since=1", cy.handshake())
	nonce := rand.Text()
	first := bo.send("lounge", "the secret @cy", nonce).want(t, 303)
	if first.location() != "/rooms/lounge#h-1" {
		t.Errorf("it stands at %s", first.location())
	}
	if again := bo.send("lounge", "the secret @cy", nonce).want(t, 303); again.location() != first.location() {
		t.Errorf("a retry stands at %s", again.location())
	}
	bo.send("lounge", "another", nonce).want(t, 409)
	mustHold(t, bo.get("/rooms/lounge").doc(t).Find("article.held#h-1").Text(), "the secret", "every message waits for a moderator")
	mustHold(t, ana.get("/desk/hold-1").want(t, 200).body, "the secret")
	for _, path := range everywhere {
		for _, p := range []*person{cy, s.guest()} {
			mustNotHold(t, p.get(path).body, "secret")
		}
	}
	if st, err := s.chat.View(t.Context(), cy.actor(), "lounge"); err != nil || st.Room.LastSeq != 1 {
		t.Errorf("it took seq %d, %v", st.Room.LastSeq, err)
	}

	ana.say("lounge", "in between")
	ana.post("/desk/hold-1", "do", "publish").want(t, 303)
	page := cy.get("/rooms/lounge").doc(t)
	mustHold(t, page.Find(`article[data-seq="3"]`).Text(), "the secret")
	mustHold(t, cy.get("/mentions").body, "the secret")
	if bo.get("/rooms/lounge").doc(t).Find(".held").Length() != 0 {
		t.Error("it still waits")
	}
	if after := bo.send("lounge", "the secret @cy", nonce).want(t, 303); after.location() != "/rooms/lounge/3" {
		t.Errorf("after approval a retry stands at %s", after.location())
	}
	readWithout(t, live, "in between", "secret")
	mustHold(t, live.ReadUntil(t, "secret"), `data-seq="3"`)
	ana.post("/desk/hold-1", "do", "refuse").want(t, 409)
}

func TestWhatIsTurnedAwayIsNeverSeen(t *testing.T) {
	t.Parallel()
	_, ana, bo, cy := approving(t, "approve-all", "on")
	bo.htmx().send("lounge", "the secret", rand.Text()).want(t, 201)
	ana.post("/desk/hold-1", "do", "refuse").want(t, 303)
	for _, path := range everywhere {
		mustNotHold(t, cy.get(path).body, "secret")
	}
	mustNotHold(t, bo.get("/rooms/lounge").body, "the secret")
}

func TestOnlyLinksWaitWhereOnlyLinksShall(t *testing.T) {
	t.Parallel()
	_, ana, bo, cy := approving(t, "approve-links", "on")
	bo.send("lounge", "no link at all @ana", rand.Text()).want(t, 303)
	mustHold(t, cy.get("/rooms/lounge").body, "no link at all")
	if to := bo.send("lounge", "see https://grow-fast.example/", rand.Text()).location(); !strings.Contains(to, "#h-") {
		t.Errorf("a link stands at %s", to)
	}
	ana.send("lounge", "see https://tides.example/", rand.Text()).want(t, 303)
	mustHold(t, cy.get("/rooms/lounge").body, "tides.example")
	mustNotHold(t, cy.get("/rooms/lounge").body, "grow-fast")
}

func TestAHeldEditLeavesTheOldWordsInPlace(t *testing.T) {
	t.Parallel()
	_, ana, bo, cy := approving(t, "approve-links", "on")
	bo.say("lounge", "the old words")
	bo.post("/rooms/lounge/messages/2/edit", "body", "see https://grow-fast.example/").want(t, 303)
	body := cy.get("/rooms/lounge").body
	mustHold(t, body, "the old words")
	mustNotHold(t, body, "grow-fast", "data-edited")
	mustHold(t, bo.get("/rooms/lounge").body, "Your new words wait")
	ana.post("/desk/hold-1", "do", "publish").want(t, 303)
	mustHold(t, cy.get("/rooms/lounge").body, "grow-fast", "data-edited")
}

func TestHeldWordsOfARemovedMessageWaitUntilItIsBack(t *testing.T) {
	t.Parallel()
	_, ana, bo, cy := approving(t, "approve-links", "on")
	bo.say("lounge", "the old words")
	bo.post("/rooms/lounge/messages/2/edit", "body", "see https://grow-fast.example/").want(t, 303)
	ana.post("/removals", "room", "lounge", "seq", "2").want(t, 303)
	mustHold(t, ana.post("/desk/hold-1", "do", "publish").want(t, 409).body, "Bring it back first")
	ana.post("/removals/1/undo").want(t, 303)
	ana.post("/desk/hold-1", "do", "publish").want(t, 303)
	mustHold(t, cy.get("/rooms/lounge").body, "grow-fast", "data-edited")
}

func TestNewAccountsWaitWhereTheyShall(t *testing.T) {
	t.Parallel()
	s, ana, bo, cy := approving(t, "approve-new", "on")
	bo.say("lounge", "while nobody is new")
	ana.post("/admin/settings", "name", "Tidewater", "sign_up", "open", "new_posts", "3").want(t, 303)
	for range 2 {
		if to := bo.send("lounge", "hello", rand.Text()).location(); !strings.Contains(to, "#h-") {
			t.Errorf("a new account stands at %s", to)
		}
	}
	ana.post("/desk/hold-1", "do", "publish").want(t, 303)
	ana.post("/desk/hold-2", "do", "publish").want(t, 303)
	bo.send("lounge", "not new any more", rand.Text()).want(t, 303)
	mustHold(t, cy.get("/rooms/lounge").body, "not new any more")
	_ = s
}

func TestADelayedMessageShowsItself(t *testing.T) {
	t.Parallel()
	_, ana, bo, cy := approving(t, "delay", "1")
	bo.send("lounge", "the first late one", rand.Text()).want(t, 303)
	bo.send("lounge", "the second late one", rand.Text()).want(t, 303)
	mustNotHold(t, cy.get("/rooms/lounge").body, "late one")
	ana.say("lounge", "moderators are heard at once")
	mustHold(t, cy.get("/rooms/lounge").body, "heard at once")
	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		page := cy.get("/rooms/lounge").doc(t)
		if text := page.Find(`article[data-seq="3"]`).Text() + page.Find(`article[data-seq="4"]`).Text(); strings.Contains(text, "second") {
			mustHold(t, page.Find(`article[data-seq="3"]`).Text(), "the first late one")
			mustHold(t, ana.get("/admin/audit?act=hold_published").want(t, 200).body, "Nothing matches") // nobody acted
			return
		}
		if time.Now().After(deadline) {
			t.Fatal("it does not show itself")
		}
	}
}

func TestWhoIsMutedMeanwhileIsNotHeardLater(t *testing.T) {
	t.Parallel()
	_, ana, bo, cy := approving(t, "delay", "2")
	bo.send("lounge", "too late", rand.Text()).want(t, 303)
	ana.decides(t, "bo", "kind", "mute", "for", "1h")
	for deadline := time.Now().Add(10 * time.Second); bo.get("/rooms/lounge").doc(t).Find("#composer .held").Length() > 0; time.Sleep(50 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("it waits for ever")
		}
	}
	for deadline := time.Now().Add(3 * time.Second); time.Now().Before(deadline); time.Sleep(250 * time.Millisecond) {
		mustNotHold(t, cy.get("/rooms/lounge").body, "too late")
	}
}

func TestNewAccountsWriteNoLinksAndBeginNoConversations(t *testing.T) {
	t.Parallel()
	s := newSite(t, options{})
	ana, bo := s.setUp(), s.somebody("bo", chat.RoleMember)
	ana.post("/admin/settings", "name", "Tidewater", "sign_up", "open", "new_posts", "2").want(t, 303)
	refused := bo.send("lounge", "see https://grow-fast.example/", rand.Text()).want(t, 403)
	if refused.text(t) != "see https://grow-fast.example/" {
		t.Error("the words are lost")
	}
	bo.post("/direct", "people", "ana").want(t, 403)
	bo.say("lounge", "hello")
	bo.post("/rooms/lounge/messages/1/edit", "body", "https://grow-fast.example/").want(t, 403)
	bo.say("lounge", "not new any more")
	bo.send("lounge", "see https://tides.example/", rand.Text()).want(t, 303)
	bo.post("/direct", "people", "ana").want(t, 303)
	ana.send("lounge", "https://tides.example/", rand.Text()).want(t, 303)
}

func TestOfHeldEditsTheLastOneCounts(t *testing.T) {
	t.Parallel()
	_, ana, bo, cy := approving(t, "approve-links", "on")
	bo.say("lounge", "the old words")
	bo.post("/rooms/lounge/messages/2/edit", "body", "see https://grow-fast.example/").want(t, 303)
	bo.post("/rooms/lounge/messages/2/edit", "body", "better words").want(t, 303)
	if got := ana.subjects(t); len(got) != 0 {
		t.Errorf("the desk has %v", got)
	}
	mustHold(t, cy.get("/rooms/lounge").body, "better words")
	bo.post("/rooms/lounge/messages/2/edit", "body", "see https://grow-fast.example/").want(t, 303)
	bo.post("/rooms/lounge/messages/2/edit", "body", "better words").want(t, 303) // they stand already
	if got := ana.subjects(t); len(got) != 0 {
		t.Errorf("whoever thinks better of it is not heard: the desk has %v", got)
	}
	for i := range 20 {
		bo.send("lounge", fmt.Sprintf("https://grow-fast.example/%d", i), rand.Text()).want(t, 303)
	}
	bo.send("lounge", "https://grow-fast.example/more", rand.Text()).want(t, 429)
}

func TestNothingThatWaitsIsSaidInARoomThatClosesMeanwhile(t *testing.T) {
	t.Parallel()
	_, ana, bo, cy := approving(t, "approve-links", "on", "delay", "2")
	bo.send("lounge", "too late", rand.Text()).want(t, 303)
	bo.send("lounge", "https://grow-fast.example/", rand.Text()).want(t, 303)
	ana.post("/rooms/lounge/archive").want(t, 303)
	mustHold(t, ana.post("/desk/hold-2", "do", "publish").want(t, 409).body, "archived")
	eventually(t, func() bool { return len(ana.subjects(t)) == 1 })
	mustNotHold(t, cy.get("/rooms/lounge").body, "too late", "grow-fast")
	ana.post("/rooms/lounge/unarchive").want(t, 303)
	ana.post("/desk/hold-2", "do", "publish").want(t, 303)
	bo.send("lounge", "late again", rand.Text()).want(t, 303)
	ana.post("/rooms/lounge/settings", "name", "lounge", "kind", "announcement").want(t, 303)
	eventually(t, func() bool { return len(ana.subjects(t)) == 0 })
	page := cy.get("/rooms/lounge").body
	mustHold(t, page, "grow-fast")
	mustNotHold(t, page, "too late", "late again")
}
