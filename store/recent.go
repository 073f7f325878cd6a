package store

import (
	"sync"
	"time"
)

const (
	// recentLife is how long something may be used after its reading began. With the
	// time that a request takes, a right that another replica took away ends within a second.
	recentLife = 800 * time.Millisecond
	maxRecent  = 8_192 // entries of one kind
)

// recent keeps what was read a moment ago. What this replica changes it drops
// before the change is answered; what others change lives as long as it may.
type recent[K comparable, V any] struct {
	mu    sync.Mutex // guards all
	kept  map[K]dated[V]
	drops int64 // how often something was dropped
}

type dated[V any] struct {
	value V
	read  time.Time // when its reading began
}

// get finds what was read less than recentLife ago.
func (c *recent[K, V]) get(key K, now time.Time) (V, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	d, ok := c.kept[key]
	if !ok || now.Sub(d.read) >= recentLife {
		var none V
		return none, false
	}
	return d.value, true
}

// begin is called before a reading; its answer goes to put.
func (c *recent[K, V]) begin() int64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.drops
}

// put keeps what was read, unless something was dropped since its reading
// began: it may be from before that change.
func (c *recent[K, V]) put(key K, value V, begun int64, read time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.drops != begun {
		return
	}
	if len(c.kept) >= maxRecent {
		c.thin(read)
	}
	if c.kept == nil {
		c.kept = map[K]dated[V]{}
	}
	c.kept[key] = dated[V]{value, read}
}

// thin drops what is too old, and anything if all is new; c.mu is held.
func (c *recent[K, V]) thin(now time.Time) {
	for key, d := range c.kept {
		if now.Sub(d.read) >= recentLife {
			delete(c.kept, key)
		}
	}
	for key := range c.kept {
		if len(c.kept) < maxRecent {
			return
		}
		delete(c.kept, key)
	}
}

// drop forgets all that is doomed.
func (c *recent[K, V]) drop(doomed func(K, V) bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.drops++
	for key, d := range c.kept {
		if doomed(key, d.value) {
			delete(c.kept, key)
		}
	}
}
