package views

import (
	"net/url"

	"parley/chat"
)

// waitURL is answered when something has happened that the window does not show.
func waitURL(w chat.Window) string {
	q := url.Values{"since": {id(w.Room.Rev)}, "epoch": {w.Room.Epoch}}
	return RoomURL(w.Room.Slug) + "/wait?" + q.Encode() + "#newest"
}

// firstNew is the index of the first message said after the revision since; -1
// when none was. What was only edited, removed or answered since is not new.
func firstNew(w chat.Window, since int64) int {
	for i, m := range w.Messages {
		if since > 0 && m.Rev > since && !m.Edited() && !m.Removed() && m.Replies == 0 {
			return i
		}
	}
	return -1
}

// waitID: where nothing is new, the end of the list is what the link leads to.
func waitID(w chat.Window, since int64) string {
	if firstNew(w, since) < 0 {
		return "newest"
	}
	return "wait"
}

func (v *RoomView) plainComposer(p Page) ComposerView {
	c := v.composer(p)
	c.Plain = true
	return c
}
