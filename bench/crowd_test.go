//go:build bench

package bench

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// crowd is many viewers that read as cheaply as one can.
type crowd struct {
	conns []net.Conn
	got   atomic.Int64 // messages, over all viewers
	bytes atomic.Int64 // of the payload of the last frame with a single message
	// each is shown what a viewer reads; nil: nobody looks. One viewer's come one after the other.
	each     func(viewer int, payload []byte)
	inflated inflated // what came compressed
}

// patience is how long anything may take that a figure waits for, on a machine that is not idle.
const patience = 60 * time.Second

// article begins a message in a frame. A frame of messages that were committed together has several.
var article = []byte("<article")

// gather opens n sockets at a path of a server; header is what each sends besides, by its number.
func gather(t *testing.T, url, path string, n int, header func(i int) string) *crowd {
	t.Helper()
	c := &crowd{}
	t.Cleanup(c.leave)
	if err := c.enter(n, func(i int) (net.Conn, error) { return open(url, path, header(i)) }); err != nil {
		t.Fatal(err)
	}
	return c
}

// enter opens n sockets, and has each read.
func (c *crowd) enter(n int, open func(i int) (net.Conn, error)) error {
	c.conns = make([]net.Conn, n)
	errs := make([]error, n)
	var wg sync.WaitGroup
	slots := make(chan struct{}, 32)
	for i := range n {
		slots <- struct{}{}
		wg.Go(func() {
			defer func() { <-slots }()
			conn, err := open(i)
			if err != nil {
				errs[i] = fmt.Errorf("viewer %d: %w", i, err)
				return
			}
			c.conns[i] = conn
			go c.read(i, conn)
		})
	}
	wg.Wait()
	return errors.Join(errs...)
}

// errBusy is of a server that says that it is to be tried again.
var errBusy = errors.New("answered 503")

func open(url, path, header string) (net.Conn, error) {
	host := strings.TrimPrefix(url, "http://")
	conn, err := net.DialTimeout("tcp", host, patience)
	if err != nil {
		return nil, err
	}
	conn.SetDeadline(time.Now().Add(patience))
	defer conn.SetDeadline(time.Time{})
	fmt.Fprintf(conn, "GET %s HTTP/1.1\r\nHost: %s\r\nOrigin: %s\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"+
		"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n%s\r\n", path, host, url, header)
	c := &opened{Conn: conn, in: bufio.NewReaderSize(conn, 4<<10)}
	if err := c.shake(); err != nil {
		conn.Close()
		return nil, err
	}
	return c, nil
}

// opened is a socket after its handshake, whose last reading may have brought the first frame too: a page at a
// time, since whatever the viewers take of the two cores the server has not.
type opened struct {
	net.Conn
	in *bufio.Reader
}

func (c *opened) Read(b []byte) (int, error) { return c.in.Read(b) }

// shake reads the answer to the handshake.
func (c *opened) shake() error {
	var status string
	for {
		line, err := c.in.ReadString('\n')
		if err != nil {
			return fmt.Errorf("%w after %q", err, status)
		}
		if status == "" {
			status = line
		}
		if line == "\r\n" {
			break
		}
	}
	switch {
	case strings.HasPrefix(status, "HTTP/1.1 503"):
		return errBusy
	case !strings.HasPrefix(status, "HTTP/1.1 101"):
		return fmt.Errorf("answered %q", status)
	}
	return nil
}

// read counts messages, and answers pings.
func (c *crowd) read(viewer int, conn net.Conn) {
	in, payload := conn.(*opened).in, make([]byte, 4<<10)
	for {
		head, err := in.Peek(2)
		if err != nil {
			return
		}
		op, size, skip := head[0], int(head[1]), 2
		switch size {
		case 126:
			head, _ = in.Peek(4)
			size, skip = int(binary.BigEndian.Uint16(head[2:])), 4
		case 127:
			head, _ = in.Peek(10)
			size, skip = int(binary.BigEndian.Uint64(head[2:])), 10
		}
		if size > len(payload) {
			payload = make([]byte, size)
		}
		in.Discard(skip)
		if _, err := io.ReadFull(in, payload[:size]); err != nil {
			return
		}
		if op == 0x89 {
			conn.Write([]byte{0x8a, 0x80, 0, 0, 0, 0})
		}
		words := payload[:size]
		if op == deflatedText {
			words = c.inflated.of(words)
		}
		n := bytes.Count(words, article)
		if n == 1 {
			c.bytes.Store(int64(size))
		}
		if c.each != nil {
			c.each(viewer, words)
		}
		c.got.Add(int64(n))
	}
}

// seen, size and message make a crowd an audience.
func (c *crowd) seen(*testing.T) int64    { return c.got.Load() }
func (c *crowd) size() int                { return len(c.conns) }
func (c *crowd) message(*testing.T) int64 { return c.bytes.Load() }

// await waits until n messages more than before have come.
func (c *crowd) await(t *testing.T, before, n int64) {
	t.Helper()
	if err := c.until(before + n); err != nil {
		t.Fatal(err)
	}
}

// until waits until so many messages have come.
func (c *crowd) until(n int64) error {
	for began := time.Now(); c.got.Load() < n; time.Sleep(100 * time.Microsecond) {
		if time.Since(began) > patience {
			return fmt.Errorf("after %v viewers have %d messages of %d", patience, c.got.Load(), n)
		}
	}
	return nil
}

func (c *crowd) leave() {
	for _, conn := range c.conns {
		if conn != nil {
			conn.Close()
		}
	}
}
