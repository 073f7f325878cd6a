package realtime

import (
	"context"
	"maps"
	"slices"
	"sync"
)

// people knows whose pages are open here, and which rooms those people are in.
type people struct {
	hub *Hub

	mu      sync.RWMutex // guards everything below
	users   map[int64]*user
	members map[int64]map[*user]struct{} // by room
	unread  map[int64]struct{}           // users whose rooms must be read
	wake    chan struct{}
}

// user is an account with pages open here; id 0 stands for all guests.
type user struct {
	id      int64
	viewers []*Viewer
	rooms   []int64
	loaded  bool
}

func newPeople(h *Hub) *people {
	return &people{hub: h, users: map[int64]*user{}, members: map[int64]map[*user]struct{}{},
		unread: map[int64]struct{}{}, wake: make(chan struct{}, 1)}
}

func (p *people) add(v *Viewer) {
	p.mu.Lock()
	defer p.mu.Unlock()
	id := v.viewing.Person.ID
	u := p.users[id]
	if u == nil {
		u = &user{id: id}
		p.users[id] = u
	}
	u.viewers = ofUser.include(u.viewers, v)
}

func (p *people) remove(v *Viewer) {
	p.mu.Lock()
	defer p.mu.Unlock()
	u := p.users[v.viewing.Person.ID]
	u.viewers = ofUser.exclude(u.viewers, v)
	if len(u.viewers) == 0 {
		p.settle(u, nil)
		delete(p.users, u.id)
	}
}

func (p *people) viewersOf(id int64) []*Viewer {
	p.mu.RLock()
	defer p.mu.RUnlock()
	if u := p.users[id]; u != nil {
		return slices.Clone(u.viewers)
	}
	return nil
}

// push brings a parcel to all pages of these users.
func (p *people) push(ids []int64, what *parcel) {
	p.mu.RLock()
	defer p.mu.RUnlock()
	for _, id := range ids {
		if u := p.users[id]; u != nil && id != 0 {
			u.push(what)
		}
	}
}

// pushMembers brings a parcel to all pages of those who are in the room.
func (p *people) pushMembers(roomID int64, what *parcel) {
	p.mu.RLock()
	defer p.mu.RUnlock()
	for u := range p.members[roomID] {
		u.push(what)
	}
}

func (u *user) push(what *parcel) {
	for _, v := range u.viewers {
		v.push(what)
	}
}

// load has a newcomer's rooms read.
func (p *people) load(id int64) {
	p.mu.Lock()
	u := p.users[id]
	known := id == 0 || u == nil || u.loaded
	p.mu.Unlock()
	if !known {
		p.reload([]int64{id})
	}
}

// reload has the rooms of users read again, if they are here.
func (p *people) reload(ids []int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, id := range ids {
		if p.users[id] != nil && id != 0 {
			p.unread[id] = struct{}{}
		}
	}
	select {
	case p.wake <- struct{}{}:
	default:
	}
}

// missed has everybody's rooms read again, and their lists of rooms with them.
func (p *people) missed() {
	p.mu.RLock()
	ids := slices.Collect(maps.Keys(p.users))
	p.mu.RUnlock()
	p.reload(ids)
	p.push(ids, sidePiece)
}

// settle notes which rooms a user is in; p.mu is held.
func (p *people) settle(u *user, rooms []int64) {
	for _, id := range u.rooms {
		if delete(p.members[id], u); len(p.members[id]) == 0 {
			delete(p.members, id)
		}
	}
	u.rooms = slices.Clone(rooms)
	for _, id := range u.rooms {
		if p.members[id] == nil {
			p.members[id] = map[*user]struct{}{}
		}
		p.members[id][u] = struct{}{}
	}
}

// run reads the rooms of those who came or whose rooms changed.
func (p *people) run(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-p.wake:
		}
		for id, ok := p.next(); ok && ctx.Err() == nil; id, ok = p.next() {
			p.read(ctx, id)
		}
	}
}

// next picks a user to read; loaded is set before, so that a change meanwhile is read again.
func (p *people) next() (int64, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for id := range p.unread {
		delete(p.unread, id)
		if u := p.users[id]; u != nil {
			u.loaded = true
			return id, true
		}
	}
	return 0, false
}

func (p *people) read(ctx context.Context, id int64) {
	ctx, cancel := context.WithTimeout(ctx, readLimit)
	defer cancel()
	rooms, err := p.hub.source.RoomsOf(ctx, id)
	p.mu.Lock()
	defer p.mu.Unlock()
	u := p.users[id]
	switch {
	case u == nil:
	case err != nil:
		u.loaded = false // the next page of theirs tries again
	default:
		p.settle(u, rooms)
	}
}

func (p *people) none() bool {
	p.mu.RLock()
	defer p.mu.RUnlock()
	return len(p.users) == 0
}
