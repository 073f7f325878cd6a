package chat

// Change is an interval (From, To] of a room's revisions with the present
// state of every message that changed in it, in the order of their seqs.
// A live change, a catch-up and a coalesced one are the same thing.
type Change struct {
	RoomID   int64
	Slug     string
	Epoch    string
	Meta     int64
	From, To int64
	Reset    bool // Messages replace what the reader has
	Messages []Message
}

// EventKind says what happened.
type EventKind string

// What can happen, and which fields of Event say more.
const (
	MessagesChanged EventKind = "messages_changed" // Change
	RoomChanged     EventKind = "room_changed"     // Room: its name, topic, kind or archive
	RoomRead        EventKind = "room_read"        // Room, Users: they have read up to Seq
	MemberChanged   EventKind = "member_changed"   // Room, Users: their place in it, or that they are in it
	AccessLost      EventKind = "access_lost"      // Access: somebody may no longer read
)

// Event is something that has happened: it is told only after its transaction is durable.
type Event struct {
	Kind   EventKind
	Change Change
	Room   Room
	Users  []int64
	Seq    int64
	Access Access
}

// Access is a right to read that was taken away, for live viewers to be ended.
type Access struct {
	Rev     int64 // dense number over the whole place
	UserID  int64
	RoomID  int64  // 0: every room
	Session string // only viewers of this session (its id); empty: all of the user's
	Except  string // all sessions of the user but this one; empty: no exception
	Network string // all pages that were opened from it come back and are judged anew; empty: see the others
}

// Head is what healing compares: where a room stands now.
type Head struct {
	RoomID   int64
	Epoch    string
	Rev      int64
	Meta     int64
	StaffRev int64
}
