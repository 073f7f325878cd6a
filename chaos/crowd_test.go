package chaos

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/coder/websocket"

	"parley/chaos/history"
	"parley/chaos/page"
	"parley/internal/testenv"
)

const (
	crowd = 2000
	// crowdLimit is how long it may take until everybody is exact on another replica, where the machine can do it: it is
	// crowdShare times what it took all to come in the first place, if that is more.
	crowdLimit = 2 * time.Second
	crowdShare = 2
)

// guest is one of a crowd: a page's model with a socket, and nothing else.
type guest struct {
	screen *page.Screen // of the guest's goroutine alone
	rev    atomic.Int64
}

// follow keeps a socket open, first at one replica and then, when that is gone, at the other. Like the page it waits a
// moment before it dials again, so that not all come at once.
func (g *guest) follow(ctx context.Context, d *dice, first, then string, joined *sync.WaitGroup) {
	base, once := first, sync.OnceFunc(joined.Done)
	for ctx.Err() == nil {
		conn, _, err := websocket.Dial(ctx, fmt.Sprintf("%s/ws?room=lounge&since=%d&epoch=%s", strings.Replace(base, "http", "ws", 1), g.screen.Rev(), g.screen.Epoch()), nil)
		if err == nil {
			conn.SetReadLimit(mostFrame)
			g.read(ctx, conn, once)
			base = then
		}
		rest(ctx, d.between(125*time.Millisecond, 375*time.Millisecond))
	}
}

func (g *guest) read(ctx context.Context, conn *websocket.Conn, joined func()) {
	defer conn.CloseNow()
	for {
		_, frame, err := conn.Read(ctx)
		if err != nil {
			return
		}
		joined()
		g.screen.Ingest(string(frame))
		g.rev.Store(g.screen.Rev())
	}
}

// TestUnderFaultsACrowdIsExactOnAnotherReplica kills a replica with 2,000 pages, while somebody talks at the other.
func TestUnderFaultsACrowdIsExactOnAnotherReplica(t *testing.T) {
	binary := testenv.Binary(t)
	p := newPlace(t, binary, 2)
	r := newRun(t, p, 1)
	first, then := p.replicas[0], p.replicas[1]
	ctx, end := context.WithCancel(t.Context())
	began := time.Now()
	guests, joined, over := gather(ctx, t, first.URL, then.URL)
	defer over.Wait()
	defer end()
	joined.Wait()
	came := time.Since(began)
	speaker := &poster{run: r, who: p.accounts(t, binary, 1)[0], dice: newDice(1, 1)}
	talk, hush := context.WithCancel(ctx)
	var talking sync.WaitGroup
	talking.Go(func() {
		for rest(talk, 50*time.Millisecond) {
			speaker.say(ctx, then.URL)
		}
	})
	rest(ctx, time.Second)
	r.must(first.Kill())
	killed := time.Now()
	took := untilAllReach(t, guests, r, killed)
	hush()
	talking.Wait()
	t.Logf("%d pages came in %v, and were exact on another replica after %v", crowd, came.Round(time.Millisecond), took.Round(time.Millisecond))
	if limit := max(crowdLimit, crowdShare*came); took > limit {
		t.Errorf("it took %v, and %v is allowed", took, limit)
	}
	room := roomOf(r.settled(), "lounge")
	within(t, patience, "everybody has the last message", func() bool { return reached(guests, room.Rev) == crowd })
	end()
	over.Wait()
	wantExact(t, guests, r)
}

// load opens a page that anybody may read; it is the same for all guests.
func load(ctx context.Context, t *testing.T, base string) page.Document {
	t.Helper()
	got, err := newAccount("").do(ctx, base, "/rooms/lounge", nil)
	d, ok := page.ReadDocument(got.body)
	if err != nil || got.status != http.StatusOK || !ok {
		t.Fatalf("the room answers %d, %v", got.status, err)
	}
	return d
}

// gather opens the pages of a crowd.
func gather(ctx context.Context, t *testing.T, first, then string) (guests []*guest, joined, over *sync.WaitGroup) {
	t.Helper()
	joined, over = &sync.WaitGroup{}, &sync.WaitGroup{}
	joined.Add(crowd)
	d := load(ctx, t, first)
	for i := range crowd {
		g := &guest{screen: page.Open(d, nil)}
		guests = append(guests, g)
		over.Go(func() { g.follow(ctx, newDice(1, uint64(i)), first, then, joined) })
	}
	return guests, joined, over
}

// say posts once, at a replica.
func (p *poster) say(ctx context.Context, base string) {
	p.n++
	nonce := fmt.Sprintf("%s-%d-0123456789", p.who.handle, p.n)
	p.who.do(ctx, base, "/rooms/lounge/messages", url.Values{"nonce": {nonce}, "body": {nonce + " v0"}}, "HX-Request", "true")
}

func reached(guests []*guest, rev int64) (n int) {
	for _, g := range guests {
		if g.rev.Load() >= rev {
			n++
		}
	}
	return n
}

// untilAllReach is how long after the kill everybody has what was said before it, and something that was said after it.
func untilAllReach(t *testing.T, guests []*guest, r *run, killed time.Time) time.Duration {
	t.Helper()
	said := roomOf(r.place.heads(t), "lounge").Rev
	within(t, patience, "everybody has what was said before the kill", func() bool { return reached(guests, said+1) == crowd })
	return time.Since(killed)
}

// within waits until something is so.
func within(t *testing.T, limit time.Duration, what string, isSo func() bool) {
	t.Helper()
	for deadline := time.Now().Add(limit); !isSo(); time.Sleep(2 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("not after %v: %s", limit, what)
		}
	}
}

func wantExact(t *testing.T, guests []*guest, r *run) {
	t.Helper()
	room, wrong := roomOf(r.place.truth(t), "lounge"), 0
	for _, g := range guests {
		if !screenOf(g.screen).Equals(room) || len(g.screen.Wrongs()) > 0 {
			wrong++
		}
	}
	if wrong > 0 {
		t.Errorf("%d of %d pages do not show the room", wrong, crowd)
	}
}

func screenOf(s *page.Screen) history.Screen {
	return history.Screen{Articles: s.Articles()}
}
