package realtime

import (
	"context"
	"fmt"
	"time"
)

// Viewing says who looks at what.
type Viewing struct {
	RoomID  int64
	Slug    string
	Person  Person // ID 0: a guest
	Session string // id of the signed-in browser; empty for guests
	Address string // for the limit per address
	Since   int64  // the revision the page has; negative: none, so it gets a reset
	Epoch   string // the epoch of that revision
}

// Item is what goes down to a page next.
type Item struct {
	Frame *Frame // nil: Bytes without a number. Shared: not to be changed
	Bytes []byte // the element, encoded once for all viewers: not to be changed
	At    time.Time
}

// End is why a viewer must close, as a WebSocket close code: 1012 and 1013 mean
// "come back", 1008 "you may no longer read".
type End struct {
	Code   int
	Reason string
}

func (e *End) Error() string { return fmt.Sprintf("realtime: viewer ended: %d %s", e.Code, e.Reason) }

// Viewer is one open page: a socket, or a response that does not end.
type Viewer struct{}

// Next waits for what to send. The first item is always the catch-up from
// Since, empty if nothing is new. It returns an *End when the viewer must
// close, and nothing ever after; or ctx's error. One goroutine calls it.
func (v *Viewer) Next(ctx context.Context) (Item, error) { <-ctx.Done(); return Item{}, ctx.Err() }

// Typing tells the room that this viewer's person types.
func (v *Viewer) Typing() {}

// End closes the viewer; the first reason wins.
func (v *Viewer) End(code int, reason string) {}

// Leave forgets the viewer. It may be called more than once.
func (v *Viewer) Leave() {}
