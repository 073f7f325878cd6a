package realtime

import "parley/internal/mutant"

// What one viewer may have waiting. More is dropped, all of it, and read again from the database.
const (
	maxQueue      = 64
	maxQueueBytes = 64 << 10
)

// push brings a viewer a parcel, never waiting.
func (v *Viewer) push(p *parcel) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.shard != nil {
		v.shard.post(job{kind: give, viewer: v, parcel: p})
		return
	}
	v.enqueue(p)
	v.rouse()
}

// enqueue lets a parcel wait; v.mu is held. A viewer that will catch up needs no frames.
func (v *Viewer) enqueue(p *parcel) {
	switch {
	case v.ending != nil, v.lagging && p.frame != nil:
		return
	case len(v.queue) >= maxQueue, len(v.queue) > 0 && v.queued+len(p.wire) > maxQueueBytes:
		v.overflow()
	default:
		v.queue = append(v.queue, p)
		v.queued += len(p.wire)
	}
}

// overflow forgets the queue; v.mu is held.
func (v *Viewer) overflow() {
	v.queue, v.queued, v.lagging = nil, 0, !mutant.SilentOverflow
	if !v.lost {
		v.lost = true
		v.hub.metrics.Lagging(1)
	}
}

// pop takes the oldest parcel; v.mu is held.
func (v *Viewer) pop() *parcel {
	p := v.queue[0]
	v.queue[0] = nil
	v.queue = v.queue[1:]
	v.queued -= len(p.wire)
	if len(v.queue) == 0 {
		v.queue = nil
	}
	return p
}

// rouse has somebody send what waits; v.mu is held.
func (v *Viewer) rouse() {
	if v.socket == nil {
		select {
		case v.wake <- struct{}{}:
		default:
		}
		return
	}
	if !v.busy {
		v.busy = v.hub.crew.start(v.socket.pump)
	}
}

// lag makes the viewer catch up next.
func (v *Viewer) lag() {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.lagging = true
}

// waiting says whether something is queued.
func (v *Viewer) waiting() bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	return len(v.queue) > 0
}

// isLost says whether the queue overflowed and no catch-up has repaired that yet.
func (v *Viewer) isLost() bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.lost
}

// recovered says whether the catch-up just read repairs an overflow.
func (v *Viewer) recovered() bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	was := v.lost
	v.lost = false
	if was {
		v.hub.metrics.Lagging(-1)
	}
	return was
}
