package realtime

import (
	"context"
	"time"

	"parley/internal/mutant"
)

// catchUpSelf reads what the room missed, once at a time; r.mu is held.
func (r *room) catchUpSelf() {
	if !r.reading {
		r.reading = r.hub.crew.start(r.repairAll)
	}
}

// repairAll reads until nothing is kept aside. What a few readings do not
// explain is dropped: healing will see whether anything is missing.
func (r *room) repairAll(context.Context) {
	for tries := 1; ; tries++ {
		err := r.repair()
		r.mu.Lock()
		if len(r.aside) == 0 || err != nil || tries == 3 {
			r.aside, r.reading = nil, false
			r.mu.Unlock()
			return
		}
		r.mu.Unlock()
	}
}

func (r *room) repair() error {
	r.mu.Lock()
	since, epoch := r.rev, r.epoch
	r.mu.Unlock()
	f, err := r.hub.catchUp(r.id, since, epoch)
	if err != nil {
		return err
	}
	if f.Epoch != epoch {
		r.hub.restored()
		return nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if f.Epoch == r.epoch && f.To > r.rev {
		f.From = min(f.From, r.rev)
		r.advance(pack(f, time.Time{}))
	}
	r.drainAside()
	return nil
}

// beginAnew forgets where the room stands and sends everybody away to come back.
func (r *room) beginAnew() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.ready, r.aside = false, nil
	r.forget()
	for _, v := range r.viewers {
		v.floor.Store(0)
		v.End(restarting, "the database was restored")
	}
}

// readState reads the room's other state and delivers it.
func (r *room) readState(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, readLimit)
	defer cancel()
	html, meta, err := r.hub.source.RoomState(ctx, r.id)
	if err == nil {
		r.state(html, "", meta)
	}
}

// behind compares the room with its head: frames may be missing, the other
// state may be old, or the whole database another.
func (r *room) behind(h Head) (frames, state, epoch bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.ready {
		return false, false, false
	}
	epoch = h.Epoch != r.epoch
	return epoch || h.Rev > r.rev, !epoch && h.Meta > r.meta && !mutant.NoStateHealing, epoch
}

// heal repairs what is still behind, and says whether anything was.
func (r *room) heal(h Head) bool {
	frames, state, epoch := r.behind(h)
	if epoch {
		return false // the next tick sees it
	}
	if state {
		r.hub.crew.start(r.readState)
	}
	if frames {
		r.mu.Lock()
		r.catchUpSelf()
		r.mu.Unlock()
	}
	return frames || state
}
