package history

import (
	"slices"
	"time"
)

// Room is what the database holds of a room at rest.
type Room struct {
	Slug    string
	Rev     int64
	LastSeq int64
	// Changes counts what took a revision and left a trace: messages, former words, removals and their ends. A reaction leaves none.
	Changes int64
	// Messages are in the order of their seqs.
	Messages []Message
	Holds    []Hold  // all that ever waited
	Gone     []Span  // when messages were removed, in the order in which that began
	Left     []int64 // seqs of messages that a removal which was undone still keeps
}

// Message is a row of the database.
type Message struct {
	Seq, Rev int64
	Removed  bool
	Body     string // of a removed message: what it said
	Line     bool   // about the room: nobody posted it
	At       time.Duration
	// Reactions are written as [page.Article] has them.
	Reactions string
}

// key is the nonce under which somebody posted it.
func (m Message) key() string { return Key(m.Body) }

// at finds a message by its seq.
func (r Room) at(seq int64) (Message, bool) {
	if seq < 1 || seq > int64(len(r.Messages)) || r.Messages[seq-1].Seq != seq {
		return Message{}, false
	}
	return r.Messages[seq-1], true
}

// wasUndone says whether moderators brought a message back that others than its author had removed.
func (r Room) wasUndone(seq int64) bool {
	return slices.ContainsFunc(r.Gone, func(x Span) bool { return x.Seq == seq && x.To != 0 && !x.Own })
}

// byKey finds all rows of each nonce.
func byKey(rooms []Room) map[string][]Message {
	found := map[string][]Message{}
	for _, r := range rooms {
		for _, m := range r.Messages {
			if !m.Line {
				found[m.key()] = append(found[m.key()], m)
			}
		}
	}
	return found
}
