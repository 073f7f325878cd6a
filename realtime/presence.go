package realtime

import (
	"sync"
	"time"
)

const (
	hereEvery   = 2 * time.Second  // at most one rendering and one envelope per room
	hereRefresh = 10 * time.Second // the others are told again
	hereExpires = 25 * time.Second // a replica that says nothing has nobody here
	hereNamed   = 50               // more are only counted
	hereTold    = 2000             // of those on one replica, the others learn the ids: more may be counted twice
)

// presence knows who is in the rooms with viewers here, over all replicas.
type presence struct {
	hub    *Hub
	render func(slug string, people []Person, count int) string // nil: nothing is known or shown

	mu    sync.Mutex // guards rooms and all in them
	rooms map[int64]*attendance
}

func newPresence(h *Hub, render func(string, []Person, int) string) *presence {
	return &presence{hub: h, render: render, rooms: map[int64]*attendance{}}
}

// of finds a room's attendance, or makes it; p.mu is held.
func (p *presence) of(r *room) *attendance {
	a := p.rooms[r.id]
	if a == nil {
		a = &attendance{people: map[int64]*attendee{}, others: map[string]roster{}}
		p.rooms[r.id] = a
	}
	a.room = r
	return a
}

// enter counts a page, and shows it who is here.
func (p *presence) enter(v *Viewer) {
	if p.render == nil {
		return
	}
	p.mu.Lock()
	a := p.of(v.room)
	a.enter(v.viewing.Person)
	a.changed(time.Now())
	display := a.display
	p.mu.Unlock()
	if display != nil {
		v.push(display)
	}
}

// exit counts a page that was counted less.
func (p *presence) exit(v *Viewer) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if a := p.rooms[v.room.id]; a != nil {
		a.exit(v.viewing.Person)
		a.changed(time.Now())
	}
}

// close forgets a room that nobody has open here.
func (p *presence) close(roomID int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.rooms, roomID)
}

// here lists who is in a room now.
func (p *presence) here(roomID int64) ([]Person, int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	a := p.rooms[roomID]
	if a == nil {
		return nil, 0
	}
	all := a.all(time.Now())
	return all.people, all.count()
}

// ask asks the others who is in a room that has just been opened here.
func (p *presence) ask(r *room) {
	if p.render != nil {
		p.hub.Send(Envelope{Kind: KindAsk, RoomID: r.id})
	}
}

// answer repeats to the others, at the next pulse, who is here.
func (p *presence) answer(r *room, origin string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if a := p.rooms[r.id]; a != nil && origin != p.hub.id {
		a.told = roster{}
	}
}

// hear takes what another replica says.
func (p *presence) hear(r *room, e Envelope) {
	if p.render == nil || e.Origin == p.hub.id {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.of(r).others[e.Origin] = roster{people: e.People, more: e.Count, ids: e.Users, at: time.Now()}
}

// flush tells the others, and shows, what changed.
func (p *presence) flush(now time.Time) {
	tell, show := p.news(now)
	for _, e := range tell {
		p.hub.Send(e)
	}
	for r, display := range show {
		r.push(display)
	}
}

func (p *presence) news(now time.Time) (tell []Envelope, show map[*room]*parcel) {
	p.mu.Lock()
	defer p.mu.Unlock()
	show = map[*room]*parcel{}
	for _, a := range p.rooms {
		if e, ok := a.message(now); ok {
			tell = append(tell, e)
		}
		if a.outdated(now) {
			a.display = packHTML(p.render(a.room.slug, a.shown.people, a.shown.count()))
			show[a.room] = a.display
		}
	}
	return tell, show
}
