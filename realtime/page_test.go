package realtime

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
)

// page is what a browser makes of its frames, as strictly as the protocol allows.
type page struct {
	t     *testing.T
	wrong func(format string, args ...any) // is told what breaks the protocol
	v     *Viewer
	leave func() // closes the socket
	you   string // what it begins with

	mu     sync.Mutex // guards everything below
	shown  map[int64]Article
	first  int64 // seq at which the list begins: a reset may leave out what is older
	epoch  string
	cursor int64
	frames []Frame
	pieces []string
	end    *End
	hold   chan struct{} // not nil: the page does not read until it closes
	done   chan struct{}
}

// open joins and reads until the viewer ends or the test is over.
func open(t *testing.T, h *Hub, w Viewing) *page {
	t.Helper()
	return introduced(t, h, w, "")
}

// introduced opens a page that begins with what its person may do.
func introduced(t *testing.T, h *Hub, w Viewing, you string) *page {
	t.Helper()
	p := &page{t: t, wrong: t.Errorf, shown: map[int64]Article{}, cursor: w.Since, epoch: w.Epoch, you: you}
	if err := p.connect(h, w); err != nil {
		t.Fatal(err)
	}
	return p
}

// connect opens a socket, which brings the page on from what it shows.
func (p *page) connect(h *Hub, w Viewing) error {
	w.Slug = slugOf(w.RoomID)
	v, err := h.Join(p.t.Context(), w)
	if err != nil {
		return err
	}
	v.Introduce(p.you)
	done := make(chan struct{})
	p.v, p.end, p.done = v, nil, done
	ctx, cancel := context.WithCancel(context.Background())
	go p.read(ctx, v, done)
	p.leave = func() { cancel(); <-done; v.Leave() }
	p.t.Cleanup(p.leave)
	return nil
}

func (p *page) read(ctx context.Context, v *Viewer, done chan struct{}) {
	defer close(done)
	for {
		p.mu.Lock()
		hold := p.hold
		p.mu.Unlock()
		if hold != nil {
			<-hold
		}
		item, err := v.Next(ctx)
		if err != nil {
			p.mu.Lock()
			p.end, _ = errors.AsType[*End](err)
			p.mu.Unlock()
			return
		}
		p.take(item)
	}
}

func (p *page) take(item Item) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if item.Frame == nil {
		p.pieces = append(p.pieces, string(item.Bytes))
		return
	}
	f := *item.Frame
	p.frames = append(p.frames, f)
	if want := string(f.Append(nil)); string(item.Bytes) != want {
		p.wrong("bytes %s\nare not the frame %s", item.Bytes, want)
	}
	switch {
	case f.Reset:
		clear(p.shown)
		if p.first = 1; len(f.Articles) > 0 {
			p.first = f.Articles[0].Seq
		}
	case f.Epoch != p.epoch || f.From > p.cursor:
		p.wrong("a frame (%d,%d] of %s for a page at %d of %s", f.From, f.To, f.Epoch, p.cursor, p.epoch)
	case f.To < p.cursor, f.To == p.cursor && len(f.Articles) > 0:
		p.wrong("a frame (%d,%d] twice: the page is at %d", f.From, f.To, p.cursor)
	}
	for _, a := range f.Articles {
		if a.Seq >= p.first {
			p.shown[a.Seq] = a
		}
	}
	p.epoch, p.cursor = f.Epoch, f.To
}

// pause makes the page stop reading; the function it returns makes it go on.
func (p *page) pause() (goOn func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	hold := make(chan struct{})
	p.hold = hold
	return func() {
		p.mu.Lock()
		p.hold = nil
		p.mu.Unlock()
		close(hold)
	}
}

// shows fails unless the page shows exactly what the room holds.
func (p *page) shows(l *ledger, room int64) {
	p.t.Helper()
	l.mu.Lock()
	r := l.room(room)
	want, rev := fmt.Sprint(r.articles), r.rev
	l.mu.Unlock()
	p.mu.Lock()
	defer p.mu.Unlock()
	if got := fmt.Sprint(p.shown); got != want || p.cursor != rev {
		p.t.Errorf("the page at %d shows\n%s\nthe room at %d is\n%s", p.cursor, got, rev, want)
	}
}

// at is the revision that the page shows.
func (p *page) at() int64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.cursor
}

func (p *page) count() (frames, pieces int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.frames), len(p.pieces)
}

func (p *page) got(piece string) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	n := 0
	for _, x := range p.pieces {
		if strings.Contains(x, piece) {
			n++
		}
	}
	return n
}

func (p *page) ending() *End {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.end
}

func (p *page) last() Frame {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.frames[len(p.frames)-1]
}

// tally counts what metrics tell.
type tally struct {
	mu sync.Mutex // guards n
	n  map[string]int
}

func (c *tally) add(name string, n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.n[name] += n
}

func (c *tally) of(name string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.n[name]
}

func (c *tally) metrics() Metrics {
	return Metrics{
		Viewers:    func(d int) { c.add("viewers", d) },
		Closed:     func(code int) { c.add(fmt.Sprint("closed ", code), 1) },
		Gap:        func(where string) { c.add("gap "+where, 1) },
		HealBehind: func(n int) { c.add("behind", n) },
		Lagging:    func(d int) { c.add("lagging", d) },
		Lost:       func(where string) { c.add("lost "+where, 1) },
	}
}

// replica is a hub that runs, for the time of a test.
type replica struct {
	*Hub
	tally *tally
}

func start(t *testing.T, l *ledger, b Broker, change ...func(*HubConfig)) replica {
	t.Helper()
	c := &tally{n: map[string]int{}}
	config := HubConfig{Broker: b, Source: l.source(), Metrics: c.metrics()}
	for _, fn := range change {
		fn(&config)
	}
	h := NewHub(config)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { defer close(done); h.Run(ctx) }()
	t.Cleanup(func() { cancel(); <-done })
	return replica{h, c}
}

// announce sends a frame as the announcer does.
func (r replica) announce(f Frame) {
	r.Send(envelopeOf(f))
}

func envelopeOf(f Frame) Envelope {
	return Envelope{Kind: KindFrame, RoomID: f.RoomID, Slug: f.Slug, Epoch: f.Epoch, Meta: f.Meta, From: f.From, To: f.To, Articles: slices.Clone(f.Articles)}
}

// hear delivers a frame as if another replica had announced it.
func (r replica) hear(f Frame) {
	e := envelopeOf(f)
	e.Origin = "another-replica-"
	r.Deliver(e)
}

// bubble runs a test in a synctest bubble. Its cleanups run inside.
func bubble(t *testing.T, fn func(t *testing.T)) {
	t.Helper()
	synctest.Test(t, fn)
}
