package realtime

import (
	"html"
	"strconv"
)

// Article is one rendered message: the same bytes for everybody who may read the room.
type Article struct {
	ID, Seq, Rev int64
	Root         int64 // seq of its thread's first message; 0: not an answer
	Removed      bool  // HTML is the tombstone
	HTML         string
}

// Frame is the interval (From, To] of a room's revisions with the present
// rendering of every message that changed in it, in the order of their seqs.
// Live, caught-up and coalesced frames are the same thing; From = To is a heartbeat.
type Frame struct {
	RoomID   int64
	Slug     string
	Epoch    string
	Meta     int64 // count of the room's other changes, see Envelope
	From, To int64
	Reset    bool // Articles replace what the reader has
	Articles []Article
}

// Append writes the frame as the element live-frame.
func (f Frame) Append(b []byte) []byte {
	b = append(b, `<live-frame room="`...)
	b = append(b, html.EscapeString(f.Slug)...)
	b = append(b, `" epoch="`...)
	b = append(b, html.EscapeString(f.Epoch)...)
	b = appendNumber(b, `" meta="`, f.Meta)
	b = appendNumber(b, `" from="`, f.From)
	b = appendNumber(b, `" to="`, f.To)
	b = append(b, '"')
	if f.Reset {
		b = append(b, " reset"...)
	}
	b = append(b, '>')
	for _, a := range f.Articles {
		b = append(b, a.HTML...)
	}
	return append(b, "</live-frame>"...)
}

func appendNumber(b []byte, before string, n int64) []byte {
	return strconv.AppendInt(append(b, before...), n, 10)
}
