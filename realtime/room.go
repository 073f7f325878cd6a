package realtime

import (
	"context"
	"slices"
	"sync"
	"time"

	"parley/internal/mutant"
)

const (
	subscribeLimit = time.Second      // how long a room waits for the broker before it reads its head
	maxAside       = 256              // frames kept aside; more, and all are read from the database
	linger         = 10 * time.Second // how long a room without viewers stays subscribed: pages reload
)

// room is a room with viewers here: where it stands, and who gets what comes.
type room struct {
	hub  *Hub
	id   int64
	slug string

	mu       sync.Mutex // guards everything below
	viewers  []*Viewer
	served   map[*Viewer]struct{} // those of viewers that Next serves
	crowd    []int                // how many of viewers each shard writes to
	emptied  time.Time            // when the last viewer left
	awaited  bool                 // the broker was waited for
	ready    bool                 // epoch, rev and meta are known
	epoch    string
	rev      int64
	meta     int64
	staff    int64     // the StaffRev that its moderators were told of
	aside    []*parcel // frames that came before those that they follow
	reading  bool      // a catch-up of the room itself is under way
	flights  map[standpoint]*flight
	shared   map[standpoint]*parcel // catch-ups that end at rev
	beatMade *parcel
}

func newRoom(h *Hub, id int64, slug string) *room {
	return &room{hub: h, id: id, slug: slug, served: map[*Viewer]struct{}{}, crowd: make([]int, len(h.shards)),
		flights: map[standpoint]*flight{}, shared: map[standpoint]*parcel{}}
}

// open subscribes, then reads where the room stands. If either fails, healing does it.
func (r *room) open(ctx context.Context) {
	sctx, cancel := context.WithTimeout(ctx, subscribeLimit)
	r.hub.broker.Subscribe(sctx, r.id)
	cancel()
	r.mu.Lock()
	r.awaited = true
	r.mu.Unlock()
	hctx, cancel := context.WithTimeout(ctx, readLimit)
	defer cancel()
	heads, err := r.hub.source.Heads(hctx, []int64{r.id})
	if err == nil && len(heads) == 1 {
		r.settle(heads[0])
	}
	r.hub.presence.ask(r)
}

// settle takes the first head. Viewers who stand elsewhere learn it and catch up.
func (r *room) settle(h Head) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.ready {
		return
	}
	r.ready, r.epoch, r.rev, r.meta = true, h.Epoch, h.Rev, h.Meta
	r.forget()
	r.pushAll(r.beatNow())
	r.drainAside()
}

// settleLate settles a room whose own reading failed.
func (r *room) settleLate(h Head) {
	r.mu.Lock()
	late := r.awaited && !r.ready
	r.mu.Unlock()
	if late {
		r.settle(h)
	}
}

// deliver takes a frame from the broker or the announcer.
func (r *room) deliver(f Frame, at time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if mutant.NoGapDetection {
		f.From = min(f.From, r.rev)
	}
	p := pack(f, at)
	switch {
	case !r.ready:
		r.keep(p)
	case f.Epoch != r.epoch:
		r.catchUpSelf() // whose epoch is the right one, the database knows
	case f.To <= r.rev && !mutant.CursorGoesBack:
	case f.From > r.rev && mutant.NoReordering:
	case f.From > r.rev:
		r.hub.metrics.Gap("hub")
		r.keep(p)
		r.catchUpSelf()
	default:
		r.advance(p)
		r.drainAside()
	}
}

// advance pushes a frame and moves the cursor; r.mu is held.
func (r *room) advance(p *parcel) {
	r.epoch, r.rev = p.frame.Epoch, p.frame.To
	r.forget()
	r.pushAll(p)
}

// forget drops what is made for an older cursor; r.mu is held.
func (r *room) forget() {
	clear(r.shared)
	r.beatMade = nil
}

// pushAll brings a parcel to everybody here; r.mu is held.
func (r *room) pushAll(p *parcel) {
	for v := range r.served {
		v.push(p)
	}
	for i, n := range r.crowd {
		if n > 0 {
			r.hub.shards[i].post(job{kind: give, room: r, parcel: p})
		}
	}
}

// keep puts a frame aside, sorted; r.mu is held.
func (r *room) keep(p *parcel) {
	if len(r.aside) >= maxAside {
		r.aside = nil
		return
	}
	i, _ := slices.BinarySearchFunc(r.aside, p, func(a, b *parcel) int { return int(a.frame.From - b.frame.From) })
	r.aside = slices.Insert(r.aside, i, p)
}

// drainAside delivers what now follows the cursor; r.mu is held.
func (r *room) drainAside() {
	for len(r.aside) > 0 {
		f := r.aside[0].frame
		if f.Epoch == r.epoch && f.To > r.rev {
			if f.From > r.rev {
				return
			}
			r.advance(r.aside[0])
		}
		r.aside = r.aside[1:]
	}
	r.aside = nil
}

// state takes the room's whole other state, unless it is already known.
func (r *room) state(html string, epoch string, meta int64) {
	p := packHTML(html)
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.ready && (epoch != "" && epoch != r.epoch || meta <= r.meta) {
		return
	}
	r.meta = max(r.meta, meta)
	r.forget()
	r.pushAll(p)
}

// heartbeat is the empty frame that tells where the room stands; nil: not known yet.
func (r *room) heartbeat() *parcel {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.ready {
		return nil
	}
	return r.beatNow()
}

func (r *room) beatNow() *parcel {
	if r.beatMade == nil {
		r.beatMade = pack(Frame{RoomID: r.id, Slug: r.slug, Epoch: r.epoch, Meta: r.meta, From: r.rev, To: r.rev}, time.Time{})
	}
	return r.beatMade
}

func (r *room) push(p *parcel) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.pushAll(p)
}
