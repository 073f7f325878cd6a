package history

// Room is what the database holds of a room at rest.
type Room struct {
	Slug    string
	Rev     int64
	LastSeq int64
	// Changes counts the rows of all changes that have one: messages, former words, removals. A reaction has none.
	Changes int64
	// Messages are in the order of their seqs.
	Messages []Message
}

// Message is a row of the database.
type Message struct {
	Seq, Rev int64
	Removed  bool
	Body     string // of a removed message: what it said
	Line     bool   // about the room: nobody posted it
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
