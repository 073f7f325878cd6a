package realtime

// Kind says what an envelope is about.
type Kind string

// The kinds of envelope and the fields they carry. Those marked (place) go to
// every replica; the others only to replicas with a viewer in the room.
const (
	KindFrame   Kind = "frame"   // Epoch, Meta, From, To, Articles, Users: the authors of new messages
	KindRoom    Kind = "room"    // Epoch, Meta, HTML: the room's whole other state
	KindTyping  Kind = "typing"  // People: one who types
	KindHere    Kind = "here"    // People, Count: who is here on the replica Origin; Users: who those are that are only counted
	KindAsk     Kind = "ask"     // who is here?
	KindBadge   Kind = "badge"   // (place) Slug, Seq: last message, Users: mentioned, once a mention
	KindPerson  Kind = "person"  // (place) Users, HTML: for all their viewers
	KindMembers Kind = "members" // (place) Users: the rooms they are in changed
	KindDrop    Kind = "drop"    // (place) Drop
)

// Envelope is what replicas tell each other.
type Envelope struct {
	Kind     Kind
	Origin   string // the replica that sent it
	RoomID   int64
	Slug     string
	Epoch    string
	Meta     int64
	From, To int64
	At       int64 // microseconds since 1970 when it was announced, for measuring
	Seq      int64
	Users    []int64
	People   []Person
	Count    int
	Drop     Drop
	Articles []Article
	HTML     string
}

// ofPlace says whether every replica gets it.
func (e Envelope) ofPlace() bool {
	switch e.Kind {
	case KindBadge, KindPerson, KindMembers, KindDrop:
		return true
	}
	return false
}

func (e Envelope) frame() Frame {
	return Frame{RoomID: e.RoomID, Slug: e.Slug, Epoch: e.Epoch, Meta: e.Meta, From: e.From, To: e.To, Articles: e.Articles}
}
