package chat

import "time"

// MessageKind says what a message is: something somebody said, or a line about the room.
type MessageKind string

// The kinds of message. All but Text are system lines; their Body holds what the sentence is about.
const (
	Text       MessageKind = "text"
	Renamed    MessageKind = "renamed"    // Body: the new name
	TopicSet   MessageKind = "topic_set"  // Body: the new topic
	Archived   MessageKind = "archived"   //
	Unarchived MessageKind = "unarchived" //
	Widened    MessageKind = "widened"    // Body: the room's new kind, or "public"
)

// MaxBody is how many code points a message may have.
const MaxBody = 4000

// Author is the person a message is by, as they were when they wrote it.
type Author struct {
	ID     int64
	Name   string
	Handle string
	Avatar int64 // revision of their uploaded picture; 0: a generated one
}

// Quote is the message that another answers, as it is now.
type Quote struct {
	Seq     int64
	Name    string
	Text    string // one line; empty when Removed
	Removed bool
}

// Message is something said in a room.
type Message struct {
	ID        int64
	RoomID    int64
	Slug      string // the room's
	Seq       int64  // its place in the room; never changes
	Rev       int64  // number of the room's change that last touched it
	Kind      MessageKind
	Author    Author
	Cont      bool   // goes on the block of the message before it
	Body      string // as typed (Markdown); empty when removed
	HTML      string // rendered once, at writing; safe for everybody
	Plain     string // one line, for quotes
	Quote     Quote  // Seq is 0 when it answers nothing
	Root      int64  // seq of its thread's first message; 0: not an answer
	Replies   int64  // of a thread's first message
	RepliedAt time.Time
	Mentions  []int64 // ids of the people named in it
	Reactions []Reaction
	PostedAt  time.Time
	EditedAt  time.Time // zero: never
	RemovedAt time.Time // zero: not removed
	RemovedBy int64
}

// Removed says whether only the tombstone is left.
func (m Message) Removed() bool { return !m.RemovedAt.IsZero() }

// Edited says whether its author changed the words.
func (m Message) Edited() bool { return !m.EditedAt.IsZero() }

// Draft is a message not yet accepted.
type Draft struct {
	Body    string
	Nonce   string // the page's own name for the draft: 16–64 of [A-Za-z0-9_-]
	ReplyTo int64  // seq of the message it answers; 0: none
}

// Rendered is a draft's text made ready: safe HTML, one plain line and who is named.
type Rendered struct {
	HTML     string
	Plain    string
	Mentions []int64
}

// Window is a run of a room's messages, read in one statement with the revision they show.
type Window struct {
	Room     Room
	Messages []Message // ascending by seq
	AtStart  bool      // nothing older exists
	AtEnd    bool      // nothing newer exists
}
