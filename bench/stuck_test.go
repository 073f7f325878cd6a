//go:build bench

package bench

import (
	"bufio"
	"fmt"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

const (
	// reading is how many others there are, who read.
	reading = 200
	// stuckReaders is how many do not read at once, so that what one of them costs can be told from the noise.
	stuckReaders = 100
	// loudPosts and loudSize are what is said meanwhile: some megabytes.
	loudPosts, loudSize = 150, 3900
)

// TestStuckReader tells what viewers cost that take nothing from the network while much is said: what the kernel and
// the program hold for one, and how late others get what is said, with one such viewer and without.
func TestStuckReader(t *testing.T) {
	p := newPlace(t, 2)
	others := p.watch(t, reading)
	p.loud(t, others) // the first time costs memory that nobody is to blame for
	kernel := row{what: "a viewer that never reads, held by the kernel", unit: " KiB"}
	all := row{what: "… and by the program, together", unit: " KiB", goal: "≤ 256"}
	without := row{what: "the last of 200 others without it, p99", unit: " ms"}
	with := row{what: "… with it, of that", goal: "≤ 1.1"}
	for range rounds {
		p99 := p.loud(t, others)
		one := p.stick(t, 1)
		with.got = append(with.got, p.loud(t, others)/p99)
		without.got = append(without.got, p99)
		one.free(t)
		held, resident := p.held(t, others)
		kernel.got = append(kernel.got, held)
		all.got = append(all.got, held+resident)
	}
	for _, r := range []row{kernel, all, without, with} {
		r.print(t)
	}
}

// loud says much: the 99th percentile of how many milliseconds it took until the last of the others had a post.
func (p *place) loud(t *testing.T, others *witnesses) float64 {
	t.Helper()
	var took []float64
	for range loudPosts {
		had, began := others.seen(t), time.Now()
		if err := p.say(1, "lounge", loudSize); err != nil {
			t.Fatal(err)
		}
		others.await(t, had, int64(others.size()))
		took = append(took, millis(time.Unix(0, others.last.Load()).Sub(began)))
	}
	return percentile(took, 99)
}

// held has many stuck readers while much is said: the most that the kernel held for one, and by how much the program
// grew for each, in KiB.
func (p *place) held(t *testing.T, others *witnesses) (kernel, resident float64) {
	t.Helper()
	before := residentOf(t, p.PID())
	stuck := p.stick(t, stuckReaders)
	defer stuck.free(t)
	var most, grown atomic.Int64
	over, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		for {
			select {
			case <-over:
				return
			case <-time.After(50 * time.Millisecond):
				most.Store(max(most.Load(), stuck.queued()))
				grown.Store(max(grown.Load(), residentOf(t, p.PID())-before))
			}
		}
	}()
	p.loud(t, others)
	close(over)
	<-done
	if most.Load() == 0 {
		t.Fatal("no reader was stuck")
	}
	return float64(most.Load()) / 1024, float64(grown.Load()) / stuckReaders / 1024
}

// stuck are sockets that nobody reads.
type stuck struct {
	place *place
	conns []*net.TCPConn
	ports map[int64]bool // of our ends
}

// stick opens some in the lounge, with as small a buffer of their own as there is.
func (p *place) stick(t *testing.T, n int) *stuck {
	t.Helper()
	s := &stuck{place: p, ports: map[int64]bool{}}
	t.Cleanup(s.close)
	for range n {
		conn, err := net.Dial("tcp", strings.TrimPrefix(p.URL, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		tcp := conn.(*net.TCPConn)
		s.conns = append(s.conns, tcp)
		s.ports[int64(tcp.LocalAddr().(*net.TCPAddr).Port)] = true
		tcp.SetReadBuffer(4 << 10)
		fmt.Fprintf(tcp, "GET /ws?room=lounge&since=0 HTTP/1.1\r\nHost: %s\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"+
			"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n\r\n", tcp.RemoteAddr())
		answer, err := http.ReadResponse(bufio.NewReaderSize(tcp, 16), nil)
		if err != nil || answer.StatusCode != http.StatusSwitchingProtocols {
			t.Fatalf("the handshake is answered with %v, %v", answer, err)
		}
	}
	return s
}

// queued is the most that the kernel holds for one of them, in bytes: what ss shows as Send-Q of the program's end.
func (s *stuck) queued() (most int64) {
	table, err := os.ReadFile("/proc/net/tcp")
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(table)) {
		fields := strings.Fields(line)
		if len(fields) < 5 || fields[3] != "01" || !s.ports[portOf(fields[2])] {
			continue
		}
		queue, _, _ := strings.Cut(fields[4], ":")
		n, _ := strconv.ParseInt(queue, 16, 64)
		most = max(most, n)
	}
	return most
}

// portOf reads an address of /proc/net/tcp.
func portOf(address string) int64 {
	_, port, _ := strings.Cut(address, ":")
	n, _ := strconv.ParseInt(port, 16, 32)
	return n
}

func (s *stuck) close() {
	for _, conn := range s.conns {
		conn.Close()
	}
}

// free closes them, and waits until the program has noticed.
func (s *stuck) free(t *testing.T) {
	t.Helper()
	s.close()
	within(t, "the program lets go of who never read", func() bool { return s.place.metric(t, "parley_viewers") == reading })
}
