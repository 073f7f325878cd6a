package store

import (
	"context"
	"errors"
	"sync"
	"time"
)

// gathering lets callers who ask at the same time share one statement. It begins after all of them have asked, so
// that nobody gets what was read before they did; while it runs, those who come gather for the next.
type gathering[K comparable, V any] struct {
	most int // callers of one statement; 1: nobody waits for others
	read func(ctx context.Context, keys []K) (map[K]V, error)

	mu   sync.Mutex // guards open, last, and the keys of open
	open *party[K, V]
	last *party[K, V]
}

// party are those who share a statement.
type party[K comparable, V any] struct {
	keys  []K
	done  chan struct{} // closed once found and err stand
	found map[K]V
	err   error
}

// gatherTime is how long those who gather wait at most for the statement before: one that hangs holds up its own callers alone,
// and on a machine that is busy several run beside one another.
const gatherTime = 2 * time.Millisecond

var errGathering = errors.New("store: a statement that callers shared was not run to its end")

// one reads what a key names, with others; false when there is no such thing.
func (g *gathering[K, V]) one(ctx context.Context, key K) (v V, found bool, err error) {
	if g.most == 1 {
		all, err := g.read(ctx, []K{key})
		v, found = all[key]
		return v, found, err
	}
	p, before, leads := g.join(key)
	if leads {
		g.lead(context.WithoutCancel(ctx), p, before)
	}
	select {
	case <-p.done:
	case <-ctx.Done():
		return v, false, ctx.Err()
	}
	v, found = p.found[key]
	return v, found, p.err
}

// join finds the party that still takes callers. Whoever opens one leads it, after the one before.
func (g *gathering[K, V]) join(key K) (p, before *party[K, V], leads bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if leads = g.open == nil || len(g.open.keys) == g.most; leads {
		before, g.open = g.last, &party[K, V]{done: make(chan struct{}), err: errGathering}
		g.last = g.open
	}
	g.open.keys = append(g.open.keys, key)
	return g.open, before, leads
}

// lead runs the statement for all who are there once the one before is over.
func (g *gathering[K, V]) lead(ctx context.Context, p, before *party[K, V]) {
	if before != nil {
		select {
		case <-before.done:
		case <-time.After(gatherTime):
		}
	}
	defer close(p.done)
	p.found, p.err = g.read(ctx, g.begin(p))
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.last == p {
		g.last = nil
	}
}

// begin lets nobody else in.
func (g *gathering[K, V]) begin(p *party[K, V]) []K {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.open == p {
		g.open = nil
	}
	return p.keys
}
