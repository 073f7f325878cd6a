package realtime

import "time"

const (
	// socketBeat is how many seconds lie between a socket's heartbeats, each with a
	// ping: the protocol says 10–20.
	socketBeat = 15
	// readSilence is in seconds: a page answers pings, so that one that says nothing is dead.
	readSilence = 60
)

// tick brings heartbeats to the sockets whose turn it is, and ends those whose
// page is silent. Sockets take their turns by when they came.
func (s *shard) tick(now time.Time) {
	for r, g := range s.groups {
		var p *parcel
		for _, v := range g.viewers {
			if now.Unix()-v.socket.beaten < socketBeat {
				continue
			}
			v.socket.beaten = now.Unix()
			if now.Unix()-v.socket.wire.heard.Load() > readSilence {
				v.socket.drop()
				continue
			}
			if p == nil {
				p = r.heartbeat()
			}
			s.beat(v, p)
		}
	}
}

// beat tells a page where it should stand. One that is behind its room catches up instead.
func (s *shard) beat(v *Viewer, p *parcel) {
	defer s.rescue()
	v.greetAgain()
	v.mu.Lock()
	defer v.mu.Unlock()
	switch {
	case v.ending != nil || v.left || v.busy || v.first || v.lagging || len(v.queue) > 0:
		return // somebody sends, or will
	case p != nil && (p.frame.Epoch != v.epoch || p.frame.To > v.sent):
		v.lagging = true
		v.rouse()
		return
	case p == nil || p.frame.To < v.sent:
		p = v.ownBeat()
	}
	if !v.wire.claim() {
		return // the library answers a page that is not ready to read
	}
	v.note(p)
	s.beats = append(append(s.beats[:0], pingFrame...), p.wire...)
	if !v.wire.try(s.beats) {
		v.rouse()
	}
}
