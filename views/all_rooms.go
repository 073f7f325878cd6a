package views

import (
	"net/url"
	"strconv"

	"parley/chat"
)

// AllRoomsView lists all rooms for administrators, as they were searched for.
type AllRoomsView struct {
	chat.RoomPage
	Text string
	Page int
}

// address is another page of the list.
func (v AllRoomsView) address(step int) string {
	q := url.Values{"page": {strconv.Itoa(v.Page + step)}}
	if v.Text != "" {
		q.Set("q", v.Text)
	}
	return "/admin/rooms?" + q.Encode()
}

// mayEnter says whether the reader of the list may open a room: the private ones are their members' alone.
func mayEnter(l chat.RoomListing) bool { return l.Kind != chat.Private || l.Member.Role != "" }

// keptShort is how long a room keeps messages, and whether that is its own choice.
func keptShort(p chat.Place, r chat.Room) string {
	kept := keptFor(p.KeptFor(r))
	if r.KeepDays != 0 {
		return kept + ", its own"
	}
	return kept
}
