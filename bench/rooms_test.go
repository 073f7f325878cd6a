//go:build bench

package bench

import (
	"fmt"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// Many small rooms are so many, with so many viewers each.
const (
	smallRooms = 1000
	inEach     = 10
	// saidInEach is how many messages a room gets in a round.
	saidInEach = 2
)

// TestManyRooms compares what a message costs in each of many small rooms with what the bare loop takes for the same
// sockets. What posting costs is measured in as many rooms that nobody looks at, in turns, and taken off.
func TestManyRooms(t *testing.T) {
	p, bare := newPlace(t, 20), startNaked(t, "sockets")
	busy, empty := p.openRooms(t, "busy", smallRooms), p.openRooms(t, "empty", smallRooms)
	var paths []string
	for _, room := range busy {
		paths = append(paths, "/ws?room="+room+"&since=-1")
	}
	p.sayInEach(t, busy, 1) // who posts in an open room joins it: not part of what is measured
	p.sayInEach(t, empty, 1)
	const viewers = smallRooms * inEach
	ours := startGallery(t, seats{URL: p.URL, Paths: paths, N: viewers})
	theirs := startGallery(t, seats{URL: bare.url, Paths: []string{"/"}, N: viewers})
	rest := row{what: "… when nothing happens, of a core", unit: " %"}
	ratio := row{what: "fan-out, 1,000 rooms of 10 viewers"}
	gross := row{what: "… with what posting costs"}
	for range rounds {
		rest.got = append(rest.got, 100*p.idle(t, time.Second))
		quiet := p.spent(t, func() { p.sayInEach(t, empty, saidInEach) })
		cost := p.spent(t, func() {
			had := ours.seen(t)
			p.sayInEach(t, busy, saidInEach)
			ours.await(t, had, viewers*saidInEach)
		})
		limit := bare.cost(t, theirs, saidInEach, int(ours.message(t)))
		ratio.got = append(ratio.got, float64(limit)/float64(cost-quiet))
		gross.got = append(gross.got, float64(limit)/float64(cost))
	}
	for _, r := range []row{ratio, gross, rest} {
		r.print(t)
	}
}

// openRooms makes rooms that guests may read, and is their slugs.
func (p *place) openRooms(t *testing.T, name string, n int) (all []string) {
	t.Helper()
	for i := range n {
		p.do(t, 0, "/rooms", url.Values{"name": {fmt.Sprint(name, " ", i)}, "kind": {"open"}, "public": {"on"}})
		all = append(all, fmt.Sprint(name, "-", i))
	}
	return all
}

// sayInEach says n messages in each room, sixteen at a time over all rooms.
func (p *place) sayInEach(t *testing.T, rooms []string, n int) {
	t.Helper()
	var next atomic.Int64
	var wg sync.WaitGroup
	for who := range 16 {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < n*len(rooms); i = int(next.Add(1)) - 1 {
				if err := p.say(who, rooms[i%len(rooms)], 60); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	if t.Failed() {
		t.FailNow()
	}
}

// spent is the processor time that the program takes while something is done.
func (p *place) spent(t *testing.T, do func()) time.Duration {
	t.Helper()
	before := cpuOf(t, p.PID())
	do()
	return cpuOf(t, p.PID()) - before
}

// idle is the share of a core that the program takes for a while in which nobody does anything.
func (p *place) idle(t *testing.T, during time.Duration) float64 {
	t.Helper()
	began := time.Now()
	took := p.spent(t, func() { <-time.After(during) })
	return float64(took) / float64(time.Since(began))
}
