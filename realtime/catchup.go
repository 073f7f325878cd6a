package realtime

import (
	"context"
	"math/rand/v2"
	"time"

	"parley/internal/mutant"
)

// readLimit bounds every reading from the source.
const readLimit = 3 * time.Second

// catchUp reads what the page lacks. Nothing new is nothing to send, except the first time.
func (v *Viewer) catchUp(ctx context.Context) (*parcel, error) {
	p, err := v.room.catchUp(ctx, v.sent, v.epoch)
	if err == nil && len(p.wire) > maxQueueBytes && v.isLost() {
		// A page that does not keep up gets the end of the room: what it missed may be megabytes.
		p, err = v.room.catchUp(ctx, -1, v.epoch)
	}
	open, _ := v.hub.gate.state()
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err != nil:
		v.lag()
		return nil, v.pause(ctx)
	case !open: // healing stopped meanwhile: permission may be gone
		v.lag()
		return nil, nil
	}
	return v.caughtUp(p), nil
}

func (v *Viewer) caughtUp(p *parcel) *parcel {
	if v.recovered() {
		v.regain()
	}
	f := p.frame
	if v.first {
		v.welcomeBack(f)
	}
	if !v.first && f.Epoch != v.epoch { // permission was checked before the place was restored
		v.End(restarting, "the place was restored")
		return nil
	}
	if !v.first && !f.Reset && f.To <= v.sent {
		return nil
	}
	v.first, v.viewing.Epoch = false, ""
	return p
}

// pause waits before the source is asked again.
func (v *Viewer) pause(ctx context.Context) error {
	t := time.NewTimer(100*time.Millisecond + rand.N(400*time.Millisecond))
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-v.ends():
	case <-t.C:
	}
	return nil
}

// catchUp reads a frame from since to now. If that is of another epoch, or
// ahead of the room, it is a reset.
func (h *Hub) catchUp(roomID, since int64, epoch string) (Frame, error) {
	ctx, cancel := context.WithTimeout(h.crew.ctx, readLimit)
	defer cancel()
	f, err := h.source.CatchUp(ctx, roomID, since)
	if err == nil && since >= 0 && (f.Epoch != epoch && !mutant.EpochIgnored || f.To < since) {
		f, err = h.source.CatchUp(ctx, roomID, -1)
	}
	if err == nil {
		h.metrics.CatchUp(len(f.Articles))
	}
	return f, err
}

// flight is a catch-up being read, for all viewers who stand at the same revision.
type flight struct {
	done chan struct{} // closed once p and err are set
	p    *parcel
	err  error
}

// standpoint is where a page stands.
type standpoint struct {
	epoch string
	since int64
}

// maxShared bounds the catch-ups that a room remembers.
const maxShared = 32

// catchUp reads for a viewer, together with others who stand at the same
// place: a thousand pages that come back at once read once.
func (r *room) catchUp(ctx context.Context, since int64, epoch string) (*parcel, error) {
	at := standpoint{epoch, max(since, -1)}
	r.mu.Lock()
	must := r.rev // all that was pushed before now is in what we return
	if p := r.shared[at]; p != nil {
		r.mu.Unlock()
		return p, nil
	}
	fl, running := r.flights[at]
	if !running {
		fl = &flight{done: make(chan struct{})}
		r.flights[at] = fl
	}
	r.mu.Unlock()
	if !running {
		r.fly(at, fl)
	}
	select {
	case <-fl.done:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if running && fl.err == nil && fl.p.frame.To < must && !mutant.EarlyReading { // it began too early for us
		f, err := r.hub.catchUp(r.id, at.since, at.epoch)
		return pack(f, time.Time{}), err
	}
	return fl.p, fl.err
}

func (r *room) fly(at standpoint, fl *flight) {
	f, err := r.hub.catchUp(r.id, at.since, at.epoch)
	if fl.err = err; err == nil {
		fl.p = pack(f, time.Time{})
	}
	r.mu.Lock()
	delete(r.flights, at)
	if err == nil && r.ready && f.Epoch == r.epoch && f.To == r.rev && len(r.shared) < maxShared {
		r.shared[at] = fl.p
	}
	r.mu.Unlock()
	close(fl.done)
}
