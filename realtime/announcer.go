package realtime

import (
	"context"

	"parley/chat"
)

// Render makes the fragments: one rendering for everybody who may read.
type Render struct {
	Message func(chat.Message) string // the article
	Room    func(chat.Room) string    // <live-room …>, the room's whole other state
}

// Reader is what catching up and healing read; chat.Store has it.
type Reader interface {
	Changes(ctx context.Context, roomID, since int64, limit int) (chat.Change, error)
	Heads(ctx context.Context, roomIDs []int64) ([]chat.Head, error)
	AccessAfter(ctx context.Context, rev int64) ([]chat.Access, error)
	LastAccess(ctx context.Context) (int64, error)
	RoomsOf(ctx context.Context, userID int64) ([]int64, error)
	StandingByID(ctx context.Context, roomID, userID int64) (chat.Standing, error)
}

// NewSource makes a hub's source from chat's store.
func NewSource(s Reader, r Render) Source { return Source{} }

// Announcer turns what happened in chat into envelopes.
type Announcer struct{}

// NewAnnouncer makes an announcer, which works once it runs.
func NewAnnouncer(h *Hub, r Render) *Announcer { return &Announcer{} }

// Announce takes an event, in commit order, and never blocks.
func (a *Announcer) Announce(e chat.Event) {}

// Run renders and sends until ctx ends and what was announced before is sent.
func (a *Announcer) Run(ctx context.Context) { <-ctx.Done() }

// Frame renders a change: what a catch-up answers.
func (r Render) Frame(c chat.Change) Frame { return Frame{} }
