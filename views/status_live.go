package views

// liveViewURL is the live view without scripts of a room the reader can read; the list of rooms where none is known.
func liveViewURL(p Page) string {
	for _, r := range append(p.Sidebar, p.Public...) {
		return RoomURL(r.Slug) + "/stream"
	}
	return "/rooms"
}
