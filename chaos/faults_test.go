package chaos

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"parley/chaos/history"
	"parley/internal/testenv"
)

const (
	finders  = 2
	watchers = 12 // a quarter are slow, a quarter are guests
	streams  = 4
	// windowLength is how long faults go on before a quiet tail.
	windowLength = 10 * time.Second
	// leaving is how many people lose the right to read in each window.
	leaving = 3
)

// TestUnderFaultsNothingIsLost is the harness: see docs/CHAOS.md.
func TestUnderFaultsNothingIsLost(t *testing.T) {
	seed := settings.seed
	if seed == 0 {
		seed = rand.Uint64N(1e9)
	}
	t.Logf("SEED=%d, with %s", seed, strings.Join(noLimits, " "))
	binary := testenv.Binary(t, strings.FieldsFunc(settings.tags, func(c rune) bool { return c == ',' })...)
	first := binary
	if settings.before {
		first = testenv.BinaryOf(t, releaseBefore(t))
	}
	r := newRun(t, newPlace(t, first, replicas), seed)
	r.live(first, binary)
	last := r.settled()
	r.judged()
	r.figures()
	for _, words := range r.history.Check(last) {
		t.Error(words)
	}
}

// live is all that happens.
func (r *run) live(first, binary string) {
	ctx, end := context.WithCancel(r.t.Context())
	var reading sync.WaitGroup
	defer reading.Wait()
	defer end()
	accounts := r.place.accounts(r.t, first, settings.posters+finders+watchers+streams+wardens+informers+suspects)
	for _, a := range accounts {
		a.ear = &ear{run: r, who: a.handle}
	}
	people := r.invite(accounts)
	r.look(ctx, accounts[settings.posters+finders:], &reading)
	accused := accounts[settings.posters+finders+watchers+streams:]
	if first != binary {
		r.upgrade(ctx, people, binary)
	}
	r.appoint(accused)
	r.shadow(ctx, &reading)
	r.reacts.Store(true)
	faults := time.Duration(0)
	for n := 0; !r.enough(faults); n++ {
		length := min(windowLength, max(settings.faults-faults, windowLength/2))
		r.accuse(r.place.accounts(r.t, binary, 1)[0]) // a new account, which is new to the place too
		r.window(ctx, people, n, length, r.letIn(ctx, binary, n, &reading))
		faults += length
	}
}

// letIn brings people who are going to lose the right to read, and go on trying for a while.
func (r *run) letIn(ctx context.Context, binary string, n int, reading *sync.WaitGroup) (leavers []*leaver) {
	for i, a := range r.place.accounts(r.t, binary, leaving) {
		a.ear = &ear{run: r, who: a.handle}
		l := &leaver{r, a, newDice(r.seed, uint64(1000+n*leaving+i))}
		leavers = append(leavers, l)
		reading.Go(func() {
			limited, cancel := context.WithTimeout(ctx, 3*windowLength)
			defer cancel()
			l.follow(limited)
		})
	}
	return leavers
}

// shadow has the suspects read the private room as leavers do, for they are banned from it now and then.
func (r *run) shadow(ctx context.Context, reading *sync.WaitGroup) {
	for i, s := range r.court.all() {
		reading.Go(func() { (&leaver{r, s.who, newDice(r.seed, uint64(700+i))}).follow(ctx) })
	}
}

// enough says whether the run may end.
func (r *run) enough(faults time.Duration) bool {
	_, n := r.faultsSoFar()
	return faults >= settings.faults && r.history.Count(history.Post, history.Done) >= settings.posts && n >= settings.count
}

// invite brings those who talk.
func (r *run) invite(accounts []*account) *people {
	p := &people{}
	for i, a := range accounts[:settings.posters] {
		p.posters = append(p.posters, &poster{run: r, who: a, dice: newDice(r.seed, uint64(100+i))})
	}
	for i, a := range accounts[settings.posters : settings.posters+finders] {
		p.finders = append(p.finders, &finder{r, a, newDice(r.seed, uint64(200+i))})
	}
	return p
}

// look brings those who read.
func (r *run) look(ctx context.Context, accounts []*account, reading *sync.WaitGroup) {
	for i := range watchers {
		w := &watcher{run: r, name: fmt.Sprint("watcher ", i), room: rooms[i%len(rooms)], who: accounts[i], slow: (i+i/4)%4 == 3,
			dice: newDice(r.seed, uint64(300+i)), wake: make(chan struct{}, 1)}
		if w.room == rooms[0] {
			w.who = r.guest()
		}
		r.watchers = append(r.watchers, w)
		reading.Go(func() { w.watch(ctx) })
	}
	for i := range streams {
		s := &streamer{run: r, name: fmt.Sprint("reader without scripts ", i), room: rooms[i%len(rooms)], who: accounts[watchers+i], dice: newDice(r.seed, uint64(400+i))}
		if s.room == rooms[0] {
			s.who = r.guest()
		}
		r.streams = append(r.streams, s)
		reading.Go(func() { s.watch(ctx) })
	}
	for i := range settings.pages {
		r.pages = append(r.pages, newBrowser(r.t, r, fmt.Sprint("browser ", i), []string{rooms[0], court}[i%2], accounts[0]))
	}
}

// upgrade goes from the release before to this one, gracefully, while people talk.
func (r *run) upgrade(ctx context.Context, people *people, binary string) {
	talk, hush := context.WithCancel(ctx)
	final, abandon := context.WithTimeout(ctx, 2*patience)
	defer abandon()
	var talking sync.WaitGroup
	people.start(&talking, talk, final)
	r.roll(ctx, binary, "replica upgraded from the release before")
	ended := time.Now()
	hush()
	talking.Wait()
	r.tail(ctx, "upgrade", ended, people)
}

// figures prints what the run was.
func (r *run) figures() {
	byKind, n := r.faultsSoFar()
	h := r.history
	r.t.Logf("posts acknowledged      %d", h.Count(history.Post, history.Done))
	r.t.Logf("edits                   %d", h.Count(history.Edit, history.Done))
	r.t.Logf("removals, reactions     %d, %d", h.Count(history.Remove, history.Done), h.Count(history.React, history.Done))
	r.t.Logf("outcomes unknown        %d posts, %d edits, %d removals; %d tries again", h.Count(history.Post, history.Unknown),
		h.Count(history.Edit, history.Unknown), h.Count(history.Remove, history.Unknown), r.retries.Load())
	r.t.Logf("faults                  %d in %v", n, r.now().Round(time.Second))
	for _, kind := range slices.Sorted(maps.Keys(byKind)) {
		r.t.Logf("  %-21s %d", kind, byKind[kind])
	}
	r.ruled()
	r.t.Logf("people who lost a right %d", r.revoked.Load())
	r.t.Logf("articles brought        %d, to %d readers who came back %d times and asked %d times", r.deliveries.Load(), len(r.readers()), r.reconnects.Load(), r.catchUps.Load())
	r.t.Logf("slowest after the end   %v, and %v is allowed", h.Slowest().Round(time.Millisecond), inTime)
}
