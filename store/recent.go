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
	mu      sync.Mutex // guards all
	kept    map[K]dated[V]
	renewed time.Time // when kept was last without what is too old
	drops   int64     // how often something was dropped
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
	if len(c.kept) >= maxRecent || read.Sub(c.renewed) >= recentLife {
		c.renew(read)
	}
	c.kept[key] = dated[V]{value, read}
}

// renew drops what is too old, and anything beyond half of what fits; c.mu is held. The map
// is made anew, since one that was large stays so.
func (c *recent[K, V]) renew(now time.Time) {
	fresh := map[K]dated[V]{}
	for key, d := range c.kept {
		if now.Sub(d.read) < recentLife && len(fresh) < maxRecent/2 {
			fresh[key] = d
		}
	}
	c.kept, c.renewed = fresh, now
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
