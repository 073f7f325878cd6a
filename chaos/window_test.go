package chaos

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"sync"
	"time"

	"parley/chaos/history"
	"parley/chaos/page"
)

const (
	// breath is how long people talk before the faults of a window begin.
	breath = 2 * time.Second
	// inTime is the healing interval and one second: what I8 allows.
	inTime = 500*time.Millisecond + time.Second
	// comeBack is how long readers may take to come back after a window of faults: what they then see is measured.
	comeBack = 20 * time.Second
	// lateness is how much later than that something is still waited for, to be told as late and not as lost.
	lateness = 4 * time.Second
	// patience is how long something may take that has no promise.
	patience = 60 * time.Second
)

func (r *run) readers() (all []reader) {
	for _, w := range r.watchers {
		all = append(all, w)
	}
	for _, s := range r.streams {
		all = append(all, s)
	}
	for _, b := range r.pages {
		all = append(all, b)
	}
	return all
}

// window is people who talk under faults, and then a quiet tail.
func (r *run) window(ctx context.Context, people *people, n int, length time.Duration, leavers []*leaver) {
	name := fmt.Sprint("window ", n)
	talk, hush := context.WithCancel(ctx)
	final, abandon := context.WithTimeout(ctx, length+patience)
	defer abandon()
	var talking sync.WaitGroup
	people.start(&talking, talk, final)
	r.court.sit(&talking, talk, final)
	talking.Go(func() { r.revokeAll(final, leavers, n, length) })
	rest(ctx, breath)
	r.inflict(ctx, plan(newDice(r.seed, uint64(n)), length))
	ended := time.Now()
	r.wantAlive()
	dead := settings.dead || n%2 == 1
	if dead {
		name += ", Redis dead"
		r.count("redis dead in the tail")
		r.must(r.place.redis.Stop())
	}
	hush()
	talking.Wait()
	r.pardon(final, name)
	r.t.Logf("%v: %s: quiet, after %d posts", r.now().Round(time.Second), name, r.history.Count(history.Post, history.Done))
	r.tail(ctx, name, ended, people)
	if dead {
		r.must(r.place.redis.Start())
	}
}

// wantAlive ends the run when a replica has ended by itself.
func (r *run) wantAlive() {
	for i, one := range r.place.replicas {
		if one.Ended() {
			r.t.Fatalf("replica %d has crashed", i)
		}
	}
}

func (r *run) must(err error) {
	if err != nil {
		r.t.Fatal(err)
	}
}

// tail is the end of a window: nothing follows that would hide a loss. First what was said before is to arrive, at all
// who were there when the faults ended; then, when all are back, what is said last.
func (r *run) tail(ctx context.Context, name string, ended time.Time, people *people) {
	r.quiet.Store(true)
	defer r.quiet.Store(false)
	for _, one := range r.readers() {
		one.visit()
	}
	there := connected(r.readers(), ended)
	r.await(name+", what was said before", there, r.settled(), time.Now(), inTime+calm)
	r.awaitAll(name)
	for i, room := range rooms {
		people.posters[i].post(ctx, room)
	}
	acked, last := time.Now(), r.place.truth(r.t)
	r.await(name+", the last messages", r.readers(), last, acked, inTime)
	r.atRest(ctx, name, last)
}

// connected are those who were connected at a time and still are.
func connected(readers []reader, at time.Time) (there []reader) {
	for _, one := range readers {
		if since := one.since(); !since.IsZero() && since.Before(at) {
			there = append(there, one)
		}
	}
	return there
}

// await measures how long what the rooms hold takes to each reader. Each is looked at for itself: a browser takes long to
// tell what it shows.
func (r *run) await(phase string, readers []reader, rooms []history.Room, from time.Time, limit time.Duration) {
	var looking sync.WaitGroup
	for _, one := range readers {
		looking.Go(func() {
			name, room := one.where()
			took, pause := untilShown(one, roomOf(rooms, room), from, limit+lateness)
			r.history.Arrived(history.Arrival{Who: name, Phase: phase, Took: took, Limit: limit, Pause: pause})
		})
	}
	looking.Wait()
}

// untilShown is how long a reader took to show all that a room holds (negative: longer than most), and the pause of that
// in which their page began anew.
func untilShown(one reader, room history.Room, from time.Time, most time.Duration) (took, pause time.Duration) {
	for !one.shows(room) {
		pause = max(pause, one.renewal())
		if time.Since(from) > most+pause {
			return -1, pause
		}
		time.Sleep(5 * time.Millisecond)
	}
	return time.Since(from), pause
}

func roomOf(rooms []history.Room, slug string) history.Room {
	i := slices.IndexFunc(rooms, func(r history.Room) bool { return r.Slug == slug })
	return rooms[i]
}

// awaitAll waits until everybody is back.
func (r *run) awaitAll(phase string) {
	deadline := time.Now().Add(comeBack)
	for {
		away := slices.DeleteFunc(r.readers(), func(one reader) bool { return !one.since().IsZero() })
		switch {
		case len(away) == 0:
			return
		case time.Now().After(deadline):
			for _, one := range away {
				name, _ := one.where()
				r.history.Odd("%s: %s did not come back in %v", phase, name, comeBack)
			}
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// atRest compares every screen, and what every replica says, with what the database holds.
func (r *run) atRest(ctx context.Context, phase string, rooms []history.Room) {
	for _, one := range r.readers() {
		r.history.Screen(one.seen())
	}
	for i, one := range r.place.replicas {
		for _, room := range rooms {
			r.history.Screen(r.changes(ctx, fmt.Sprint("replica ", i), one.URL, room))
		}
	}
	r.history.Rest(phase, rooms)
}

// changes asks a replica what changed lately in a room.
func (r *run) changes(ctx context.Context, name, base string, room history.Room) history.Screen {
	s := history.Screen{Who: name, Room: room.Slug, Since: max(0, room.Rev-200), Delta: true}
	got, err := r.place.admin.do(ctx, base, "/rooms/"+room.Slug+"/messages?since="+strconv.FormatInt(s.Since, 10), nil)
	(&ear{run: r, who: name}).hear(got.body) // for moderators too a frame of the room has nothing that waits
	frames := page.Frames(got.body)
	if err != nil || len(frames) != 1 || frames[0].Reset || frames[0].To != room.Rev {
		r.history.Odd("I7 %s answers %d, %v about %s at %d: %.100s", name, got.status, err, room.Slug, room.Rev, got.body)
		return s
	}
	s.Articles = frames[0].Articles
	return s
}

// people are those who talk, and those who look for what is said.
type people struct {
	posters []*poster
	finders []*finder
}

// start lets them act until talk ends; what they have begun they finish before final.
func (p *people) start(wg *sync.WaitGroup, talk, final context.Context) {
	for _, one := range p.posters {
		wg.Go(func() { one.work(talk, final) })
	}
	for _, one := range p.finders {
		wg.Go(func() { one.work(talk) })
	}
}
