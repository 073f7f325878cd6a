package chat

import (
	"context"
	"time"
)

// Posting is a draft on its way into a room's batch.
type Posting struct {
	RoomID   int64
	Slug     string // the room must have it; empty: any
	AuthorID int64
	Draft    Draft
	Rendered Rendered
	Session  string // id of the author's browser, which must not have been signed out; empty for programs
	Digest   string // keyed hash of room, body and reply: tells a retry from another message under the same nonce
	// Judge rules on it with the room as it will be just before it.
	Judge func(Standing, time.Time) error
	// Waits says whether it is held, once it was judged; nil: nothing is.
	Waits func(Standing, time.Time) Wait
	// Then is done in the same transaction once it stands or waits, and not again for a retry; nil: nothing.
	// A message that it removes is told as removed, and never with its words.
	Then func(context.Context, Tx, Posted) error
	// Alone locks the author's row for it: Then may decide something about them.
	Alone bool
	// JoinAs makes the author a member with this role when they are not one; empty: leave them outside.
	JoinAs Role
}

// Posted is a message that stands, or waits, and where its author stood in its transaction.
type Posted struct {
	Message           // the zero one while it waits
	Hold     *Hold    // nil: it does not wait
	Standing Standing // of a room that is not there any more: zero
}
