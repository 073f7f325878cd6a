package history

// Equals says whether a screen is what I3 wants of it.
func (s Screen) Equals(r Room) bool {
	want := expected(r, s)
	for i := range max(len(want), len(s.Articles)) {
		if differ(r, want, s.Articles, i) != "" {
			return false
		}
	}
	return true
}

// Rest checks the screens that were added since the last rest, against what the database holds now, and forgets them.
func (h *History) Rest(phase string, rooms []Room) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.odd = append(h.odd, few("I3 "+phase+", ", screensEqualRooms(h, rooms))...)
	h.odd = append(h.odd, few("I4 "+phase+", ", screensSorted(h, rooms))...)
	h.screens = nil
}
