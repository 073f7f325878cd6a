package handlers_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"parley/chat"
	"parley/internal/testenv"
)

// page is somebody's open page of a room.
type page struct{ *testenv.Socket }

// handshake is what a browser of this person sends with a dial.
func (p *person) handshake() http.Header {
	h := http.Header{"Origin": {p.s.URL}}
	if p.cookie != "" {
		h.Set("Cookie", p.cookie)
	}
	return h
}

// dial opens a page that begins anew, and reads its first frame.
func (p *person) dial(room string) page {
	p.s.t.Helper()
	socket := page{testenv.Dial(p.s.t, p.s.URL+"/ws?room="+room+"&since=0", p.handshake())}
	socket.ReadUntil(p.s.t, "<live-frame")
	return socket
}

// awaitOrRejoin checks that a page goes on, or may at least come back.
func (s page) awaitOrRejoin(t *testing.T, p *person, room string) {
	t.Helper()
	p.say(room, "still here")
	for {
		frame, err := s.TryRead(10 * time.Second)
		switch {
		case err == nil && strings.Contains(frame, "still here"):
			return
		case err == nil:
		case websocket.CloseStatus(err) == 1008:
			t.Fatal("a member's page is ended for good")
		default:
			p.dial(room)
			return
		}
	}
}

// readWithout reads frames until one holds a text, none of which may hold a word.
func readWithout(t *testing.T, socket *testenv.Socket, text, word string) {
	t.Helper()
	for began := time.Now(); time.Since(began) < 40*time.Second; {
		frame := socket.Read(t)
		mustNotHold(t, frame, word)
		if strings.Contains(frame, text) {
			return
		}
	}
	t.Fatalf("no frame holds %q", text)
}

// refused is the status of a dial that is not let in.
func refused(t *testing.T, s *site, path string, h http.Header) int {
	t.Helper()
	_, res, err := testenv.TryDial(t, s.URL+path, h)
	if err == nil {
		return http.StatusSwitchingProtocols
	}
	return res.StatusCode
}

func TestEchoAnswersAnybody(t *testing.T) {
	t.Parallel()
	s := newSite(t, options{})
	for _, h := range []http.Header{nil, {"Origin": {s.URL}}} {
		socket := testenv.Dial(t, s.URL+"/ws/echo", h)
		for _, text := range []string{"hello", "", "é"} {
			socket.Write(t, text)
			if got := socket.Read(t); got != "Echo: "+text {
				t.Errorf("echo: %q", got)
			}
		}
	}
	if code := refused(t, s, "/ws/echo", http.Header{"Origin": {"https://evil.example"}}); code != 403 {
		t.Errorf("another site's page hears %d", code)
	}
	socket := testenv.Dial(t, s.URL+"/ws/echo", nil)
	socket.Write(t, strings.Repeat("x", 2000))
	if code := socket.Closed(t); code != 1009 {
		t.Errorf("a text that is too long closes with %d", code)
	}
}

func TestASocketSendsWhatHappens(t *testing.T) {
	t.Parallel()
	s := newSite(t, options{})
	ana := s.setUp()
	ana.say("lounge", "one")
	epoch := ana.get("/rooms/lounge/messages?since=1").doc(t).Find("live-frame").AttrOr("epoch", "")
	socket := testenv.Dial(t, s.URL+"/ws?room=lounge&since=1&epoch="+epoch, ana.handshake())
	first := socket.ReadUntil(t, "<live-frame")
	mustHold(t, first, `room="lounge"`, `from="1"`, `to="1"`, `epoch="`+epoch+`"`)
	mustNotHold(t, first, "<article", " reset")
	ana.say("lounge", "two")
	mustHold(t, socket.ReadUntil(t, "two"), `from="1"`, `to="2"`, `id="m-2"`, `data-seq="2"`)
	ana.post("/rooms/lounge/messages/1/edit", "body", "uno").want(t, 303)
	mustHold(t, socket.ReadUntil(t, "uno"), `from="2"`, `to="3"`, "data-edited")
	ana.post("/rooms/lounge/messages/1/remove").want(t, 303)
	gone := socket.ReadUntil(t, "data-removed")
	mustHold(t, gone, `from="3"`, `to="4"`)
	mustNotHold(t, gone, "uno")
	for query, want := range map[string]string{"since=1&epoch=other": " reset", "since=99": " reset", "since=x": " reset", "since=3": `from="3" to="4"`} {
		mustHold(t, testenv.Dial(t, s.URL+"/ws?room=lounge&"+query, ana.handshake()).ReadUntil(t, "<live-frame"), want)
	}
	socket.Write(t, "typing")
}

