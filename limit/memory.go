// Package limit counts how often something was tried: in this process, or over
// all replicas in Redis.
package limit

import (
	"context"
	"sync"
	"time"
)

// Memory counts in this process, in fixed periods that begin with a key's first try.
type Memory struct {
	now func() time.Time

	mu    sync.Mutex // guards tries and swept
	tries map[string]count
	swept time.Time
}

type count struct {
	n    int
	ends time.Time
}

// NewMemory makes a counter.
func NewMemory(now func() time.Time) *Memory {
	return &Memory{now: now, tries: map[string]count{}}
}

// Take counts one try of at most n in a period, and tells how long to wait when there were more.
func (m *Memory) Take(_ context.Context, key string, n int, per time.Duration) time.Duration {
	now := m.now()
	m.mu.Lock()
	defer m.mu.Unlock()
	m.sweep(now)
	c := m.tries[key]
	if !now.Before(c.ends) {
		c = count{ends: now.Add(per)}
	}
	c.n++
	m.tries[key] = c
	if c.n > n {
		return c.ends.Sub(now)
	}
	return 0
}

// Return gives one try of a key back: it was none.
func (m *Memory) Return(_ context.Context, key string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if c, ok := m.tries[key]; ok && c.n > 0 {
		c.n--
		m.tries[key] = c
	}
}

// Forget begins the count of a key anew.
func (m *Memory) Forget(_ context.Context, key string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.tries, key)
}

// sweep drops the counts that are over, once a minute.
func (m *Memory) sweep(now time.Time) {
	if now.Sub(m.swept) < time.Minute {
		return
	}
	m.swept = now
	for key, c := range m.tries {
		if !now.Before(c.ends) {
			delete(m.tries, key)
		}
	}
}
