package realtime

import "context"

// Head is where a room stands in the database.
type Head struct {
	RoomID    int64
	Epoch     string
	Rev, Meta int64
	StaffRev  int64 // grows with what waits for the room's moderators
}

// Drop is a right to read that was taken away.
type Drop struct {
	Rev     int64  `json:"rev"`               // dense number over the whole place
	UserID  int64  `json:"user"`              // 0: all pages of the room come back and are judged anew
	RoomID  int64  `json:"room,omitempty"`    // 0: every room
	Session string `json:"session,omitempty"` // only viewers of this session; empty: of all
	Except  string `json:"except,omitempty"`  // not the viewers of this session
	Network string `json:"network,omitempty"` // with no user and no room: all pages that were opened from it come back and are judged anew
}

// Source reads what the broker may have missed. Every function may be called
// from several goroutines and must end with its context.
type Source struct {
	// CatchUp reads every message changed after since; a negative since, or too
	// many of them, is a Reset with the newest.
	CatchUp func(ctx context.Context, roomID, since int64) (Frame, error)
	// Heads reads where rooms stand; unknown ids are left out.
	Heads func(ctx context.Context, roomIDs []int64) ([]Head, error)
	// AccessAfter lists rights taken away after rev, oldest first, at most 1,000.
	AccessAfter func(ctx context.Context, rev int64) ([]Drop, error)
	// LastAccess is the number of the last right taken away.
	LastAccess func(ctx context.Context) (int64, error)
	// RoomState renders <live-room …> and tells the meta it shows.
	RoomState func(ctx context.Context, roomID int64) (html string, meta int64, err error)
	// You renders <live-you …>, what a person may do in a room; nil: not shown.
	You func(ctx context.Context, roomID, userID int64) (html string, err error)
	// Moderators lists who moderates a room: You tells them what waits there; nil: nobody is told.
	Moderators func(ctx context.Context, roomID int64) ([]int64, error)
	// MayType says whether others shall hear that somebody types; nil: of everybody.
	MayType func(ctx context.Context, roomID, userID int64) bool
	// RoomsOf lists the rooms a user is in: whose badges they get.
	RoomsOf func(ctx context.Context, userID int64) ([]int64, error)
}
