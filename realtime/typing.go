package realtime

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"
)

const (
	typingEvery   = time.Second     // at most one rendering per room, and one envelope per person
	typingExpires = 5 * time.Second // after the last sign
	typingNamed   = 3
)

// typists knows who types in rooms with viewers here.
type typists struct {
	hub    *Hub
	render func(slug string, people []Person, count int) string

	mu    sync.Mutex // guards rooms
	rooms map[int64]*typing
}

// typing is one room's typists.
type typing struct {
	room   *room
	people map[int64]typist
	dirty  bool
	next   time.Time // when it may be rendered again
}

type typist struct {
	person Person
	at     time.Time
}

func newTypists(h *Hub, render func(string, []Person, int) string) *typists {
	return &typists{hub: h, render: render, rooms: map[int64]*typing{}}
}

// Typing tells the room that this viewer's person types. Guests do not.
func (v *Viewer) Typing() {
	p := v.viewing.Person
	if p.ID == 0 || v.ended() || !v.hub.typists.due(v.room.id, p.ID) {
		return
	}
	v.hub.tellTyping(v.room.id, p)
}

// tellTyping tells that somebody types, if they may write at all.
func (h *Hub) tellTyping(roomID int64, p Person) {
	said := Envelope{Kind: KindTyping, RoomID: roomID, People: []Person{p}}
	if h.source.MayType == nil {
		h.Send(said)
		return
	}
	h.crew.start(func(ctx context.Context) {
		ctx, cancel := context.WithTimeout(ctx, readLimit)
		defer cancel()
		if h.source.MayType(ctx, roomID, p.ID) {
			h.Send(said)
		}
	})
}

// due says whether the others should hear of a typist again.
func (t *typists) due(roomID, userID int64) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	room := t.rooms[roomID]
	return room == nil || time.Since(room.people[userID].at) >= typingEvery
}

// note takes a sign that people type.
func (t *typists) note(r *room, people []Person) {
	if t.render == nil {
		return
	}
	t.mu.Lock()
	room := t.rooms[r.id]
	if room == nil {
		room = &typing{room: r, people: map[int64]typist{}}
		t.rooms[r.id] = room
	}
	for _, p := range people {
		_, known := room.people[p.ID]
		room.dirty = room.dirty || !known
		room.people[p.ID] = typist{person: p, at: time.Now()}
	}
	t.mu.Unlock()
	t.flush(time.Now())
}

// clear forgets people who have just said what they typed.
func (t *typists) clear(roomID int64, ids []int64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	room := t.rooms[roomID]
	for _, id := range ids {
		if room == nil {
			return
		}
		_, known := room.people[id]
		delete(room.people, id)
		room.dirty = room.dirty || known
	}
}

// flush shows what changed.
func (t *typists) flush(now time.Time) {
	for _, s := range t.changed(now) {
		s.room.push(packHTML(t.render(s.room.slug, s.people, s.count)))
	}
}

// shown is what a room is to show of some people.
type shown struct {
	room   *room
	people []Person
	count  int
}

func (t *typists) changed(now time.Time) (all []shown) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for id, room := range t.rooms {
		room.expire(now)
		if room.dirty && !now.Before(room.next) {
			room.dirty, room.next = false, now.Add(typingEvery)
			all = append(all, shown{room.room, room.named(), len(room.people)})
		}
		if len(room.people) == 0 && !room.dirty && !now.Before(room.next) {
			delete(t.rooms, id)
		}
	}
	return all
}

func (r *typing) expire(now time.Time) {
	for id, p := range r.people {
		if now.Sub(p.at) >= typingExpires {
			delete(r.people, id)
			r.dirty = true
		}
	}
}

func (r *typing) named() []Person {
	var people []Person
	for _, p := range r.people {
		people = append(people, p.person)
	}
	byName(people)
	return people[:min(len(people), typingNamed)]
}

func byName(people []Person) {
	slices.SortFunc(people, func(a, b Person) int { return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID)) })
}
