package chaos

import (
	"maps"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"parley/chaos/history"
)

// run is one run of the harness.
type run struct {
	t       *testing.T
	place   *place
	history *history.History
	seed    uint64
	began   time.Time
	recent  recent
	court   bench

	quiet    atomic.Bool // readers neither leave nor dawdle
	reacts   atomic.Bool // the program has reactions; the release before may not
	watchers []*watcher
	streams  []*streamer
	pages    []*browser

	deliveries, reconnects, catchUps, retries, revoked atomic.Int64

	mu     sync.Mutex // guards what follows
	faults map[string]int
	locks  map[string]*sync.Mutex // of what faults need
}

func newRun(t *testing.T, p *place, seed uint64) *run {
	began := time.Now()
	if p != nil {
		began = p.began
	}
	return &run{t: t, place: p, history: history.New(), seed: seed, began: began, faults: map[string]int{}, locks: map[string]*sync.Mutex{}}
}

// now is the time of the run, which histories are told in.
func (r *run) now() time.Duration { return time.Since(r.began) }

func (r *run) count(kind string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.faults[kind]++
}

// faultsSoFar are the faults by kind, and their number.
func (r *run) faultsSoFar() (byKind map[string]int, n int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	byKind = maps.Clone(r.faults)
	for _, count := range byKind {
		n += count
	}
	return byKind, n
}

// recent are messages that somebody has just posted, or tries to: readers look for them.
type recent struct {
	mu   sync.Mutex // guards list
	list []*message
}

const recentLength = 60

func (r *recent) add(m *message) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.list = append(r.list, m)
	if len(r.list) > recentLength {
		r.list = r.list[1:]
	}
}

// of are those of a room, with the seq that is known of each now.
func (r *recent) of(room string) (found []message) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, m := range r.list {
		if m.room == room {
			found = append(found, *m)
		}
	}
	return found
}

// learn notes where a message stands.
func (r *recent) learn(m *message, seq int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if seq != 0 {
		m.seq = seq
	}
}

// seqOf is where a message stands; 0: that is not known.
func (r *recent) seqOf(m *message) int64 {
	r.mu.Lock()
	defer r.mu.Unlock()
	return m.seq
}

// guest is somebody without an account.
func (r *run) guest() *account {
	a := newAccount("")
	a.ear = &ear{run: r, who: "a guest"}
	return a
}
