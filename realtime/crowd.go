package realtime

import "time"

// neighbours is how many viewers of a room stay in one shard before the next
// takes some too: a small room is one shard's work, a large one everybody's.
const neighbours = 64

func (r *room) add(v *Viewer) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.viewers = ofRoom.include(r.viewers, v)
	r.served[v] = struct{}{}
}

// adopt gives a viewer that is a socket to a shard.
func (r *room) adopt(v *Viewer, s *socket) {
	r.mu.Lock()
	defer r.mu.Unlock()
	i := (int(r.id) + len(r.viewers)/neighbours) % len(r.crowd)
	r.crowd[i]++
	delete(r.served, v)
	v.mu.Lock()
	v.socket, v.wire, v.shard, v.wake = s, s.wire, r.hub.shards[i], nil
	v.mu.Unlock()
	v.shard.post(job{kind: enter, viewer: v})
}

func (r *room) remove(v *Viewer) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.viewers = ofRoom.exclude(r.viewers, v)
	delete(r.served, v)
	if v.shard != nil {
		r.crowd[v.shard.index]--
		v.shard.post(job{kind: depart, viewer: v})
	}
	if len(r.viewers) == 0 {
		r.emptied = time.Now()
	}
}

func (r *room) watched() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.viewers) > 0
}

func (r *room) abandoned() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.viewers) == 0 && r.awaited && time.Since(r.emptied) > linger
}
