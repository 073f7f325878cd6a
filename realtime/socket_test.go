package realtime

import (
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/coder/websocket"
)

// serve offers room 1 over sockets. Of is who each page is.
func serve(t *testing.T, r replica, of Viewing) string {
	t.Helper()
	var open sync.WaitGroup
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		open.Add(1)
		defer open.Done()
		view := of
		view.RoomID, view.Slug, view.Since = 1, slugOf(1), -1
		v, err := r.Join(req.Context(), view)
		if err != nil {
			http.Error(w, err.Error(), http.StatusServiceUnavailable)
			return
		}
		ServeSocket(w, req, v)
	}))
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		r.Drain(ctx)
		open.Wait()
		s.Close()
	})
	return s.URL
}

// everyWay tests sockets as this system serves them, and as any other does.
func everyWay(t *testing.T, test func(t *testing.T, way func(replica) replica)) {
	t.Helper()
	for name, portable := range map[string]bool{"as here": false, "portable": true} {
		t.Run(name, func(t *testing.T) {
			test(t, func(r replica) replica {
				r.portable = portable
				return r
			})
		})
	}
}

func silent(c *HubConfig) { c.Log = slog.New(slog.NewTextHandler(io.Discard, nil)) }

func dial(t *testing.T, url string) *websocket.Conn {
	t.Helper()
	c, _, err := websocket.Dial(t.Context(), url, nil)
	if err != nil {
		t.Fatal(err)
	}
	c.SetReadLimit(-1)
	t.Cleanup(func() { c.CloseNow() })
	return c
}

func hear(t *testing.T, c *websocket.Conn) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	_, b, err := c.Read(ctx)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// closedWith reads until the socket is closed, and tells with which code.
func closedWith(t *testing.T, c *websocket.Conn) websocket.StatusCode {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	for {
		if _, _, err := c.Read(ctx); err != nil {
			return websocket.CloseStatus(err)
		}
	}
}

func TestSocketBringsFramesOfAllSizes(t *testing.T) {
	everyWay(t, func(t *testing.T, way func(replica) replica) {
		l := newLedger()
		r := way(start(t, l, NewMemory(), silent))
		c := dial(t, serve(t, r, Viewing{}))
		if got := hear(t, c); !strings.HasPrefix(got, `<live-frame room="room-1" epoch="e1" meta="0" from="-1" to="0" reset>`) {
			t.Errorf("first %q", got)
		}
		for _, size := range []int{1, 125, 126, 127, 1 << 10, 1<<16 - 200, 1 << 16, 1 << 20} {
			f := l.say(1, strings.Repeat("é", size/2))
			r.announce(f)
			if got := hear(t, c); got != string(f.Append(nil)) {
				t.Errorf("%d bytes arrived as %d", size, len(got))
			}
		}
		r.Send(Envelope{Kind: KindRoom, RoomID: 1, Epoch: "e1", Meta: 1, HTML: "<p>"})
		if got := hear(t, c); got != "<p>" {
			t.Errorf("got %q", got)
		}
	})
}

func TestSocketIsClosedWithTheCodeThatSaysWhatToDo(t *testing.T) {
	everyWay(t, func(t *testing.T, way func(replica) replica) {
		send := func(kind websocket.MessageType, words string, times int) func(*testing.T, replica, *websocket.Conn) {
			return func(t *testing.T, _ replica, c *websocket.Conn) {
				for range times {
					c.Write(t.Context(), kind, []byte(words))
				}
			}
		}
		for name, c := range map[string]struct {
			do   func(*testing.T, replica, *websocket.Conn)
			want websocket.StatusCode
		}{
			"banned": {func(_ *testing.T, r replica, _ *websocket.Conn) {
				r.Send(Envelope{Kind: KindDrop, Drop: Drop{Rev: 1, UserID: 7}})
			}, 1008},
			"restart":     {func(t *testing.T, r replica, _ *websocket.Conn) { go r.Drain(context.Background()) }, 1012},
			"flood":       {send(websocket.MessageText, "typing", 60), 1013},
			"binary":      {send(websocket.MessageBinary, "typing", 1), 1003},
			"not UTF-8":   {send(websocket.MessageText, "\xff", 1), 1007},
			"too big":     {send(websocket.MessageText, strings.Repeat("x", 5000), 1), 1009},
			"ping flood":  {pings, 1013},
			"page closes": {func(t *testing.T, r replica, c *websocket.Conn) { c.Close(1000, "bye") }, 1000},
		} {
			t.Run(name, func(t *testing.T) {
				r := way(start(t, newLedger(), NewMemory(), silent))
				conn := dial(t, serve(t, r, Viewing{Person: Person{ID: 7, Name: "Ada"}}))
				hear(t, conn)
				c.do(t, r, conn)
				if c.want != 1000 {
					if got := closedWith(t, conn); got != c.want {
						t.Errorf("closed with %d, want %d", got, c.want)
					}
				}
				within(t, 6*time.Second, "counted", func() bool { return r.tally.of(fmt.Sprint("closed ", int(c.want))) == 1 })
				within(t, time.Second, "left", func() bool { return r.Viewers() == 0 })
			})
		}
	})
}

func pings(t *testing.T, _ replica, c *websocket.Conn) {
	go func() {
		for range 60 {
			go c.Ping(context.Background())
		}
	}()
}

func TestPageThatVanishesIsForgotten(t *testing.T) {
	t.Parallel()
	everyWay(t, func(t *testing.T, way func(replica) replica) {
		t.Parallel()
		r := way(start(t, newLedger(), NewMemory(), silent))
		c := dial(t, serve(t, r, Viewing{}))
		hear(t, c)
		c.CloseNow()
		within(t, 2*time.Second, "forgotten", func() bool { return r.Viewers() == 0 && r.tally.of("closed 1006") == 1 })
	})
}

