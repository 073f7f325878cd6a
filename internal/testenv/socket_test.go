package testenv

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/coder/websocket"
)

// echo answers each frame to people with a cookie, and closes for a restart when it is told so.
func echo(t *testing.T) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Cookie") == "" {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		conn, err := websocket.Accept(w, r, nil)
		if err != nil {
			return
		}
		for {
			kind, frame, err := conn.Read(r.Context())
			if err != nil {
				return
			}
			if string(frame) == "restart" {
				conn.Close(websocket.StatusServiceRestart, "")
				return
			}
			conn.Write(r.Context(), kind, append([]byte("Echo: "), frame...))
		}
	}))
	t.Cleanup(server.Close)
	return server.URL
}

func TestSocketReadsFramesAndTheCloseCode(t *testing.T) {
	t.Parallel()
	socket := Dial(t, echo(t), http.Header{"Cookie": {"who=ana"}})
	socket.Write(t, "one")
	socket.Write(t, "two")
	if got := socket.ReadUntil(t, "two"); got != "Echo: two" {
		t.Errorf("got %q", got)
	}
	socket.Write(t, "restart")
	if code := socket.Closed(t); code != websocket.StatusServiceRestart {
		t.Errorf("closed with %d", code)
	}
}

func TestRefusedSocketShowsTheAnswer(t *testing.T) {
	t.Parallel()
	_, answer, err := TryDial(t, echo(t), nil)
	if err == nil || answer.StatusCode != http.StatusUnauthorized {
		t.Errorf("got %v and %v", answer, err)
	}
}

func TestFrameThatDoesNotComeIsAnError(t *testing.T) {
	t.Parallel()
	socket := Dial(t, echo(t), http.Header{"Cookie": {"who=ana"}})
	if frame, err := socket.TryRead(10 * time.Millisecond); err == nil {
		t.Errorf("got %q", frame)
	}
}
