package realtime

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"parley/internal/mutant"
)

// Viewing says who looks at what.
type Viewing struct {
	RoomID  int64
	Slug    string
	Person  Person // ID 0: a guest
	Session string // id of the signed-in browser; empty for guests
	Address string // for the limit per address
	Since   int64  // the revision the page has; negative: none, so it gets a reset
	Epoch   string // the epoch of that revision
	Meta    int64  // the count of the room's other changes that the page shows; negative: it does not say
}

// Item is what goes down to a page next.
type Item struct {
	Frame *Frame    // nil: Bytes have no number. Shared: not to be changed
	Bytes []byte    // the element, encoded once for all viewers: not to be changed
	At    time.Time // when it was announced; zero: unknown
	wire  []byte    // Bytes as a WebSocket message
}

// End is why a viewer must close, as a WebSocket close code: 1012 and 1013 mean
// "come back", 1008 "you may no longer read".
type End struct {
	Code   int
	Reason string
}

func (e *End) Error() string { return fmt.Sprintf("realtime: viewer ended: %d %s", e.Code, e.Reason) }

// Viewer is one open page: a socket, or a response that does not end. What it
// is to have is sent by the goroutine in Next; a socket that stands where its room
// stands has none, and its shard writes to it.
type Viewer struct {
	// What a shard looks at for each frame comes first, so that it is two lines of the processor's cache.
	mu      sync.Mutex // guards all that is not said to be somebody else's
	lagging bool       // it must catch up before anything numbered
	lost    bool       // the queue overflowed and the catch-up has not been sent yet
	busy    bool       // a goroutine sends: the one in Next, or a socket's pump
	left    bool
	begun   bool // of who sends, like all from sent to beat
	first   bool // of who sends: the first catch-up is still to come
	ending  *End
	wire    *wire // that of socket
	queue   []*parcel

	// Of who sends: the busy goroutine, else whoever holds mu.
	sent  int64
	epoch string
	meta  int64
	beat  *time.Timer // of Next alone

	queued int     // bytes in queue
	socket *socket // nil: it is served by Next
	shard  *shard  // that writes to socket

	hub       *Hub
	room      *room
	places    [circles]int32 // in the lists that it is in; each is guarded like the list
	ungreeted atomic.Bool    // the room's state could not be read for it
	floor     atomic.Int64   // rights taken away up to this number were known before permission was checked
	wake      chan struct{}  // something was queued, for Next; nil: a socket
	quit      chan struct{}  // made by ends, for who waits
	viewing   Viewing
}

func newViewer(h *Hub, v Viewing) *Viewer {
	return &Viewer{hub: h, viewing: v, wake: make(chan struct{}, 1),
		lagging: true, busy: true, first: true, epoch: v.Epoch, sent: v.Since}
}

// Next waits for what to send. The first item is always the catch-up from
// Since, empty if nothing is new. It returns an *End when the viewer must
// close, and nothing ever after; or ctx's error. One goroutine calls it.
func (v *Viewer) Next(ctx context.Context) (Item, error) {
	if !v.begun {
		v.begin()
		v.beat = time.NewTimer(beatAfter())
	}
	for {
		act, p, opened := v.take(true)
		var err error
		if act == idle {
			p, err = v.wait(ctx, opened)
		} else {
			p, err = v.do(ctx, act, p)
		}
		switch over := v.end(); { // a reason to close is worth more than the end of ctx
		case over != nil:
			return Item{}, over
		case err != nil:
			return Item{}, err
		case p != nil:
			v.note(p)
			return p.item(), nil
		}
	}
}

// begin makes the viewer known to the others: by now it may read.
func (v *Viewer) begin() {
	v.begun = true
	v.hub.welcome(v)
}

