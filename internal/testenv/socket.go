package testenv

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"
)

// frameLimit is how long a frame may take to come, untilLimit how long one that is awaited may with others before it, such
// as heartbeats, and frameBytes the largest that a socket takes.
const (
	frameLimit = 20 * time.Second
	untilLimit = 40 * time.Second
	frameBytes = 16 << 20
)

// Socket is a WebSocket as a page has it.
type Socket struct {
	conn *websocket.Conn
}

// Dial opens a socket that is closed at the end of the test. The URL may begin with http; the header is that of the handshake,
// such as Cookie and Origin. A refusal fails t.
func Dial(t testing.TB, url string, header http.Header) *Socket {
	t.Helper()
	socket, answer, err := TryDial(t, url, header)
	if err != nil {
		status := "no answer"
		if answer != nil {
			status = answer.Status
		}
		t.Fatalf("dial %s: %v (%s)", url, err, status)
	}
	return socket
}

// TryDial is [Dial] for sockets that may be refused, which the answer to the handshake explains.
func TryDial(t testing.TB, url string, header http.Header) (*Socket, *http.Response, error) {
	t.Helper()
	limited, cancel := context.WithTimeout(context.Background(), frameLimit)
	defer cancel()
	conn, answer, err := websocket.Dial(limited, strings.Replace(url, "http", "ws", 1), &websocket.DialOptions{HTTPHeader: header})
	if err != nil {
		return nil, answer, err
	}
	conn.SetReadLimit(frameBytes)
	t.Cleanup(func() { conn.CloseNow() })
	return &Socket{conn}, answer, nil
}

// Read is the next frame; none within 20 seconds, or a close, fails t.
func (s *Socket) Read(t testing.TB) string {
	t.Helper()
	frame, err := s.TryRead(frameLimit)
	if err != nil {
		t.Fatalf("read a frame: %v", err)
	}
	return frame
}

// TryRead is the next frame that comes within the limit. The error of a closed socket has a [websocket.CloseStatus]; after an
// error the socket is of no more use.
func (s *Socket) TryRead(limit time.Duration) (string, error) {
	limited, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	_, frame, err := s.conn.Read(limited)
	return string(frame), err
}

// ReadUntil reads frames until one holds the text, and gives back that one; none within 40 seconds fails t.
func (s *Socket) ReadUntil(t testing.TB, text string) string {
	t.Helper()
	for began := time.Now(); time.Since(began) < untilLimit; {
		if frame := s.Read(t); strings.Contains(frame, text) {
			return frame
		}
	}
	t.Fatalf("no frame holds %q within %v", text, untilLimit)
	return ""
}

// Write sends a text frame.
func (s *Socket) Write(t testing.TB, frame string) {
	t.Helper()
	limited, cancel := context.WithTimeout(context.Background(), frameLimit)
	defer cancel()
	if err := s.conn.Write(limited, websocket.MessageText, []byte(frame)); err != nil {
		t.Fatalf("write a frame: %v", err)
	}
}

// Closed reads until the server closes the socket, and is the code it gave; -1 when the connection broke without one.
func (s *Socket) Closed(t testing.TB) websocket.StatusCode {
	t.Helper()
	deadline := time.Now().Add(frameLimit)
	for {
		_, err := s.TryRead(time.Until(deadline))
		if err == nil {
			continue
		}
		if time.Now().After(deadline) {
			t.Fatalf("the socket is still open after %v", frameLimit)
		}
		return websocket.CloseStatus(err)
	}
}

// Close closes the socket as a page that is left.
func (s *Socket) Close() error {
	return s.conn.Close(websocket.StatusGoingAway, "")
}
