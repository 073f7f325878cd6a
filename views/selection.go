package views

import "slices"

// SelectURL is the page on which messages of a room are selected: the newest, or those around one (seq; 0: none).
func SelectURL(slug string, seq int64) string {
	if seq != 0 {
		return RoomURL(slug) + "/" + id(seq) + "?select=1"
	}
	return RoomURL(slug) + "?select=1"
}

// UndoRemovalURL is where a removal is taken back.
func UndoRemovalURL(removal int64) string { return "/removals/" + id(removal) + "/undo" }

// chosen says whether a box is ticked when the page begins.
func (v *RoomView) chosen(seq int64) bool { return slices.Contains(v.Selection.Values["seq"], id(seq)) }

// afterSelection is the room as it stands without the boxes.
func (v *RoomView) afterSelection() string {
	if v.Window.AtEnd {
		return RoomURL(v.room().Slug)
	}
	return RoomURL(v.room().Slug) + "/" + id(firstSeq(v.Window.Messages))
}
