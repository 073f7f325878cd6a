package chat

import "time"

const (
	// matchingTime is how long the expressions of all filters may look at one text.
	matchingTime = 200 * time.Millisecond
	// freeWork is how many steps times bytes are matched whatever the time: they never
	// take long by themselves, and so what is written on a busy machine is not held for it.
	freeWork = 20_000_000
)

// budget bounds how long expressions look at words. The zero budget is unbounded.
type budget struct {
	since time.Time // zero: unbounded
	work  int       // steps times bytes so far
	cut   bool      // there was no time for all; whoever looks next sets it back
}

// limited begins the time that expressions have for words.
func (w *words) limited() *words {
	w.since = time.Now()
	return w
}

// spend says whether there is time for more work, and counts it.
func (b *budget) spend(work int) bool {
	b.work += work
	if b.since.IsZero() || b.work <= freeWork || time.Since(b.since) <= matchingTime {
		return true
	}
	b.cut = true
	return false
}
