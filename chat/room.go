package chat

import "time"

// RoomKind says who may read and write in a room.
type RoomKind string

// The kinds of room.
const (
	Open         RoomKind = "open"         // everybody with an account reads and writes
	Private      RoomKind = "private"      // its members alone
	Direct       RoomKind = "direct"       // a conversation of the people it was opened for
	Announcement RoomKind = "announcement" // everybody reads, moderators write
)

// Room is a place to talk.
type Room struct {
	ID         int64
	Slug       string // its name in URLs; never changes
	Name       string
	Kind       RoomKind
	Public     bool // open and announcement rooms: readable without signing in
	Topic      string
	Epoch      string // random; renewed by a restore
	Rev        int64  // number of its last visible change; dense
	LastSeq    int64  // number of its last message; dense
	Meta       int64  // counts changes of the room itself
	StaffRev   int64  // grows with what waits here for moderators
	CreatedBy  int64
	CreatedAt  time.Time
	ArchivedAt time.Time // zero: in use
	KeepDays   int64     // how many days its messages are kept; 0: as in the place; Forever
	Controls
	Raid
}

// Archived says whether the room is kept for reading only.
func (r Room) Archived() bool { return !r.ArchivedAt.IsZero() }

// RoomListing is a room as the directory and the sidebar show it.
type RoomListing struct {
	Room
	Members     int64
	Member      Member   // the reader's place in it; Role is empty when they are not in it
	Mentions    int64    // of the reader, unread
	People      []Person // direct rooms: everybody but the reader
	LastAt      time.Time
	LastMessage string
}

// Unread counts the messages that came after the reader's mark.
func (l RoomListing) Unread() int64 {
	if l.Member.Role == "" {
		return 0
	}
	return max(0, l.LastSeq-l.Member.LastReadSeq)
}
