package views

import "parley/chat"

// A run is messages of one room and day that follow each other.
type run struct {
	Slug, Name, Day string
	Messages        []chat.Message
}

// runs puts messages that follow each other under headings of their room and day. Each message is a block of its own.
func runs(p Page, ms []chat.Message) []run {
	var all []run
	for _, m := range ms {
		m.Cont = false
		day := p.Clock().Day(m.PostedAt)
		if len(all) == 0 || all[len(all)-1].Slug != m.Slug || all[len(all)-1].Day != day {
			all = append(all, run{Slug: m.Slug, Name: roomCalled(p, m.Slug), Day: day})
		}
		last := &all[len(all)-1]
		last.Messages = append(last.Messages, m)
	}
	return all
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
