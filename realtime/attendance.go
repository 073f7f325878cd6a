package realtime

import (
	"maps"
	"slices"
	"time"
)

// attendance is who is in one room. presence's lock guards it.
type attendance struct {
	room   *room
	people map[int64]*attendee // with pages open here
	guests int                 // pages of guests open here
	others map[string]roster   // by replica

	told    roster    // what the others were told last, at told.at
	tellAt  time.Time // when they are told next; zero: when it is time to repeat it
	shown   roster    // what pages were shown last, at shown.at
	display *parcel   // its rendering; nil: nothing shown yet
}

type attendee struct {
	person Person
	pages  int
}

// roster is people by name, and how many there are beside them.
type roster struct {
	people []Person
	more   int
	ids    []int64 // who the more are, as far as told: so that nobody is counted on two replicas
	at     time.Time
}

func (r roster) count() int { return len(r.people) + r.more }

func (r roster) same(other roster) bool {
	return r.more == other.more && slices.Equal(r.people, other.people) && slices.Equal(r.ids, other.ids)
}

func (a *attendance) enter(p Person) {
	if p.ID == 0 {
		a.guests++
		return
	}
	if a.people[p.ID] == nil {
		a.people[p.ID] = &attendee{}
	}
	a.people[p.ID].person = p
	a.people[p.ID].pages++
}

func (a *attendance) exit(p Person) {
	if p.ID == 0 {
		a.guests--
		return
	}
	if a.people[p.ID].pages--; a.people[p.ID].pages == 0 {
		delete(a.people, p.ID)
	}
}

// changed plans to tell the others, a little later: pages reload.
func (a *attendance) changed(now time.Time) {
	if a.tellAt.IsZero() {
		a.tellAt = now.Add(hereEvery)
	}
}

// ours lists who has pages open here.
func (a *attendance) ours() roster {
	people := make([]Person, 0, len(a.people))
	for _, p := range a.people {
		people = append(people, p.person)
	}
	r := shorten(people, a.guests)
	if len(r.people) == 0 {
		ids := slices.Sorted(maps.Keys(a.people))
		r.ids = ids[:min(len(ids), hereTold)]
	}
	return r
}

// all lists who is here on any replica, each person once.
func (a *attendance) all(now time.Time) roster {
	merged := map[int64]Person{}
	more := a.guests
	for _, p := range a.people {
		merged[p.person.ID] = p.person
	}
	for id, other := range a.others {
		if now.Sub(other.at) >= hereExpires {
			delete(a.others, id)
			continue
		}
		more += other.more - len(other.ids)
		for _, id := range other.ids { // more than are named, so that their names are not asked for
			merged[id] = Person{ID: id}
		}
		for _, p := range other.people {
			if a.people[p.ID] == nil {
				merged[p.ID] = p
			}
		}
	}
	people := make([]Person, 0, len(merged))
	for _, p := range merged {
		people = append(people, p)
	}
	return shorten(people, more)
}

// shorten sorts people by name; too many are only counted.
func shorten(people []Person, more int) roster {
	if len(people)+more > hereNamed {
		return roster{more: len(people) + more}
	}
	byName(people)
	return roster{people: people, more: more}
}

// message is what the others are to be told now.
func (a *attendance) message(now time.Time) (Envelope, bool) {
	ours := a.ours()
	repeat := ours.count() > 0 && now.Sub(a.told.at) >= hereRefresh
	planned := !a.tellAt.IsZero() && !now.Before(a.tellAt)
	if planned {
		a.tellAt = time.Time{}
	}
	if !repeat && (!planned || ours.same(a.told)) {
		return Envelope{}, false
	}
	a.told, a.told.at = ours, now
	return Envelope{Kind: KindHere, RoomID: a.room.id, People: ours.people, Count: ours.more, Users: ours.ids}, true
}

// outdated says whether pages are to be shown something else now; shown is that.
func (a *attendance) outdated(now time.Time) bool {
	if now.Sub(a.shown.at) < hereEvery {
		return false
	}
	all := a.all(now)
	if a.display != nil && all.same(a.shown) {
		return false
	}
	a.shown, a.shown.at = all, now
	return true
}
