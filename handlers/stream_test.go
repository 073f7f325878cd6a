package handlers_test

import (
	"bufio"
	"context"
	"crypto/rand"
	"net/http"
	"strings"
	"testing"
	"time"

	"parley/chat"
)

// endless is a response that goes on, read as it comes.
type endless struct {
	*http.Response
	come chan string
}

// open asks for a page that does not end.
func (p *person) open(path string) endless {
	p.s.t.Helper()
	ctx, cancel := context.WithCancel(p.s.t.Context())
	p.s.t.Cleanup(cancel)
	r, _ := http.NewRequestWithContext(ctx, "GET", p.s.URL+path, nil)
	res, err := p.Do(r)
	if err != nil {
		p.s.t.Fatal(err)
	}
	e := endless{res, make(chan string, 1000)}
	go func() {
		defer close(e.come)
		for in := bufio.NewReader(res.Body); ; {
			b := make([]byte, 1<<16)
			n, err := in.Read(b)
			if n > 0 {
				e.come <- string(b[:n])
			}
			if err != nil {
				return
			}
		}
	}()
	return e
}

// until reads up to a text; without one, to the end.
func (e endless) until(t *testing.T, text string) string {
	t.Helper()
	all, late := "", time.After(20*time.Second)
	for {
		select {
		case more, ok := <-e.come:
			if all += more; !ok || text != "" && strings.Contains(all, text) {
				if text != "" {
					mustHold(t, all, text)
				}
				return all
			}
		case <-late:
			t.Fatalf("%q does not come:\n%.2000s", text, all)
		}
	}
}

func TestTheStreamWritesWhatHappensAndEndsAtARemoval(t *testing.T) {
	t.Parallel()
	s := newSite(t, options{})
	ana := s.setUp()
	bo := s.somebody("bo", chat.RoleMember)
	ana.say("lounge", "one")
	live := bo.open("/rooms/lounge/stream")
	if live.StatusCode != 200 || live.Header.Get("X-Accel-Buffering") != "no" || live.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("%d %v", live.StatusCode, live.Header)
	}
	mustHold(t, live.Header.Get("Content-Security-Policy"), "frame-ancestors 'self'")
	live.until(t, "one")
	ana.say("lounge", "two")
	live.until(t, "two")
	eventually(t, func() bool { u := unread(t, bo); return u == "" || u == "0" })
	ana.post("/rooms/lounge/messages/1/edit", "body", "uno").want(t, 303)
	live.until(t, "uno")
	ana.post("/rooms/lounge/messages/2/remove").want(t, 303)
	mustHold(t, live.until(t, ""), "</html>")
}

func TestTheStreamAskedForAsADocumentIsTwoFrames(t *testing.T) {
	t.Parallel()
	s := newSite(t, options{})
	ana := s.setUp()
	frames := ana.with("Sec-Fetch-Dest", "document").get("/rooms/lounge/stream").want(t, 200).doc(t).Find("iframe, frame")
	if frames.Length() != 2 {
		t.Errorf("%d frames", frames.Length())
	}
	mustHold(t, ana.get("/rooms/lounge/composer").want(t, 200).Header.Get("Content-Security-Policy"), "frame-ancestors 'self'")
	a := ana.send("lounge", "from the frame", rand.Text(), "frame", "1").want(t, 303)
	if a.location() != "/rooms/lounge/composer?sent=1" {
		t.Errorf("it leads to %q", a.location())
	}
	ana.get(a.location()).want(t, 200)
	if a := ana.send("lounge", "", rand.Text(), "frame", "1").want(t, 422); !contains(a.Header.Get("Content-Security-Policy"), "frame-ancestors 'self'") {
		t.Error("a refusal cannot be shown in the frame")
	}
}

func TestAStreamEndsWithTheSession(t *testing.T) {
	t.Parallel()
	s := newSite(t, options{})
	s.setUp()
	bo := s.somebody("bo", chat.RoleMember)
	live := bo.open("/rooms/lounge/stream")
	live.until(t, "<body")
	bo.post("/sign-out").want(t, 303)
	live.until(t, "")
}

func TestWaitingIsHeldUntilSomethingHappens(t *testing.T) {
	t.Parallel()
	s := newSite(t, options{})
	ana := s.setUp()
	ana.say("lounge", "one")
	for _, query := range []string{"", "?since=0", "?since=99", "?since=x", "?since=1&epoch=other"} {
		mustHold(t, ana.get("/rooms/lounge/wait"+query).want(t, 200).body, "one", "</html>")
	}
	answered := make(chan answer)
	go func() { answered <- ana.get("/rooms/lounge/wait?since=1") }()
	select {
	case a := <-answered:
		t.Fatalf("it is not held: %d", a.StatusCode)
	case <-time.After(300 * time.Millisecond):
	}
	ana.say("lounge", "two")
	select {
	case a := <-answered:
		mustHold(t, a.want(t, 200).body, "two", "</html>", "since=2")
	case <-time.After(10 * time.Second):
		t.Fatal("it is held although something happened")
	}
}

func TestAPageThatWaitsTellsNothingToASessionThatHasEnded(t *testing.T) {
	t.Parallel()
	s := newSite(t, options{})
	ana, kip := s.setUp(), s.somebody("kip", chat.RoleMember)
	ana.say("lounge", "before")
	answered := make(chan answer)
	go func() { answered <- kip.get("/rooms/lounge/wait?since=1") }()
	for { // until it waits
		select {
		case a := <-answered:
			mustNotHold(t, a.want(t, 303).body, "before")
			return
		case <-time.After(300 * time.Millisecond):
			if err := s.chat.EndSession(t.Context(), kip.actor(), ""); err != nil {
				t.Fatal(err)
			}
		}
	}
}
