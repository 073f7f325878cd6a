package realtime

import (
	"context"
	"time"

	"parley/internal/mutant"
)

const (
	healEvery     = 500 * time.Millisecond
	healEveryDown = 250 * time.Millisecond // while the broker is down
	healGrace     = 50 * time.Millisecond  // a frame may just be on its way
	awaitLimit    = 2 * time.Second
	// healLimit bounds one look at the database: one that hangs, because what it sent was
	// swallowed on the way, must not hold up the next for long.
	healLimit = time.Second
)

// healer compares what is here with the database, instead of an outbox there:
// whatever the broker loses costs at most its interval.
type healer struct {
	hub  *Hub
	now  chan struct{} // tick at once
	last int64         // number of the last right taken away that was looked at; of run alone
}

func newHealer(h *Hub) *healer { return &healer{hub: h, now: make(chan struct{}, 1)} }

func (l *healer) kick() {
	select {
	case l.now <- struct{}{}:
	default:
	}
}

// await waits until this replica knows from which number on rights may be taken
// away: permission that is checked later than that is watched.
func (l *healer) await(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(ctx, awaitLimit)
	defer cancel()
	for {
		based, opened := l.hub.basis()
		if based {
			return true
		}
		l.kick()
		select {
		case <-ctx.Done():
			return false
		case <-opened:
		}
	}
}

// basis says whether healing watches rights; if not, the channel closes after the next tick.
func (h *Hub) basis() (bool, <-chan struct{}) {
	_, opened := h.gate.state()
	h.mu.RLock()
	defer h.mu.RUnlock()
	return h.based, opened
}

func (l *healer) run(ctx context.Context) {
	t := time.NewTimer(0)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.C:
		case <-l.now:
		}
		l.tick(ctx)
		t.Reset(l.interval())
	}
}

func (l *healer) interval() time.Duration {
	if l.hub.broker.Up() {
		return healEvery
	}
	return healEveryDown
}

// tick is one comparison. Without viewers there is nothing to compare.
func (l *healer) tick(ctx context.Context) {
	l.hub.sweep()
	if l.rest() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, healLimit)
	defer cancel()
	began := time.Now()
	if l.access(ctx) != nil {
		return
	}
	rooms := l.hub.watched()
	heads, err := l.heads(ctx, rooms)
	if err != nil {
		return
	}
	if l.hub.gate.open(began) {
		l.hub.rouseSockets()
	}
	l.compare(ctx, rooms, heads)
}

// rest forgets the basis when nobody is here.
func (l *healer) rest() bool {
	h := l.hub
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.people.none() {
		h.based = false
		return true
	}
	return false
}

// access ends viewers whose right was taken away, and finds the basis first.
func (l *healer) access(ctx context.Context) error {
	if based, _ := l.hub.basis(); !based {
		last, err := l.hub.source.LastAccess(ctx)
		if err == nil {
			l.last = last
			l.hub.rebase(last)
		}
		return err
	}
	for {
		drops, err := l.hub.source.AccessAfter(ctx, l.last)
		if err != nil || len(drops) == 0 || mutant.NoAccessHealing {
			return err
		}
		for _, d := range drops {
			l.hub.drop(d)
			l.last = max(l.last, d.Rev)
		}
	}
}

func (h *Hub) rebase(last int64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.based, h.known = true, max(h.known, last)
}

// restored is for a database that was restored. Its numbers may have gone back,
// and others may read: everybody comes back to be judged anew, and rooms are read anew.
func (h *Hub) restored() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.based, h.known = false, 0
	for _, r := range h.rooms {
		r.beginAnew()
	}
	h.healer.kick()
}

func (l *healer) heads(ctx context.Context, rooms map[int64]*room) ([]Head, error) {
	if len(rooms) == 0 {
		return nil, nil
	}
	ids := make([]int64, 0, len(rooms))
	for id := range rooms {
		ids = append(ids, id)
	}
	return l.hub.source.Heads(ctx, ids)
}

// compare repairs rooms that are behind and stay so for a moment.
func (l *healer) compare(ctx context.Context, rooms map[int64]*room, heads []Head) {
	var late []Head
	for _, h := range heads {
		r := rooms[h.RoomID]
		r.settleLate(h)
		r.tellStaff(h)
		frames, state, epoch := r.behind(h)
		if epoch {
			l.hub.restored()
			return
		}
		if frames || state {
			late = append(late, h)
		}
	}
	if len(late) == 0 || mutant.NoHealing || !sleep(ctx, healGrace) {
		return
	}
	behind := 0
	for _, h := range late {
		if rooms[h.RoomID].heal(h) {
			behind++
		}
	}
	if behind > 0 {
		l.hub.metrics.HealBehind(behind)
	}
}
