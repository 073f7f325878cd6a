package history

import (
	"fmt"
	"sync"
	"time"

	"parley/chaos/page"
)

// History is what happened in a run. Its methods may be called at once.
type History struct {
	mu          sync.Mutex // guards what follows
	acts        []Act
	reads       []Read
	screens     []Screen
	arrivals    []Arrival
	revocations []Revocation
	heard       map[Heard]time.Duration // when it was first
	held        []Held
	sights      map[string]*sights // by room
	odd         []string
	whispers    map[string]whisper // by the secret
	bars        []Bar
	rules       []Rule
	purges      []Purge
}

// New is a history of nothing.
func New() *History {
	return &History{heard: map[Heard]time.Duration{}, sights: map[string]*sights{}, whispers: map[string]whisper{}}
}

func (h *History) locked(do func()) {
	h.mu.Lock()
	defer h.mu.Unlock()
	do()
}

// Act adds what somebody did.
func (h *History) Act(a Act) { h.locked(func() { h.acts = append(h.acts, a) }) }

// Read adds what somebody found.
func (h *History) Read(r Read) { h.locked(func() { h.reads = append(h.reads, r) }) }

// Screen adds what somebody saw at rest.
func (h *History) Screen(s Screen) { h.locked(func() { h.screens = append(h.screens, s) }) }

// Arrived adds how long something took to a screen.
func (h *History) Arrived(a Arrival) { h.locked(func() { h.arrivals = append(h.arrivals, a) }) }

// Revoked adds a right that was taken away.
func (h *History) Revoked(r Revocation) {
	h.locked(func() { h.revocations = append(h.revocations, r) })
}

// Hears adds what reached somebody who is to lose the right to read.
func (h *History) Hears(who, body string, at time.Duration) {
	h.locked(func() {
		if _, ok := h.heard[Heard{who, body}]; !ok {
			h.heard[Heard{who, body}] = at
		}
	})
}

// Holds adds how much was kept for somebody.
func (h *History) Holds(x Held) { h.locked(func() { h.held = append(h.held, x) }) }

// Odd adds something that should not be and belongs to no invariant, such as an error page or a refused retry.
func (h *History) Odd(format string, args ...any) {
	h.locked(func() { h.odd = append(h.odd, fmt.Sprintf(format, args...)) })
}

// Saw adds an article that somebody was sent, or had on their screen, when the room stood at rev.
func (h *History) Saw(who, room string, a page.Article, rev int64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	s := h.sights[room]
	if s == nil {
		s = newSights()
		h.sights[room] = s
	}
	if problem := s.add(who, a, rev); problem != "" {
		h.odd = append(h.odd, "I7 "+room+": "+problem)
	}
}

// add notes an article, and says what contradicts what others saw.
func (s *sights) add(who string, a page.Article, rev int64) string {
	if a.Removed {
		if first, ok := s.removed[a.Seq]; !ok || a.Rev < first {
			s.removed[a.Seq] = a.Rev
		}
	} else {
		see(s.words, rendering{a.Seq, a.Rev}, sighting{rev, who, a.Text})
	}
	if q := a.Quote; q.Seq != 0 && q.Text != page.GoneQuote {
		see(s.quotes, rendering{q.Seq, a.Rev}, sighting{rev, who, q.Text})
	}
	at := rendering{a.Seq, a.Rev}
	old, ok := s.renderings[at]
	s.renderings[at] = a
	if ok && old != a {
		return fmt.Sprintf("revision %d of message %d is %+v to %s, and was %+v", a.Rev, a.Seq, a, who, old)
	}
	return ""
}

// see keeps the latest sighting of a rendering.
func see(all map[rendering]sighting, at rendering, x sighting) {
	if old, ok := all[at]; !ok || old.rev < x.rev {
		all[at] = x
	}
}

// Count is how many acts of a kind had an outcome.
func (h *History) Count(kind Kind, outcome Outcome) (n int) {
	h.locked(func() {
		for _, a := range h.acts {
			if a.Kind == kind && a.Outcome == outcome {
				n++
			}
		}
	})
	return n
}

// Slowest is the longest that the last message of a phase took to a screen, without the pauses of pages that began anew.
func (h *History) Slowest() (longest time.Duration) {
	h.locked(func() {
		for _, a := range h.arrivals {
			longest = max(longest, a.Took-a.Pause)
		}
	})
	return longest
}
