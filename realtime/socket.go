package realtime

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/coder/websocket"
)

// socket is one viewer's WebSocket.
type socket struct {
	viewer *Viewer
	conn   *websocket.Conn
	wire   *wire
	pace   pace      // of the reader alone
	pinged time.Time // of the writer alone
}

// pingEvery is less than the time between heartbeats: each of those comes with a ping.
const pingEvery = 9 * time.Second

// ServeSocket upgrades the request and serves the viewer until it is over, then
// lets it leave. Hosts, origin and permission are the caller's to check before.
// An error means that the request could not be upgraded, and was answered so.
func ServeSocket(w http.ResponseWriter, r *http.Request, v *Viewer) error {
	defer v.Leave()
	began := time.Now()
	s, err := accept(w, r, v)
	if err != nil {
		return fmt.Errorf("realtime: accept socket: %w", err)
	}
	over := s.serve()
	v.leave(over.Code)
	v.hub.log.Info("socket closed", "code", over.Code, "reason", over.Reason, "room", v.viewing.Slug,
		"user", v.viewing.Person.ID, "open", time.Since(began).Round(time.Millisecond))
	return nil
}

func accept(w http.ResponseWriter, r *http.Request, v *Viewer) (*socket, error) {
	t := &tapped{ResponseWriter: w}
	s := &socket{viewer: v}
	conn, err := websocket.Accept(t, r, &websocket.AcceptOptions{
		InsecureSkipVerify: true, // the caller has checked, more strictly
		OnPingReceived:     func(context.Context, []byte) bool { return s.paced() },
	})
	if err != nil {
		return nil, err
	}
	conn.SetReadLimit(readLimitBytes)
	s.conn, s.wire = conn, t.wire
	return s, nil
}

// serve writes until it is over, with a reader beside it, and says how it ended.
func (s *socket) serve() *End {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	gone := make(chan *End, 1)
	go func() {
		defer cancel()
		gone <- s.read()
	}()
	over := s.write(ctx)
	s.conn.CloseNow()
	if left := <-gone; over == nil {
		over = left
	}
	return over
}

// write sends what the viewer is to have. It returns nil when the page went away first.
func (s *socket) write(ctx context.Context) *End {
	for {
		item, err := s.viewer.Next(ctx)
		if end, ok := errors.AsType[*End](err); ok {
			s.conn.Close(websocket.StatusCode(end.Code), end.Reason)
			return end
		}
		if err != nil {
			return nil
		}
		if err := s.send(item); err != nil {
			return &End{Code: abnormal, Reason: "it could not be written to"}
		}
	}
}

// send writes one item, and at times a ping, so that dead pages are noticed.
func (s *socket) send(item Item) error {
	if time.Since(s.pinged) >= pingEvery {
		s.pinged = time.Now()
		if err := s.wire.send(pingFrame); err != nil {
			return err
		}
	}
	if err := s.wire.send(item.wire); err != nil {
		return err
	}
	if !item.At.IsZero() {
		s.viewer.hub.metrics.Lag(time.Since(item.At))
	}
	return nil
}
