package realtime

import (
	"context"
	"errors"
	"time"
	"unicode/utf8"

	"github.com/coder/websocket"
)

const (
	readLimitBytes  = 4 << 10
	framesPerSecond = 20
)

// pace counts what a page sends in a second.
type pace struct {
	since time.Time
	n     int
}

func (p *pace) keeps(now time.Time) bool {
	if now.Sub(p.since) >= time.Second {
		p.since, p.n = now, 0
	}
	p.n++
	return p.n <= framesPerSecond
}

// paced counts one frame; too many end the viewer. Only the reader calls it.
func (s *socket) paced() bool {
	if s.pace.keeps(time.Now()) {
		return true
	}
	s.viewer.End(overloaded, "you send too much")
	return false
}

// listen has somebody take what the page says: the poller, when there is
// something, or a goroutine that waits for it. False: the hub is over.
func (s *socket) listen() bool {
	if s.wire.now.use(func(int) {}) {
		if p := s.viewer.hub.poller(); p != nil {
			return p.start(s)
		}
	}
	return s.viewer.hub.crew.start(func(context.Context) { s.read(func() bool { return false }) })
}

// read takes what the page says until it goes, is ended, or is done for now.
// It says whether there may be more.
func (s *socket) read(done func() bool) bool {
	defer s.rescue()
	l := s.useLibrary()
	for {
		kind, words, err := l.Read(context.Background())
		if err != nil {
			s.over(closing(err))
			return false
		}
		if !s.hear(kind, words) {
			return false
		}
		if done() {
			return true
		}
	}
}

// hear acts on one message; false: the viewer was ended for it.
func (s *socket) hear(kind websocket.MessageType, words []byte) bool {
	switch {
	case !s.paced():
		return false
	case kind != websocket.MessageText:
		s.viewer.End(int(websocket.StatusUnsupportedData), "only text is understood")
		return false
	case !utf8.Valid(words):
		s.viewer.End(int(websocket.StatusInvalidFramePayloadData), "text must be UTF-8")
		return false
	case string(words) == "typing":
		s.viewer.Typing()
	}
	return true
}

// closing reads how the page went.
func closing(err error) *End {
	if e, ok := errors.AsType[websocket.CloseError](err); ok {
		return &End{Code: int(e.Code), Reason: e.Reason}
	}
	if errors.Is(err, websocket.ErrMessageTooBig) {
		return &End{Code: int(websocket.StatusMessageTooBig), Reason: "its message was too big"}
	}
	return &End{Code: abnormal, Reason: "the connection broke"}
}
