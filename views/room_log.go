package views

import (
	"github.com/a-h/templ"

	"parley/chat"
)

// ticker: the messages of a room for announcements are drawn as updates.
func (v *RoomView) ticker() bool { return v.room().Kind == chat.Announcement }

// logAttributes are the contract with live.js. A thread holds only the answers
// to its first message, root.
func logAttributes(w chat.Window, root int64) templ.Attributer {
	a := attributes{}.
		with("data-room", w.Room.Slug).
		with("data-rev", id(w.Room.Rev)).
		with("data-epoch", w.Room.Epoch).
		with("data-meta", id(w.Room.Meta)).
		with("data-newest", id(w.Room.LastSeq))
	if len(w.Messages) > 0 {
		a = a.with("data-first", id(firstSeq(w.Messages))).with("data-last", id(lastSeq(w.Messages)))
	}
	if w.AtEnd {
		a = a.with("data-end", true)
	}
	if root != 0 {
		a = a.with("data-thread", id(root))
	}
	return templ.OrderedAttributes(a)
}

// attributes are kept in order, so that a fragment is always the same bytes.
type attributes templ.OrderedAttributes

func (a attributes) with(name string, value any) attributes {
	return append(a, templ.KeyValue[string, any]{Key: name, Value: value})
}