func TestRefusedUpgradeLeavesNobody(t *testing.T) {
	r := start(t, newLedger(), NewMemory(), silent)
	res, err := http.Get(serve(t, r, Viewing{}))
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode != http.StatusUpgradeRequired || r.Viewers() != 0 {
		t.Errorf("status %d, %d viewers", res.StatusCode, r.Viewers())
	}
}

// deaf opens a socket and never reads from it.
func deaf(t *testing.T, url string) net.Conn {
	t.Helper()
	c, err := net.Dial("tcp", strings.TrimPrefix(url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	c.(*net.TCPConn).SetReadBuffer(4 << 10)
	fmt.Fprintf(c, "GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n\r\n")
	return c
}

func TestPageThatNeverReadsIsClosedAndHoldsUpNobody(t *testing.T) {
	t.Parallel()
	everyWay(t, func(t *testing.T, way func(replica) replica) {
		t.Parallel()
		l := newLedger()
		r := way(start(t, l, NewMemory(), silent))
		url := serve(t, r, Viewing{})
		deaf(t, url)
		c := dial(t, url)
		hear(t, c)
		within(t, time.Second, "both", func() bool { return r.Viewers() == 2 })
		big := strings.Repeat("x", 10<<10)
		for i := range 300 {
			f := l.post(1)
			f.Articles[0].HTML = big
			began := time.Now()
			r.announce(f)
			hear(t, c)
			if d := time.Since(began); d > time.Second {
				t.Fatalf("message %d took %v", i, d)
			}
		}
		if r.tally.of("lagging") != 1 {
			t.Errorf("%d are lagging, want the one that does not read", r.tally.of("lagging"))
		}
		within(t, writeLimit+5*time.Second, "closed", func() bool { return r.Viewers() == 1 && r.tally.of("closed 1006") == 1 })
	})
}

// maxHeld is the most that one page may cost that does not read: its queue, what its pump writes, and what the kernel takes.
const maxHeld = 256 << 10

func TestTheKernelTakesLittleForAPageThatDoesNotRead(t *testing.T) {
	t.Parallel()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	reader, err := net.Dial("tcp", ln.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	reader.(*net.TCPConn).SetReadBuffer(4 << 10)
	conn, err := ln.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	newWire(conn)
	conn.SetWriteDeadline(time.Now().Add(500 * time.Millisecond))
	taken, err := conn.Write(make([]byte, 4<<20))
	if err == nil || taken == 0 || taken+maxQueueBytes+maxBatch > maxHeld {
		t.Errorf("%d bytes are taken beside %d in the queue and %d under way, %v", taken, maxQueueBytes, maxBatch, err)
	}
}

func TestSlowPageGetsTheRoomInTheEnd(t *testing.T) {
	t.Parallel()
	everyWay(t, func(t *testing.T, way func(replica) replica) {
		t.Parallel()
		l := newLedger()
		r := way(start(t, l, NewMemory(), silent))
		c := dial(t, serve(t, r, Viewing{}))
		hear(t, c)
		big := strings.Repeat("x", 20<<10)
		for range 200 {
			f := l.post(1)
			f.Articles[0].HTML = big
			r.announce(f)
		}
		for !strings.Contains(hear(t, c), ` to="200"`) {
			time.Sleep(10 * time.Millisecond)
		}
	})
}

func TestNothingIsWrittenAfterACloseFrame(t *testing.T) {
	ours, theirs := net.Pipe()
	go io.Copy(io.Discard, theirs)
	w := newWire(ours)
	w.put(pingFrame)
	if err := w.flush(); err != nil {
		t.Fatal(err)
	}
	w.Write(binary.BigEndian.AppendUint16([]byte{finClose, 2}, 1012))
	if w.put(pingFrame); w.flush() != net.ErrClosed {
		t.Error("a frame after the end")
	}
}

func TestTypingOnASocketReachesTheOthers(t *testing.T) {
	everyWay(t, func(t *testing.T, way func(replica) replica) {
		r := way(start(t, newLedger(), NewMemory(), silent, withPieces))
		url := serve(t, r, Viewing{Person: Person{ID: 7, Name: "Ada"}})
		one, two := dial(t, url), dial(t, url)
		hear(t, one)
		hear(t, two)
		one.Write(t.Context(), websocket.MessageText, []byte("typing"))
		one.Write(t.Context(), websocket.MessageText, []byte("something new"))
		for !strings.Contains(hear(t, two), "<typing room-1 1 Ada>") {
		}
	})
}

// Whatever a page says, it is heard or the page is ended with a code that says why; nothing breaks.
func FuzzWhatAPageSays(f *testing.F) {
	for _, s := range []string{"typing", "", "TYPING", "typing\x00", "\xff", "{}", "é"} {
		f.Add(true, []byte(s))
		f.Add(false, []byte(s))
	}
	h := NewHub(HubConfig{Broker: NewMemory()})
	f.Fuzz(func(t *testing.T, isText bool, words []byte) {
		v := newViewer(h, Viewing{RoomID: 1})
		v.room = newRoom(h, 1, "room-1")
		kind := websocket.MessageBinary
		if isText {
			kind = websocket.MessageText
		}
		heard := (&socket{viewer: v}).hear(kind, words)
		switch end := v.end(); {
		case heard != (isText && utf8.Valid(words)):
			t.Errorf("heard: %v", heard)
		case heard != (end == nil), end != nil && end.Code != 1003 && end.Code != 1007:
			t.Errorf("heard: %v, ended %v", heard, end)
		}
	})
}
