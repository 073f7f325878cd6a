//go:build bench

package bench

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"parley/internal/testenv"
)

const (
	// manyReplicas is how many there are in TestManyReplicas. Each process may open so many sockets beside its other files.
	manyReplicas   = 6
	socketsAtMost  = 19_500
	accountsOfMany = 600
	saidToMany     = 20
)

// TestManyReplicas has as many viewers as the flag says look at one room, on six replicas that Redis connects: what
// memory all of them take, whether everybody follows exactly, and how long a message takes to the last of them.
func TestManyReplicas(t *testing.T) {
	if everyone > manyReplicas*socketsAtMost {
		t.Fatalf("%d replicas can open %d sockets at most", manyReplicas, manyReplicas*socketsAtMost)
	}
	p := newPlace(t, accountsOfMany, "DATABASE_URL="+testenv.Postgres(t), "REDIS_URL="+testenv.Redis(t))
	all := []*testenv.Parley{p.Parley}
	for len(all) < manyReplicas {
		all = append(all, testenv.StartParley(t, p.env...))
	}
	empty := residentOfAll(t, all)
	began := time.Now()
	halls := p.fillHalls(t, all)
	note("%d viewers came within %v", everyone, time.Since(began).Round(time.Second))
	resident := row{what: fmt.Sprintf("%d viewers on %d replicas, resident memory of all", everyone, manyReplicas), unit: " MB", goal: "≤ 800"}
	each := row{what: "… beside what they take empty, a viewer", unit: " KB", goal: "≤ 6"}
	for range rounds {
		<-time.After(3 * time.Second)
		now := residentOfAll(t, all)
		resident.got = append(resident.got, now/1e6)
		each.got = append(each.got, (now-empty)/float64(everyone)/1e3)
	}
	last := row{what: "… a message to the last of them", unit: " s"}
	for range saidToMany {
		last.got = append(last.got, p.sayToAll(t, halls).Seconds())
	}
	exact := 0
	for _, g := range halls {
		exact += g.exact(t, p.revision(t))
	}
	for _, r := range []row{resident, each, last, {what: "… exact after all that", goal: fmt.Sprint(everyone), got: []float64{float64(exact)}}} {
		r.print(t)
	}
	if exact != everyone {
		t.Errorf("%d of %d viewers have not followed the room exactly", everyone-exact, everyone)
	}
}

// fillHalls opens the viewers, a share of them at each replica, signed in.
func (p *place) fillHalls(t *testing.T, all []*testenv.Parley) (halls []*gallery) {
	t.Helper()
	var headers []string
	for _, who := range p.people {
		headers = append(headers, "Cookie: "+who.cookie+"\r\n")
	}
	for range all {
		halls = append(halls, newGallery(t))
	}
	wrong := make([]error, len(all))
	var wg sync.WaitGroup
	for i, g := range halls {
		share := everyone/len(all) + min(1, max(0, everyone%len(all)-i))
		wg.Go(func() {
			wrong[i] = g.enter(seats{URL: all[i].URL, Paths: []string{"/ws?room=lounge&since=-1"}, Headers: headers, N: share})
		})
	}
	wg.Wait()
	for _, err := range wrong {
		if err != nil {
			t.Fatal(err)
		}
	}
	return halls
}

// sayToAll says something, and is how long it takes until everybody has it.
func (p *place) sayToAll(t *testing.T, halls []*gallery) time.Duration {
	t.Helper()
	had := make([]int64, len(halls))
	for i, g := range halls {
		had[i] = g.seen(t)
	}
	began := time.Now()
	if err := p.say(1, "lounge", 60); err != nil {
		t.Fatal(err)
	}
	for i, g := range halls {
		g.await(t, had[i], int64(g.size()))
	}
	return time.Since(began)
}

// revision is where the lounge stands, as a page that begins now is told.
func (p *place) revision(t *testing.T) int64 {
	t.Helper()
	var stand follower
	c := &crowd{each: func(_ int, payload []byte) { stand.take(payload) }}
	t.Cleanup(c.leave)
	if err := c.enter(1, seats{URL: p.URL, Paths: []string{"/ws?room=lounge&since=-1"}}.open); err != nil {
		t.Fatal(err)
	}
	within(t, "a page is told where the room stands", stand.began.Load)
	return stand.rev.Load()
}

// residentOfAll is the resident memory of replicas, in bytes.
func residentOfAll(t *testing.T, all []*testenv.Parley) (sum float64) {
	t.Helper()
	for _, p := range all {
		sum += float64(residentOf(t, p.PID()))
	}
	return sum
}
