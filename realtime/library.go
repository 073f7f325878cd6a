package realtime

import (
	"bufio"
	"context"
	"net"
	"net/http"
	"sync/atomic"

	"github.com/coder/websocket"
)

// library is what the WebSocket library needs to read from a socket and to close
// it: 2.4 KB, most of what an idle page costs. So a page that says nothing has
// none; it is made anew when there is something to read, and for the close.
type library struct {
	*websocket.Conn
	in   *bufio.Reader // that it reads from
	lent *lent
}

// lent is a connection that the library may use, until it is taken back.
type lent struct {
	*wire
	back atomic.Bool
}

// Close implements net.Conn: what was taken back stays open.
func (l *lent) Close() error {
	if l.back.Load() {
		return nil
	}
	return l.wire.Close()
}

// openLibrary has the library take over the connection that w gives it, or answer that it cannot. Of compression it does
// what the request offers, see agree; its own part is to read what the page compresses.
func (s *socket) openLibrary(w *tapped, r *http.Request) (*library, error) {
	conn, err := websocket.Accept(w, r, &websocket.AcceptOptions{
		InsecureSkipVerify: true, // the caller has checked, more strictly
		CompressionMode:    websocket.CompressionNoContextTakeover,
		OnPingReceived:     func(context.Context, []byte) bool { return s.paced() },
	})
	if err != nil {
		return nil, err
	}
	conn.SetReadLimit(readLimitBytes)
	return &library{Conn: conn, in: w.in, lent: w.lent}, nil
}

// useLibrary finds the socket's library, or makes it.
func (s *socket) useLibrary() *library {
	s.viewer.mu.Lock()
	defer s.viewer.mu.Unlock()
	if s.library == nil {
		s.library, _ = s.openLibrary(&tapped{ResponseWriter: unsaid{}, wire: s.wire}, shaken(s.wire.deflates)) // nothing in it can fail
	}
	return s.library
}

// shelve takes the connection back from a library that stands between two messages.
func (l *library) shelve() {
	l.lent.back.Store(true)
	l.CloseNow()
}

// shaken is the request of a handshake that has been answered.
func shaken(deflates bool) *http.Request {
	if deflates {
		return shakenDeflating
	}
	return shakenPlain
}

var shakenPlain, shakenDeflating = shakenWith(), shakenWith(agreed)

func shakenWith(extension ...string) *http.Request {
	return &http.Request{Method: http.MethodGet, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Header: http.Header{
		"Connection": {"Upgrade"}, "Upgrade": {"websocket"}, extensions: extension,
		"Sec-Websocket-Version": {"13"}, "Sec-Websocket-Key": {"MDEyMzQ1Njc4OWFiY2RlZg=="},
	}}
}

// unsaid drops the answer to it.
type unsaid struct{}

func (unsaid) Header() http.Header { return http.Header{} }

func (unsaid) Write(b []byte) (int, error) { return len(b), nil }

func (unsaid) WriteHeader(int) {}

// tapped hands our wire to the library when it takes over the connection.
type tapped struct {
	http.ResponseWriter
	wire *wire // nil: that of ResponseWriter's connection
	in   *bufio.Reader
	lent *lent
}

// Hijack implements http.Hijacker, with buffers that fit control frames.
func (t *tapped) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	if t.wire == nil {
		if err := t.hijack(); err != nil {
			return nil, nil, err
		}
	}
	t.lent = &lent{wire: t.wire}
	t.in = bufio.NewReaderSize(t.lent, 128)
	return t.lent, bufio.NewReadWriter(t.in, bufio.NewWriterSize(t.lent, 136)), nil
}

func (t *tapped) hijack() error {
	conn, rw, err := http.NewResponseController(t.ResponseWriter).Hijack()
	if err != nil {
		return err
	}
	t.wire = newWire(conn)
	if n := rw.Reader.Buffered(); n > 0 {
		before, _ := rw.Reader.Peek(n)
		t.wire.before = append(t.wire.before, before...)
	}
	return nil
}
