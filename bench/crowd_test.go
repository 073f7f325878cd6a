//go:build bench

package bench

import (
	"bufio"
	"bytes"
	"encoding/binary"
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
}

// article begins a message in a frame. A frame of messages that were committed together has several.
var article = []byte("<article")

// gather opens n sockets at a path of a server; header is what each sends besides, by its number.
func gather(t *testing.T, url, path string, n int, header func(i int) string) *crowd {
	t.Helper()
	c := &crowd{conns: make([]net.Conn, n)}
	t.Cleanup(c.leave)
	var wg sync.WaitGroup
	slots := make(chan struct{}, 32)
	for i := range n {
		slots <- struct{}{}
		wg.Go(func() {
			defer func() { <-slots }()
			conn, err := open(url, path, header(i))
			if err != nil {
				t.Errorf("viewer %d: %v", i, err)
				return
			}
			c.conns[i] = conn
			go c.read(conn)
		})
	}
	wg.Wait()
	if t.Failed() {
		t.FailNow()
	}
	return c
}

func open(url, path, header string) (net.Conn, error) {
	host := strings.TrimPrefix(url, "http://")
	conn, err := net.Dial("tcp", host)
	if err != nil {
		return nil, err
	}
	fmt.Fprintf(conn, "GET %s HTTP/1.1\r\nHost: %s\r\nOrigin: %s\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"+
		"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n%s\r\n", path, host, url, header)
	var answer []byte
	for one := make([]byte, 1); !strings.HasSuffix(string(answer), "\r\n\r\n"); {
		if _, err := conn.Read(one); err != nil {
			return nil, fmt.Errorf("%w after %q", err, answer)
		}
		answer = append(answer, one[0])
	}
	if !strings.HasPrefix(string(answer), "HTTP/1.1 101") {
		return nil, fmt.Errorf("answered %q", answer)
	}
	return conn, nil
}

// read counts messages, and answers pings.
func (c *crowd) read(conn net.Conn) {
	in, payload := bufio.NewReaderSize(conn, 4<<10), make([]byte, 4<<10)
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
		n := bytes.Count(payload[:size], article)
		if n == 1 {
			c.bytes.Store(int64(size))
		}
		c.got.Add(int64(n))
	}
}

// await waits until n messages more than before have come, and says how long that took.
func (c *crowd) await(t *testing.T, before, n int64) time.Duration {
	t.Helper()
	began := time.Now()
	for c.got.Load() < before+n {
		if time.Since(began) > 30*time.Second {
			t.Fatalf("%d of %d messages came", c.got.Load()-before, n)
		}
		time.Sleep(100 * time.Microsecond)
	}
	return time.Since(began)
}

func (c *crowd) leave() {
	for _, conn := range c.conns {
		if conn != nil {
			conn.Close()
		}
	}
}
