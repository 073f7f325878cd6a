package realtime

import (
	"fmt"
	"html"
	"strings"
	"sync"
	"time"
)

// badgeEvery keeps a room to two badges a second.
const badgeEvery = 500 * time.Millisecond

// badges holds rooms' badges back so that they do not go out too often. The last one always does.
type badges struct {
	send func(Envelope)

	mu    sync.Mutex // guards rooms
	rooms map[int64]*heldBadge
}

type heldBadge struct {
	next    time.Time // when another may go out
	waiting bool
	badge   Envelope
}

func newBadges(send func(Envelope)) *badges {
	return &badges{send: send, rooms: map[int64]*heldBadge{}}
}

// add sends e now, or joins it to what waits.
func (b *badges) add(e Envelope, now time.Time) {
	b.mu.Lock()
	held := b.rooms[e.RoomID]
	if held == nil {
		held = &heldBadge{}
		b.rooms[e.RoomID] = held
	}
	if held.waiting || now.Before(held.next) {
		held.join(e)
		b.mu.Unlock()
		return
	}
	held.next = now.Add(badgeEvery)
	b.mu.Unlock()
	b.send(e)
}

func (h *heldBadge) join(e Envelope) {
	if h.waiting {
		e.Seq = max(e.Seq, h.badge.Seq)
		e.Users = append(h.badge.Users[:len(h.badge.Users):len(h.badge.Users)], e.Users...)
	}
	h.waiting, h.badge = true, e
}

// flush sends what has waited long enough.
func (b *badges) flush(now time.Time) {
	for _, e := range b.due(now) {
		b.send(e)
	}
}

func (b *badges) due(now time.Time) (due []Envelope) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for id, held := range b.rooms {
		switch {
		case now.Before(held.next):
		case held.waiting:
			due = append(due, held.badge)
			held.waiting, held.badge, held.next = false, Envelope{}, now.Add(badgeEvery)
		default:
			delete(b.rooms, id)
		}
	}
	return due
}

// badgePiece is the same for everybody: the page subtracts its own read mark
// and looks for its own id, which stands once for each mention.
func badgePiece(e Envelope) string {
	ids := strings.Trim(fmt.Sprint(e.Users), "[]")
	return fmt.Sprintf(`<live-badge room="%s" last="%d" mentions="%s"></live-badge>`, html.EscapeString(e.Slug), e.Seq, ids)
}
