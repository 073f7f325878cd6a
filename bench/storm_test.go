//go:build bench

package bench

import (
	"fmt"
	"math/rand/v2"
	"net"
	"sync"
	"testing"
	"time"

	"parley/internal/testenv"
)

// cutOff is how many viewers a replica has when it is killed. The signed-in ones are so many people's.
const (
	cutOff = 2000
	people = 200
)

// TestCatchUpStorm kills a replica with 2,000 viewers, who dial another one as pages do. It takes the time from the
// kill until all of them show what was said after it, and what the other replica spends on one of them, beside what
// a bare server spends on a handshake and as many bytes.
func TestCatchUpStorm(t *testing.T) {
	p := newPlace(t, people, "DATABASE_URL="+testenv.Postgres(t), "REDIS_URL="+testenv.Redis(t))
	pair := [2]*testenv.Parley{p.Parley, testenv.StartParley(t, p.env...)}
	t.Run("guests", func(t *testing.T) { p.storm(t, pair, "guests", []string{""}) })
	t.Run("signed in", func(t *testing.T) {
		var headers []string
		for _, who := range p.people {
			headers = append(headers, "Cookie: "+who.cookie+"\r\n")
		}
		p.storm(t, pair, "signed in", headers)
	})
}

func (p *place) storm(t *testing.T, pair [2]*testenv.Parley, who string, headers []string) {
	took := row{what: "2,000 viewers whose replica is killed, " + who + ", all exact on another", unit: " s", goal: "≤ 2"}
	share := row{what: "… a bare handshake and as many bytes, of a return's processor time"}
	var each, bareEach, size []float64
	for i := range rounds {
		from, to := pair[i%2], pair[1-i%2]
		c := newComeback(from.URL, to.URL, headers)
		c.arrive(t)
		rev, had, before := c.stands[0].rev.Load(), c.bytes(), cpuOf(t, to.PID())
		took.got = append(took.got, c.cut(t, p, from, to, rev))
		cost, bytes := cpuOf(t, to.PID())-before, (c.bytes()-had)/cutOff
		c.leave()
		limit := bareReturn(t, int(bytes))
		share.got = append(share.got, float64(limit)/float64(cost))
		each, bareEach = append(each, micros(cost)/cutOff), append(bareEach, micros(limit)/cutOff)
		size = append(size, float64(bytes))
		if err := from.Start(); err != nil {
			t.Fatal(err)
		}
	}
	note("%.0f bytes to each; %.0f µs a return beside %.0f of the bare server", median(size), median(each), median(bareEach))
	took.print(t)
	share.print(t)
}

// comeback is the viewers of a replica that will be gone, and where they go then.
type comeback struct {
	from, to string   // URLs
	headers  []string // of their handshakes, in turns
	stands   []follower
	crowd    crowd // for its reading; its sockets are the viewers' own

	over sync.WaitGroup
	done chan struct{} // closed when they leave

	mu    sync.Mutex // guards conns
	conns []net.Conn // nil: on the way
}

func newComeback(from, to string, headers []string) *comeback {
	c := &comeback{from: from, to: to, headers: headers, stands: make([]follower, cutOff), conns: make([]net.Conn, cutOff), done: make(chan struct{})}
	c.crowd.each = func(viewer int, payload []byte) { c.stands[viewer].take(payload) }
	return c
}

// arrive opens all viewers at the first replica, and waits until they show the room.
func (c *comeback) arrive(t *testing.T) {
	t.Helper()
	t.Cleanup(c.leave)
	slots := make(chan struct{}, 32)
	for i := range cutOff {
		slots <- struct{}{}
		c.over.Go(func() {
			release := sync.OnceFunc(func() { <-slots })
			defer release()
			c.live(i, release)
		})
	}
	within(t, "all viewers show the room", func() bool { return c.exact(0) == cutOff })
}

// live keeps a viewer's socket open, first here and then there, and waits as live.js does before it dials again.
func (c *comeback) live(i int, opened func()) {
	url := c.from
	for tries := 0; ; tries++ {
		if conn, err := c.open(i, url); err == nil {
			opened()
			tries, url = 0, c.to
			c.crowd.read(i, conn)
			conn.Close()
		}
		backoff := time.Duration(min(30_000, 250<<tries)) * time.Millisecond
		select {
		case <-c.done:
			return
		case <-time.After(backoff/2 + rand.N(backoff)):
		}
	}
}

// open dials from where the viewer stands, and keeps the socket for leave.
func (c *comeback) open(i int, url string) (net.Conn, error) {
	path := "/ws?room=lounge&since=-1"
	if s := &c.stands[i]; s.began.Load() {
		path = fmt.Sprintf("/ws?room=lounge&since=%d&epoch=%s", s.rev.Load(), *s.epoch.Load())
	}
	conn, err := open(url, path, c.headers[i%len(c.headers)])
	if err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	select {
	case <-c.done:
		conn.Close()
		return nil, net.ErrClosed
	default:
	}
	c.conns[i] = conn
	return conn, nil
}

// exact is how many have shown the room since a revision, without a gap.
func (c *comeback) exact(rev int64) (n int) {
	for i := range c.stands {
		if s := &c.stands[i]; s.began.Load() && s.exactAt(rev) {
			n++
		}
	}
	return n
}

// bytes are all that came to the viewers in frames.
func (c *comeback) bytes() (sum int64) {
	for i := range c.stands {
		sum += c.stands[i].size.Load()
	}
	return sum
}

// cut kills the first replica, whose viewers show a revision, and says ten things at the other: how many seconds it takes
// until all show them.
func (c *comeback) cut(t *testing.T, p *place, from, to *testenv.Parley, rev int64) float64 {
	t.Helper()
	const said = 10
	began := time.Now()
	if err := from.Kill(); err != nil {
		t.Fatal(err)
	}
	for range said {
		if err := p.sayAt(to.URL, 1, "lounge", 60); err != nil {
			t.Fatal(err)
		}
	}
	within(t, "all viewers show what was said", func() bool { return c.exact(rev+said) == cutOff })
	return time.Since(began).Seconds()
}

// leave closes all sockets, and waits for their viewers.
func (c *comeback) leave() {
	c.mu.Lock()
	select {
	case <-c.done:
	default:
		close(c.done)
	}
	for _, conn := range c.conns {
		if conn != nil {
			conn.Close()
		}
	}
	c.mu.Unlock()
	c.over.Wait()
}

// bareReturn is the processor time that the bare server takes for as many handshakes, and as many bytes to each.
func bareReturn(t *testing.T, bytes int) time.Duration {
	t.Helper()
	bare := startNaked(t, "sockets")
	before := cpuOf(t, bare.pid)
	viewers := gather(t, bare.url, "/", cutOff, func(int) string { return "" })
	bare.send(1, bytes)
	viewers.await(t, 0, cutOff)
	viewers.leave()
	return cpuOf(t, bare.pid) - before
}

// within waits until something is so.
func within(t *testing.T, what string, isSo func() bool) {
	t.Helper()
	for deadline := time.Now().Add(patience); !isSo(); time.Sleep(2 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("not after %v: %s", patience, what)
		}
	}
}
