package realtime

import (
	"sync"
	"time"

	"parley/internal/mutant"
)

// stale is how long a replica may send numbered frames without having read where rooms stand.
const stale = 2 * time.Second

// gate is open while healing works. Behind it frames wait.
type gate struct {
	mu     sync.Mutex // guards last and opened
	last   time.Time
	opened chan struct{}
}

func newGate() *gate { return &gate{opened: make(chan struct{})} }

// state says whether the gate is open. The channel closes at the next successful tick.
func (g *gate) state() (bool, <-chan struct{}) {
	g.mu.Lock()
	defer g.mu.Unlock()
	return mutant.NoGate || !g.last.IsZero() && time.Since(g.last) < stale, g.opened
}

// open keeps it open from the moment at: when the successful tick began. It says
// whether it was closed before.
func (g *gate) open(at time.Time) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	was := time.Since(g.last) >= stale
	g.last = at
	close(g.opened)
	g.opened = make(chan struct{})
	return was
}
