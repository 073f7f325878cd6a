package chaos

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"parley/chaos/history"
	"parley/chaos/page"
	"parley/internal/testenv"
)

const (
	// queueBytes is what realtime queues for one viewer at most; its tests hold it to that.
	queueBytes = 128 << 10
	// flood is what is said while a reader is stuck: some megabytes, as HTML.
	flood = 600
)

// TestUnderFaultsAStuckReaderCostsLittleAndNobodyElseAnything has one reader who takes nothing from the network, while much
// is said: what the kernel keeps for them is looked at all the time (I11), and how late the others are.
func TestUnderFaultsAStuckReaderCostsLittleAndNobodyElseAnything(t *testing.T) {
	binary := testenv.Binary(t)
	p := newPlace(t, binary, 1)
	r := newRun(t, p, 1)
	base := p.replicas[0].URL
	speaker := &poster{run: r, who: p.accounts(t, binary, 1)[0], dice: newDice(1, 1)}
	ctx, end := context.WithCancel(t.Context())
	var over sync.WaitGroup
	defer over.Wait()
	defer end()
	others, joined := gatherFew(ctx, t, base, &over)
	joined.Wait()
	stuck := dialStuck(t, base)
	held := make(chan int)
	talk, hush := context.WithCancel(ctx)
	go func() { held <- mostHeld(talk, stuck) }()
	late := time.Duration(0)
	for range flood {
		late = max(late, speaker.shout(ctx, t, base, others))
	}
	hush()
	most := <-held
	t.Logf("%d bytes at most stood in the kernel for the stuck reader; the others were %v late at most", most, late.Round(time.Millisecond))
	r.history.Holds(history.Held{Who: "the stuck reader", Bytes: most + queueBytes})
	r.history.Arrived(history.Arrival{Who: "the others", Phase: "a stuck reader", Took: late, Limit: inTime})
	if most == 0 {
		t.Error("the reader was not stuck")
	}
	for _, words := range r.history.Check(r.settled()) {
		t.Error(words)
	}
	within(t, patience, "the stuck reader is let go", func() bool { return sendQueue(stuck) < 0 })
}

// dialStuck opens a socket and reads no more than the answer to its handshake.
func dialStuck(t *testing.T, base string) *net.TCPConn {
	t.Helper()
	addr, err := net.ResolveTCPAddr("tcp", strings.TrimPrefix(base, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	conn, err := net.DialTCP("tcp", nil, addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	if err := conn.SetReadBuffer(4 << 10); err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(conn, "GET /ws?room=lounge&since=0 HTTP/1.1\r\nHost: %s\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"+
		"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n", addr)
	answer, err := http.ReadResponse(bufio.NewReaderSize(conn, 16), nil)
	if err != nil || answer.StatusCode != http.StatusSwitchingProtocols {
		t.Fatalf("the handshake is answered with %v, %v", answer, err)
	}
	return conn
}

// mostHeld looks again and again, until ctx ends, at what the kernel keeps for a connection, in bytes.
func mostHeld(ctx context.Context, conn *net.TCPConn) (most int) {
	for rest(ctx, 10*time.Millisecond) {
		most = max(most, sendQueue(conn))
	}
	return most
}

// sendQueue is how many bytes the other end of a connection has sent and this one's kernel has not taken; -1: it has
// closed. It is what ss shows as Send-Q.
func sendQueue(conn *net.TCPConn) int {
	table, err := os.ReadFile("/proc/net/tcp")
	if err != nil {
		return -1
	}
	theirs, ours := conn.RemoteAddr().(*net.TCPAddr).Port, conn.LocalAddr().(*net.TCPAddr).Port
	for line := range strings.Lines(string(table)) {
		fields := strings.Fields(line)
		if len(fields) < 5 || fields[3] != established || portOf(fields[1]) != theirs || portOf(fields[2]) != ours {
			continue
		}
		queue, _, _ := strings.Cut(fields[4], ":")
		n, _ := strconv.ParseInt(queue, 16, 64)
		return int(n)
	}
	return -1
}

// established is the state of an open connection in /proc/net/tcp.
const established = "01"

func portOf(address string) int {
	_, port, _ := strings.Cut(address, ":")
	n, _ := strconv.ParseInt(port, 16, 32)
	return int(n)
}

// gatherFew opens pages that read.
func gatherFew(ctx context.Context, t *testing.T, base string, over *sync.WaitGroup) (guests []*guest, joined *sync.WaitGroup) {
	t.Helper()
	joined = &sync.WaitGroup{}
	d := load(ctx, t, base)
	for i := range 5 {
		g := &guest{screen: page.Open(d, nil)}
		guests = append(guests, g)
		joined.Add(1)
		over.Go(func() { g.follow(ctx, newDice(2, uint64(i)), base, base, joined) })
	}
	return guests, joined
}

// shout says much, and is how long that took from its answer to the last of the others.
func (p *poster) shout(ctx context.Context, t *testing.T, base string, others []*guest) time.Duration {
	t.Helper()
	p.n++
	nonce := fmt.Sprintf("%s-%d-0123456789", p.who.handle, p.n)
	act := history.Act{Kind: history.Post, Room: "lounge", Nonce: nonce, Body: nonce + " " + strings.Repeat("wave ", 700) + "end", Called: p.run.now()}
	got, err := p.who.do(ctx, base, "/rooms/lounge/messages", url.Values{"nonce": {nonce}, "body": {act.Body}}, "HX-Request", "true")
	if err != nil || got.status != http.StatusCreated {
		t.Fatalf("a post is answered with %d, %v", got.status, err)
	}
	act.Outcome, act.Answered, act.Seq = history.Done, p.run.now(), seqIn(got.header)
	p.run.history.Act(act)
	answered := time.Now()
	within(t, patience, "the others have what was said", func() bool { return reached(others, act.Seq) == len(others) }) // nothing is edited: a rev is a seq
	return time.Since(answered)
}
