package history

import (
	"maps"
	"slices"
	"strings"
	"time"
)

// skew is how far the clock of the run and those of the servers, which are the machine's, may be apart.
const skew = 20 * time.Millisecond

// Hold is what waited for a moderator or for its time, as the database tells.
type Hold struct {
	ID      int64
	Nonce   string // of a new message; empty: new words for one
	EditOf  int64  // seq of the message that was to get them; 0: a new message
	Body    string // as it came, also when it is kept nowhere any more
	Created time.Duration
	Due     time.Duration // 0: until a moderator decides
	Decided time.Duration // 0: it waits
	Rule    bool          // it was decided by nobody: its time had come
	// Published says that it was let through; otherwise it waits, or was turned away.
	Published bool
}

// Span is a time in which a message was removed, in revisions of its room and by the clock.
type Span struct {
	Seq         int64
	From, To    int64 // To 0: it still is
	Began, Over time.Duration
	Own         bool // by its author
}

// holds says whether a moment of a time falls into the span. When it was written is not quite when it was committed.
func (s Span) holds(from, to time.Duration) bool {
	return s.Began <= to && (s.To == 0 || s.Over+commits >= from)
}

// commits is the longest between a statement of a transaction and its commit: a replica may be frozen in between.
const commits = 5 * time.Second

// Bar is a time in which somebody surely could not speak: from when the act was acknowledged until it ended by itself, or
// somebody began to lift it.
type Bar struct {
	Who, Room string // Room empty: everywhere
	What      string
	From, To  time.Duration
}

// Rule is a time in which a rule surely held in a room for all but moderators.
type Rule struct {
	Room, What string // one of the rules below
	From, To   time.Duration
	Apart      time.Duration // of slow mode
}

// The rules of rooms.
const (
	Locked   = "locked"
	Slow     = "slow"
	AllWait  = "all wait"
	LinkWait = "links wait"
	Delayed  = "delayed"
)

// holdsFor says whether all of an act was in the time of a rule.
func (r Rule) holdsFor(a Act) bool {
	return a.Room == r.Room && a.Called >= r.From && a.Answered <= r.To
}

// Purge is an act that took messages away, and was acknowledged.
type Purge struct {
	Who, Room        string  // whose messages; Room empty: in all rooms
	Seqs             []int64 // chosen ones; none: all that the person had said
	Called, Answered time.Duration
}

// whisper is when words that waited, or were to wait, first reached somebody who may not know of them.
type whisper struct {
	who string
	at  time.Duration
}

// Secret is the second word of a body: one of its own for each version, which is looked for in all that readers receive.
func Secret(body string) string {
	_, after, _ := strings.Cut(body, " ")
	secret, _, _ := strings.Cut(after, " ")
	return secret
}

// Overhears adds a secret that reached somebody who neither wrote it nor moderates.
func (h *History) Overhears(who, secret string, at time.Duration) {
	h.locked(func() {
		if first, ok := h.whispers[secret]; !ok || at < first.at {
			h.whispers[secret] = whisper{who, at}
		}
	})
}

// Overheard are the secrets that reached anybody, sorted.
func (h *History) Overheard() (all []string) {
	h.locked(func() { all = slices.Sorted(maps.Keys(h.whispers)) })
	return all
}

// Barred adds a time in which somebody could not speak.
func (h *History) Barred(b Bar) { h.locked(func() { h.bars = append(h.bars, b) }) }

// Ruled adds a time in which a rule held.
func (h *History) Ruled(r Rule) { h.locked(func() { h.rules = append(h.rules, r) }) }

// Purged adds an act that took messages away.
func (h *History) Purged(p Purge) { h.locked(func() { h.purges = append(h.purges, p) }) }

// heldBySecret finds what waited by its words.
func heldBySecret(rooms []Room) map[string]Hold {
	found := map[string]Hold{}
	for _, r := range rooms {
		for _, x := range r.Holds {
			found[Secret(x.Body)] = x
		}
	}
	return found
}

// isHeld says whether an act's words had to wait, and what became of them.
func isHeld(held map[string]Hold, a Act) (Hold, bool) {
	if a.Kind != Post && a.Kind != Edit {
		return Hold{}, false
	}
	x, ok := held[Secret(a.Body)]
	return x, ok && x.Body == a.Body
}
