package realtime

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"time"
)

// socket is one viewer's WebSocket. The library has the handshake, reading, pings
// and the close; frames go past it.
type socket struct {
	viewer  *Viewer
	wire    *wire
	library *library // nil: it has nothing to do; viewer.mu guards it
	began   time.Time
	beaten  int64 // Unix seconds of the last heartbeat; of the shard alone
	pace    pace  // of who reads
	polled  bool  // the poller knows it; of who reads
}

// ServeSocket upgrades the request and serves the viewer from then on, until it
// is over and has left: it does not wait for that. Hosts, origin and permission
// are the caller's to check before. An error means that the request could not be
// upgraded, and was answered so.
func ServeSocket(w http.ResponseWriter, r *http.Request, v *Viewer) error {
	s, err := accept(w, r, v)
	if err != nil {
		v.Leave()
		return fmt.Errorf("realtime: accept socket: %w", err)
	}
	v.begin()
	v.room.adopt(v, s)
	if !v.hub.crew.start(s.pump) || !s.listen() {
		s.drop()
	}
	return nil
}

func accept(w http.ResponseWriter, r *http.Request, v *Viewer) (*socket, error) {
	s := &socket{viewer: v, began: time.Now()}
	s.beaten = s.began.Unix() - rand.Int64N(socketBeat-10)
	t := &tapped{ResponseWriter: w}
	r, deflates := agree(r)
	l, err := s.openLibrary(t, r)
	if err != nil {
		return nil, err
	}
	s.wire, s.library = t.wire, l
	s.wire.deflates = deflates
	if v.hub.portable {
		s.wire.now.shut()
	}
	return s, nil
}

// over forgets a socket that has ended so.
func (s *socket) over(e *End) {
	v := s.viewer
	first := v.leave(e.Code)
	v.mu.Lock()
	l := s.library
	v.mu.Unlock()
	if l != nil {
		l.CloseNow()
	}
	s.wire.Close()
	if !v.hub.portable {
		if p := v.hub.poller(); p != nil {
			p.forget(s)
		}
	}
	if first {
		v.hub.log.Info("socket closed", "code", e.Code, "reason", e.Reason, "room", v.viewing.Slug,
			"user", v.viewing.Person.ID, "open", time.Since(s.began).Round(time.Millisecond))
	}
}

// drop breaks the connection; whoever reads or writes then finds out.
func (s *socket) drop() {
	s.wire.Close()
	broken := &End{Code: abnormal, Reason: "the connection broke"}
	if !s.viewer.hub.crew.start(func(context.Context) { s.over(broken) }) {
		s.over(broken)
	}
}

// rescue keeps a panic of one socket from the others.
func (s *socket) rescue() {
	if p := recover(); p != nil {
		s.viewer.hub.log.Error("panic in a socket", "panic", p)
		s.over(&End{Code: internalError, Reason: "panic"})
	}
}

// rouseSockets has sent what the closed gate held back.
func (h *Hub) rouseSockets() {
	for _, v := range h.people.all() {
		v.mu.Lock()
		if v.socket != nil && (v.lagging || len(v.queue) > 0) {
			v.rouse()
		}
		v.mu.Unlock()
	}
}

// hangUp breaks the sockets that Drain has not closed.
func (h *Hub) hangUp() {
	for _, v := range h.people.all() {
		v.mu.Lock()
		s := v.socket
		v.mu.Unlock()
		if s != nil {
			s.wire.Close()
			s.over(&End{Code: abnormal, Reason: "the program stops"})
		}
	}
}
