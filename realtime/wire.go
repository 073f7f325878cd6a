package realtime

import (
	"net"
	"sync"
	"sync/atomic"
	"time"
)

const (
	writeLimit  = 5 * time.Second // for a piece of what is written
	writePiece  = 16 << 10        // so that a slow network may be slow, and a stuck one is noticed
	writeBuffer = 48 << 10        // of the kernel, for a page that does not read; Linux takes twice that
)

// wire is a socket's connection. What is encoded once for all viewers is
// written past the WebSocket library, which writes control frames on the same
// connection: each is one whole Write.
type wire struct {
	mu       sync.Mutex // guards the order of frames and what follows
	closed   bool       // a close frame was written: nothing may follow
	deflates bool       // the page takes compressed messages; never changes
	rest     []byte     // to be written before anything else

	now descriptor // to write and read without waiting; none: every write may wait

	net.Conn
	number int          // its descriptor in the poller, whose lock guards it
	before []byte       // read from the connection before the library asked; of who reads
	heard  atomic.Int64 // when the page last said something, in Unix seconds
}

func newWire(conn net.Conn) *wire {
	w := &wire{Conn: conn, now: descriptor{fd: descriptorOf(conn)}}
	w.hear()
	if tcp, ok := conn.(*net.TCPConn); ok {
		tcp.SetWriteBuffer(writeBuffer)
	}
	return w
}

func (w *wire) hear() { w.heard.Store(time.Now().Unix()) }

// Read implements net.Conn.
func (w *wire) Read(b []byte) (int, error) {
	if len(w.before) > 0 {
		n := copy(b, w.before)
		if w.before = w.before[n:]; len(w.before) == 0 {
			w.before = nil
		}
		return n, nil
	}
	n, err := w.Conn.Read(b)
	w.hear()
	return n, err
}

// Close implements net.Conn. What waits in Read or Write returns.
func (w *wire) Close() error {
	w.now.shut()
	return w.Conn.Close()
}

// Write takes whole control frames from the library.
func (w *wire) Write(b []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if err := w.writeRest(); err != nil {
		return 0, err
	}
	w.closed = w.closed || b[0] == finClose
	return len(b), w.write(b)
}

// put has whole frames written at the next flush.
func (w *wire) put(frames []byte) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.rest) == 0 {
		w.rest = frames[:len(frames):len(frames)] // shared with others: to be copied before it grows
		return
	}
	w.rest = append(w.rest, frames...)
}

// flush writes what is to be written, and waits for a slow page.
func (w *wire) flush() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.writeRest()
}

// claim takes the wire for try, unless somebody writes: they may have to wait for a
// page that does not read, and nobody else shall.
func (w *wire) claim() bool { return w.mu.TryLock() }

// try writes whole frames without waiting, on a wire that was claimed, and lets go of
// it. False: some are left for flush, which tells also why writing fails.
func (w *wire) try(frames []byte) bool {
	defer w.mu.Unlock()
	n := 0
	if len(w.rest) == 0 && !w.closed {
		n = w.now.send(frames)
	}
	if n == len(frames) {
		return true
	}
	w.rest = append(w.rest[:len(w.rest):len(w.rest)], frames[n:]...)
	return false
}

// writeRest empties rest; w.mu is held.
func (w *wire) writeRest() error {
	if len(w.rest) == 0 {
		return nil
	}
	if w.closed {
		return net.ErrClosed
	}
	rest := w.rest
	w.rest = nil
	return w.write(rest)
}

// write waits until b is written, or nothing moves for too long; w.mu is held.
func (w *wire) write(b []byte) error {
	defer w.Conn.SetWriteDeadline(time.Time{})
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
