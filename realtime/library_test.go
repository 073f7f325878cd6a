package realtime

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"
)

// knock opens a socket by hand, and sends what else comes with the request.
func knock(t *testing.T, url string, more ...byte) net.Conn {
	t.Helper()
	return knockWith(t, url, "", more...)
}

// knockWith is knock with more lines in the request's header.
func knockWith(t *testing.T, url, lines string, more ...byte) net.Conn {
	t.Helper()
	c, err := net.Dial("tcp", strings.TrimPrefix(url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	fmt.Fprintf(c, "GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n%s\r\n%s", lines, more)
	return c
}

// fromPage is a masked frame with a mask of zeros.
func fromPage(head byte, words string) []byte {
	return append([]byte{head, masked | byte(len(words)), 0, 0, 0, 0}, words...)
}

// shelved says whether a viewer's socket does without the library.
func shelved(v *Viewer) bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.socket != nil && v.socket.library == nil
}

func TestASilentPageHasNoLibraryAndASpeakingOneOnlyWhileItSpeaks(t *testing.T) {
	r := start(t, newLedger(), NewMemory(), silent, withPieces)
	url := serve(t, r, Viewing{Person: Person{ID: 7, Name: "Ada"}})
	c := dial(t, url)
	hear(t, c)
	v := r.people.all()[0]
	other := dial(t, url)
	hear(t, other)
	within(t, time.Second, "shelved", func() bool { return shelved(v) })
	c.Write(t.Context(), websocket.MessageText, []byte("typing"))
	for !strings.Contains(hear(t, other), "<typing room-1 1 Ada>") {
	}
	within(t, time.Second, "shelved again", func() bool { return shelved(v) })
	v.End(ended, "bye")
	if got := closedWith(t, c); got != ended {
		t.Errorf("closed with %d", got)
	}
}

func TestAMessageInPiecesIsOneMessage(t *testing.T) {
	everyWay(t, func(t *testing.T, way func(replica) replica) {
		r := way(start(t, newLedger(), NewMemory(), silent, withPieces))
		url := serve(t, r, Viewing{Person: Person{ID: 7, Name: "Ada"}})
		other := dial(t, url)
		hear(t, other)
		c := knock(t, url)
		within(t, time.Second, "both", func() bool { return r.Viewers() == 2 })
		for _, piece := range [][]byte{fromPage(1, "ty"), fromPage(0x89, "ping"), fromPage(0, "pi"), fromPage(0x80, "ng")} {
			for _, b := range piece { // each byte may be all that there is for now
				c.Write([]byte{b})
			}
		}
		for !strings.Contains(hear(t, other), "<typing room-1 1 Ada>") {
		}
		within(t, time.Second, "the ping is answered", func() bool { return holds(c, "\x8a\x04ping") })
	})
}

// holds reads on, and says whether what came has these bytes in it.
func holds(c net.Conn, want string) bool {
	c.SetReadDeadline(time.Now().Add(100 * time.Millisecond))
	got, _ := io.ReadAll(c)
	return bytes.Contains(got, []byte(want))
}

func TestWhatComesRightBehindTheRequestIsHeard(t *testing.T) {
	everyWay(t, func(t *testing.T, way func(replica) replica) {
		r := way(start(t, newLedger(), NewMemory(), silent, withPieces))
		url := serve(t, r, Viewing{Person: Person{ID: 7, Name: "Ada"}})
		other := dial(t, url)
		hear(t, other)
		knock(t, url, fromPage(finText, "typing")...)
		for !strings.Contains(hear(t, other), "<typing room-1 1 Ada>") {
		}
	})
}

// maxIdle is how many bytes of the heap an idle page may hold. The test's end of its connection is in it.
const maxIdle = 2500

func TestAnIdlePageHoldsLittle(t *testing.T) {
	for name, lines := range map[string]string{"plain": "", "deflating": extensions + ": permessage-deflate\r\n"} {
		t.Run(name, func(t *testing.T) { holdsLittle(t, lines) })
	}
}

func holdsLittle(t *testing.T, lines string) {
	const pages = 200
	r := start(t, newLedger(), NewMemory(), silent)
	url := serve(t, r, Viewing{Person: Person{ID: 7, Name: "Ada"}})
	knockWith(t, url, lines) // opens the room
	within(t, 5*time.Second, "one", func() bool { return idlers(r) == 1 })
	before := heapBytes()
	for range pages {
		knockWith(t, url, lines)
	}
	within(t, 5*time.Second, "all", func() bool { return idlers(r) == pages+1 })
	http.DefaultClient.CloseIdleConnections()
	held := (heapBytes() - before) / pages
	if held > maxIdle {
		t.Errorf("an idle page holds %d bytes, more than %d", held, maxIdle)
	}
	t.Logf("%d bytes", held)
}

// idlers counts pages that nothing happens for.
func idlers(r replica) (n int) {
	for _, v := range r.people.all() {
		v.mu.Lock()
		if v.socket != nil && v.socket.library == nil && !v.busy {
			n++
		}
		v.mu.Unlock()
	}
	return n
}

// heapBytes is what is alive.
func heapBytes() int {
	runtime.GC()
	runtime.GC() // what finalizers held
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int(m.HeapAlloc)
}
