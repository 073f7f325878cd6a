package realtime

import (
	"bufio"
	"net"
	"net/http"
	"sync"
	"time"
)

const (
	writeLimit  = 5 * time.Second  // for a piece of what is written
	writePiece  = 16 << 10         // so that a slow network may be slow, and a stuck one is noticed
	readSilence = 60 * time.Second // a page answers pings, so that one that says nothing is dead
	writeBuffer = 64 << 10         // of the kernel, for a page that does not read
)

// wire is a socket's connection. What is encoded once for all viewers is
// written past the WebSocket library, which writes control frames on the same
// connection: each is one whole Write.
type wire struct {
	net.Conn
	before []byte // read by net/http before we had the connection; of the reader alone

	mu     sync.Mutex // guards closed, and the order of frames
	closed bool       // a close frame was written: nothing may follow
}

// Read implements net.Conn.
func (w *wire) Read(b []byte) (int, error) {
	if len(w.before) > 0 {
		n := copy(b, w.before)
		w.before = w.before[n:]
		return n, nil
	}
	w.Conn.SetReadDeadline(time.Now().Add(readSilence))
	return w.Conn.Read(b)
}

// Write takes whole control frames from the library.
func (w *wire) Write(b []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.closed = w.closed || b[0] == finClose
	w.Conn.SetWriteDeadline(time.Now().Add(writeLimit))
	return w.Conn.Write(b)
}

// send writes whole frames, unless the socket is closed.
func (w *wire) send(b []byte) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed {
		return net.ErrClosed
	}
	for len(b) > 0 {
		w.Conn.SetWriteDeadline(time.Now().Add(writeLimit))
		n, err := w.Conn.Write(b[:min(len(b), writePiece)])
		if err != nil {
			return err
		}
		b = b[n:]
	}
	return nil
}

// tapped hands our wire to the library when it takes over the connection.
type tapped struct {
	http.ResponseWriter
	wire *wire
}

// Hijack implements http.Hijacker, with buffers that fit control frames: the
// usual ones would be most of what an idle viewer costs.
func (t *tapped) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, rw, err := http.NewResponseController(t.ResponseWriter).Hijack()
	if err != nil {
		return nil, nil, err
	}
	t.wire = &wire{Conn: conn}
	if n := rw.Reader.Buffered(); n > 0 {
		before, _ := rw.Reader.Peek(n)
		t.wire.before = append(t.wire.before, before...)
	}
	limitBuffer(conn)
	return t.wire, bufio.NewReadWriter(bufio.NewReaderSize(t.wire, 128), bufio.NewWriterSize(t.wire, 136)), nil
}

func limitBuffer(conn net.Conn) {
	if secured, ok := conn.(interface{ NetConn() net.Conn }); ok { // TLS
		conn = secured.NetConn()
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		tcp.SetWriteBuffer(writeBuffer)
	}
}
