package views

import "parley/chat"

// nextUnread is the room to go on with, and how many have something new: one that names the reader comes first.
func nextUnread(p Page) (next chat.RoomListing, rooms int) {
	for _, r := range p.Sidebar {
		if r.Unread() == 0 {
			continue
		}
		rooms++
		if rooms == 1 || hot(r) && !hot(next) {
			next = r
		}
	}
	return next, rooms
}