func TestSocketsAreRefusedBeforeTheUpgrade(t *testing.T) {
	t.Parallel()
	s := newSite(t, options{})
	ana := s.setUp()
	bo := s.somebody("bo", chat.RoleMember)
	s.room("Attic", chat.Private, false, ana)
	square := s.room("Square", chat.Open, true, ana)
	foreign := bo.handshake()
	foreign.Set("Origin", "https://evil.example")
	originless := bo.handshake()
	originless.Del("Origin")
	for name, c := range map[string]struct {
		room string
		h    http.Header
		want int
	}{
		"unknown": {"nowhere", bo.handshake(), 404}, "private": {"attic", bo.handshake(), 404}, "none named": {"", bo.handshake(), 404},
		"signed out": {"lounge", s.guest().handshake(), 401}, "foreign page": {"lounge", foreign, 403}, "cookie without a page": {"lounge", originless, 403},
		"foreign page of a public room": {square, http.Header{"Origin": {"https://evil.example"}}, 403},
		"guest of a public room":        {square, s.guest().handshake(), 101}, "program without anything": {square, nil, 101}, "member": {"lounge", bo.handshake(), 101},
	} {
		if got := refused(t, s, "/ws?since=0&room="+c.room, c.h); got != c.want {
			t.Errorf("%s: %d, want %d", name, got, c.want)
		}
	}
	before := s.log.String()
	bo.with("Origin", s.URL).get("/ws?room=lounge").want(t, 426)
	mustNotHold(t, strings.TrimPrefix(s.log.String(), before), "level=ERROR")
}

func TestAnAccountHasSoManyOpenPages(t *testing.T) {
	t.Parallel()
	s := newSite(t, options{})
	ana := s.setUp()
	for range 10 {
		ana.dial("lounge")
	}
	_, res, err := testenv.TryDial(t, s.URL+"/ws?room=lounge&since=0", ana.handshake())
	if err == nil || (res.StatusCode != 429 && res.StatusCode != 503) || res.Header.Get("Retry-After") == "" {
		t.Errorf("the eleventh page: %v %v", err, res)
	}
}

func TestPagesEndWhenTheirReaderMayNoLongerRead(t *testing.T) {
	t.Parallel()
	s := newSite(t, options{})
	ana := s.setUp()
	bo := s.somebody("bo", chat.RoleMember)
	s.room("Attic", chat.Private, false, ana, bo)
	again := func(name string, p *person, room string, act func(also *person)) {
		t.Run(name, func(t *testing.T) {
			also := *p
			var err error
			if also.cookie, err = s.h.SessionCookie(t.Context(), p.user); err != nil {
				t.Fatal(err)
			}
			socket, began := also.dial(room), time.Now()
			act(&also)
			if code := socket.Closed(t); code != 1008 {
				t.Errorf("it closes with %d", code)
			}
			if took := time.Since(began); took > 10*time.Second {
				t.Errorf("it took %v", took)
			}
		})
	}
	again("removed from the room", bo, "attic", func(*person) { ana.post("/rooms/attic/members/bo/remove").want(t, 303) })
	ana.post("/rooms/attic/members", "handle", "bo").want(t, 303)
	again("left", bo, "attic", func(*person) { bo.post("/rooms/attic/leave").want(t, 303) })
	again("signed out elsewhere", bo, "lounge", func(*person) { bo.post("/settings/sessions/revoke").want(t, 303) })
	again("signed out", bo, "lounge", func(also *person) {
		g := s.guest()
		g.cookie = also.cookie
		g.post("/sign-out").want(t, 303)
	})
	again("another person signs in there", bo, "lounge", func(also *person) {
		g := s.guest()
		g.cookie = also.cookie
		g.post("/sign-in", "login", "ana", "password", "a lamp in the fog").want(t, 303)
	})
}

func TestHeartbeatsAreEmptyFrames(t *testing.T) {
	t.Parallel()
	s := newSite(t, options{})
	ana := s.setUp()
	socket := ana.dial("lounge")
	frame := socket.ReadUntil(t, "<live-frame") // within 20 s
	mustHold(t, frame, `from="0"`, `to="0"`, "epoch=", "meta=")
	mustNotHold(t, frame, "<article")
}
