package handlers

import (
	"context"
	"net/http"
	"time"
	"unicode/utf8"

	"github.com/coder/websocket"

	"parley/chat"
)

const (
	echoLife  = time.Minute // a diagnostic socket is not a place to stay
	echoLimit = 1 << 10     // bytes of a text
	echoTexts = 200
	maxEchoes = 200 // at once
)

// echo answers every text with "Echo: " and the text: it tells a person, and a
// load balancer's administrator, whether sockets get through.
func (h *Handlers) echo(w http.ResponseWriter, r *http.Request) error {
	if err := h.checkOrigin(r); err != nil {
		return err
	}
	if h.echoes.Add(1) > maxEchoes {
		h.echoes.Add(-1)
		return &chat.Error{Kind: chat.Unavailable, RetryAfter: 10 * time.Second, Message: "Many people are testing live updates at this moment. Try again in a few seconds."}
	}
	defer h.echoes.Add(-1)
	endless(w)
	c, err := websocket.Accept(w, r, &websocket.AcceptOptions{InsecureSkipVerify: true}) // the origin is checked above
	if err != nil {
		return nil // Accept has answered
	}
	defer c.CloseNow()
	c.SetReadLimit(echoLimit)
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), echoLife)
	defer cancel()
	for range echoTexts {
		kind, text, err := c.Read(ctx)
		if err != nil {
			return nil
		}
		if kind != websocket.MessageText || !utf8.Valid(text) {
			return c.Close(websocket.StatusInvalidFramePayloadData, "text only")
		}
		if err := c.Write(ctx, kind, append([]byte("Echo: "), text...)); err != nil {
			return nil
		}
	}
	return c.Close(websocket.StatusNormalClosure, "enough")
}