// Introduce has a page begin with a <live-you …> for its person (empty: nothing). It is called before
// ServeSocket or Next, with what was read since Join: whatever waits already was told because of a change, and stays the last word.
func (v *Viewer) Introduce(you string) {
	if you == "" {
		return
	}
	p := packHTML(you)
	v.mu.Lock()
	defer v.mu.Unlock()
	v.queue = slices.Insert(v.queue, 0, p)
	v.queued += len(p.wire)
}

// beatAfter is the time to the next heartbeat: 10–20 s, so that they do not come in step.
func beatAfter() time.Duration { return 10*time.Second + rand.N(10*time.Second) }

type act int

const (
	idle act = iota
	over
	fetch
	send
)

// take decides what to do next. While the gate is closed nothing numbered
// goes out, and what stands behind it waits too, in order. When there is nothing,
// whoever has also written all that it took is not busy any more.
func (v *Viewer) take(written bool) (act, *parcel, <-chan struct{}) {
	open, opened := v.hub.gate.state()
	v.mu.Lock()
	defer v.mu.Unlock()
	switch {
	case v.ending != nil:
		return over, nil, nil
	case !open && (v.lagging || len(v.queue) > 0 && v.queue[0].frame != nil):
		v.rest(written)
		return idle, nil, opened
	case v.lagging:
		v.lagging = false // before reading: what comes meanwhile is queued
		return fetch, nil, nil
	case len(v.queue) > 0:
		return send, v.pop(), nil
	}
	v.rest(written)
	return idle, nil, nil
}

// rest notes that nobody sends to a socket now; v.mu is held.
func (v *Viewer) rest(written bool) { v.busy = v.socket == nil || !written }

// do reads what the page lacks, or decides about what was queued: what to send now, if anything.
func (v *Viewer) do(ctx context.Context, a act, p *parcel) (*parcel, error) {
	switch a {
	case fetch:
		return v.catchUp(ctx)
	case send:
		return v.accept(p), nil
	}
	return nil, nil
}

// accept decides whether a queued parcel is sent: not twice, and not over a gap.
func (v *Viewer) accept(p *parcel) *parcel {
	f := p.frame
	switch {
	case f == nil:
		return p
	case f.Reset && (f.Epoch != v.epoch || f.To > v.sent):
		return p
	case f.Epoch == v.epoch && f.To <= v.sent && !mutant.FramesTwice:
		return nil
	case f.Epoch == v.epoch && (f.From <= v.sent || mutant.ViewerGap):
		return p
	}
	if !p.heartbeat() {
		v.hub.metrics.Gap("viewer")
	}
	v.lag()
	return nil
}

// note remembers what the page will have after p.
func (v *Viewer) note(p *parcel) {
	if p.frame != nil {
		v.epoch, v.sent, v.meta = p.frame.Epoch, p.frame.To, p.frame.Meta
	}
}

// wait sleeps until there may be something to do, or a heartbeat is due.
func (v *Viewer) wait(ctx context.Context, opened <-chan struct{}) (*parcel, error) {
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-v.ends():
	case <-v.wake:
	case <-opened:
	case <-v.beat.C:
		v.beat.Reset(beatAfter())
		return v.heartbeat(), nil
	}
	return nil, nil
}

// heartbeat tells the page where it should stand. If the viewer itself is
// behind its room with an empty queue, it catches up instead.
func (v *Viewer) heartbeat() *parcel {
	p := v.room.heartbeat()
	v.greetAgain()
	switch {
	case v.first:
		return nil
	case p != nil && p.frame.Epoch == v.epoch && p.frame.To == v.sent:
		return p
	case p != nil && !v.waiting() && (p.frame.Epoch != v.epoch || p.frame.To > v.sent):
		v.lag()
		return nil
	}
	return v.ownBeat()
}

// ownBeat is a heartbeat that tells where the page stands.
func (v *Viewer) ownBeat() *parcel {
	return pack(Frame{RoomID: v.viewing.RoomID, Slug: v.viewing.Slug, Epoch: v.epoch, Meta: v.meta, From: v.sent, To: v.sent}, time.Time{})
}
