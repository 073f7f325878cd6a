package views

import "parley/chat"

// A run is messages of one room that follow each other.
type run struct {
	Slug, Name string
	Messages   []chat.Message
}

// runsByRoom puts messages of one room that follow each other under one heading. Each begins a block of its own there.
func runsByRoom(p Page, ms []chat.Message) []run {
	var runs []run
	for _, m := range ms {
		m.Cont = false
		if len(runs) == 0 || runs[len(runs)-1].Slug != m.Slug {
			runs = append(runs, run{Slug: m.Slug, Name: roomCalled(p, m.Slug)})
		}
		last := &runs[len(runs)-1]
		last.Messages = append(last.Messages, m)
	}
	return runs
}

// roomCalled is what the reader calls one of their rooms; its address for others.
func roomCalled(p Page, slug string) string {
	for _, r := range p.Sidebar {
		if r.Slug == slug {
			return RoomName(r)
		}
	}
	return slug
}
