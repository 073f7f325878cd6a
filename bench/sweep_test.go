//go:build bench

package bench

import (
	"fmt"
	"net/url"
	"testing"
	"time"

	"parley/internal/testenv"
)

const (
	// squares are the rooms that somebody fills with advertisements, spam is how many in each, and lookers are the pages
	// that show one of them.
	squares, spam, lookers = 5, 100, 1_000
)

// TestSweep has somebody say 500 things in five rooms of 1,000 pages on two replicas. A moderator bans them with all that
// they said, and takes that back: how long it takes from the click until no page shows any, and until all show all.
func TestSweep(t *testing.T) {
	p := newPlace(t, 2, "DATABASE_URL="+testenv.Postgres(t), "REDIS_URL="+testenv.Redis(t))
	second := testenv.StartParley(t, p.env...)
	for room := range squares {
		p.do(t, 0, "/rooms", url.Values{"name": {fmt.Sprint("Square ", room)}, "kind": {"open"}, "public": {"on"}})
		for range spam {
			if err := p.say(1, fmt.Sprint("square-", room), 60); err != nil {
				t.Fatal(err)
			}
		}
	}
	var pages [2 * squares]*crowd
	for i := range pages {
		base := []string{p.URL, second.URL}[i%2]
		pages[i] = gather(t, base, fmt.Sprintf("/ws?room=square-%d&since=0", i/2), lookers/len(pages), func(int) string { return "" })
	}
	shown := func(times int64) {
		for _, c := range pages {
			if err := c.until(times * spam * int64(c.size())); err != nil {
				t.Fatal(err)
			}
		}
	}
	shown(1)
	gone := row{what: "a spammer's 500 messages in 5 rooms, banned and swept in one act, gone from 1,000 pages", unit: " s", goal: "≤ 1"}
	back := row{what: "… all of them back by its undo", unit: " s"}
	for i := range rounds {
		began := time.Now()
		p.do(t, 0, "/people/"+p.people[1].handle+"/sanctions", url.Values{"kind": {"ban"}, "for": {"0"}, "sweep": {"all"}, "reason": {"advertising"}})
		shown(int64(2 + 2*i))
		gone.got = append(gone.got, time.Since(began).Seconds())
		began = time.Now()
		p.do(t, 0, fmt.Sprintf("/removals/%d/undo", i+1), nil)
		shown(int64(3 + 2*i))
		back.got = append(back.got, time.Since(began).Seconds())
		p.do(t, 0, fmt.Sprintf("/sanctions/%d/lift", i+1), nil)
	}
	gone.print(t)
	back.print(t)
}
