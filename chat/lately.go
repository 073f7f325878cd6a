package chat

import (
	"sync"
	"time"
)

const (
	// latelyLife is how old something may be that pages tell and that no rule looks
	// at. What this replica changes it drops at once.
	latelyLife = time.Second
	maxLately  = 4_096
)

// lately keeps what was read less than latelyLife ago.
type lately[K comparable, V any] struct {
	mu    sync.Mutex // guards what follows
	kept  map[K]asOf[V]
	drops int // how often something was dropped
}

// asOf is a value and when its reading began.
type asOf[V any] struct {
	value V
	at    time.Time
}

// read finds what key names, or has do read it. now is the time.
func (l *lately[K, V]) read(key K, now time.Time, do func() (V, error)) (V, error) {
	l.mu.Lock()
	found, ok := l.kept[key]
	drops := l.drops
	l.mu.Unlock()
	if ok && now.Sub(found.at) < latelyLife {
		return found.value, nil
	}
	v, err := do()
	if err == nil {
		l.keep(key, asOf[V]{v, now}, drops)
	}
	return v, err
}

// keep keeps what was read, unless something was dropped since: it may be from before that.
func (l *lately[K, V]) keep(key K, v asOf[V], drops int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.drops != drops {
		return
	}
	for other := range l.kept {
		if _, kept := l.kept[key]; kept || len(l.kept) < maxLately {
			break
		}
		delete(l.kept, other)
	}
	if l.kept == nil {
		l.kept = map[K]asOf[V]{}
	}
	l.kept[key] = v
}

// drop forgets what key names.
func (l *lately[K, V]) drop(key K) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.drops++
	delete(l.kept, key)
}
