package views

import (
	"context"
	"strings"

	"github.com/a-h/templ"

	"parley/chat"
)

// Run is a stretch of a window's messages that is the same for all readers, from
// message From up to End, which is the first of the next one.
type Run struct {
	From, End int
	Kept      templ.Component // what Stretch gave; nil: it is rendered for this page
}

// Stretch renders the messages of a window from one up to another, under their
// days, for readers to whom none of them is new.
func Stretch(w chat.Window, fragments []string, from, end int, c Clock) string {
	var b strings.Builder
	v := &RoomView{Window: w, Fragments: fragments}
	_ = stretch(c, v, from, end).Render(context.Background(), &b) // to memory
	return b.String()
}

func (v *RoomView) runs() []Run {
	if len(v.Runs) > 0 {
		return v.Runs
	}
	return []Run{{End: len(v.Window.Messages)}}
}

// breaks says whether something stands between the messages of a run that is for
// this reader alone.
func (v *RoomView) breaks(r Run) bool {
	for i := r.From; i < r.End; i++ {
		if v.startsNew(i) || v.seeks(i) {
			return true
		}
	}
	return false
}
