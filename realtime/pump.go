package realtime

import (
	"context"
	"time"

	"github.com/coder/websocket"
)

// load is what a pump puts together for one write, when more than one thing waits.
type load struct {
	waits bool // there is something to be written
	size  int
	at    time.Time // when the oldest of it was announced; zero: unknown
}

// takes says whether what is to be done next goes in the same write.
func (l *load) takes(a act, p *parcel) bool { return a == send && l.size+len(p.wire) <= maxBatch }

func (l *load) add(p *parcel) {
	l.waits, l.size = true, l.size+len(p.wire)
	if l.at.IsZero() {
		l.at = p.at
	}
}

// pump sends what waits, as fast as the page takes it, and closes a socket that
// is over. It ends when nothing waits: the shard goes on.
func (s *socket) pump(ctx context.Context) {
	defer s.rescue()
	l := load{waits: true} // what the shard could not write
	for {
		act, p, _ := s.viewer.take(!l.waits)
		if l.waits && !l.takes(act, p) {
			if !s.unload(&l) {
				return
			}
			if act == idle {
				continue // something may have come meanwhile
			}
		}
		if act == idle || !s.do(ctx, act, p, &l) {
			return
		}
	}
}

// unload writes a load; false: the socket is over.
func (s *socket) unload(l *load) bool {
	if s.wire.flush() != nil {
		s.over(&End{Code: abnormal, Reason: "it could not be written to"})
		return false
	}
	if !l.at.IsZero() {
		s.viewer.hub.metrics.Lag(time.Since(l.at))
	}
	*l = load{}
	return true
}

// do adds what is next to the load; false: the socket is over.
func (s *socket) do(ctx context.Context, a act, p *parcel, l *load) bool {
	v := s.viewer
	p, err := v.do(ctx, a, p)
	if end := v.end(); end != nil {
		s.useLibrary().Close(websocket.StatusCode(end.Code), end.Reason)
		s.over(end)
		return false
	}
	if err != nil {
		s.drop()
		return false
	}
	if p != nil {
		v.note(p)
		s.wire.put(p.message(s.wire.deflates))
		l.add(p)
	}
	return true
}
