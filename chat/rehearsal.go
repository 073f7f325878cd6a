package chat

import (
	"context"
	"time"
)

const (
	// rehearsed is how many messages a rehearsal looks at.
	rehearsed = 10_000
	// rehearsalTime is how long it may take; it stops then, and says how far it came.
	rehearsalTime = 5 * time.Second
	// hitsAtOnce is how many hits it shows first, and how many more each time.
	hitsAtOnce = 10
	maxShown   = 200
	// oldHand is how long somebody has been here whose caught message is probably a mistake.
	oldHand = 30 * 24 * time.Hour
)

// Said is a message as a rehearsal reads it: also a removed one, with its words.
type Said struct {
	Message
	Room         Room // id, slug, name, kind and who made it
	AuthorRole   Role // in the place
	MemberRole   Role // in the room; empty: they have left
	AuthorSince  time.Time
	RemovedWords bool // the words are those that were removed
}

// RehearsalHit is a message that a filter would have caught.
type RehearsalHit struct {
	Said
	Before, Caught, After string // its text around what was caught; Caught empty: it is about the whole
	Removed               bool   // somebody else removed it by hand
	Wrong                 bool   // nobody did, and its author has been here for long
}

// Rehearsal tells what a filter would have done.
type Rehearsal struct {
	Looked  int // messages
	Since   time.Time
	Caught  int
	Removed int // of those caught, by hand
	Wrong   int // of those caught, probably
	Each    time.Duration
	Stopped bool           // it took too long
	Hits    []RehearsalHit // newest first, at most as many as were asked for
}

// More says whether there are hits that are not shown.
func (r Rehearsal) More() bool { return r.Caught > len(r.Hits) && len(r.Hits) < maxShown }

// Rehearse says what a filter would have caught in the last messages, and changes nothing.
// show is how many hits are shown. With an error about some lines it has rehearsed the others.
func (s *Service) Rehearse(ctx context.Context, a Actor, at FilterPlace, form FilterForm, show int) (*Rehearsal, error) {
	form, err := form.clean()
	if err != nil {
		return nil, err
	}
	f, m, wrong := form.filter()
	if m == nil {
		return nil, wrong
	}
	f.RoomID = at.Room.ID
	place, err := s.Place(ctx)
	if err != nil {
		return nil, err
	}
	run := rehearsing{rule: rule{Filter: f, matcher: m}, place: place, show: min(max(show, hitsAtOnce), maxShown), end: s.Now().Add(rehearsalTime), now: s.Now}
	q := SaidQuery{RoomID: at.Room.ID, Reader: a.User.ID, Limit: rehearsed}
	if err := s.Store.Said(ctx, q, run.look); err != nil && !run.Stopped {
		return nil, err
	}
	if run.Looked > 0 {
		run.Each = run.took / time.Duration(run.Looked)
	}
	return &run.Rehearsal, wrong
}

// rehearsing is a rehearsal under way.
type rehearsing struct {
	Rehearsal
	rule  rule
	place Place
	show  int
	took  time.Duration
	end   time.Time
	now   func() time.Time
}

var errStopped = refuse(TooSoon, "The rehearsal took too long.")

// look matches one message.
func (r *rehearsing) look(m Said) error {
	began := r.now()
	_, caught := r.rule.match(wordsOf(m.Body, m.rendered()))
	ended := r.now()
	r.took += ended.Sub(began)
	r.Looked++
	r.Since = m.PostedAt
	if caught && !r.rule.spares(m.standing(), m.wasNew(r.place)) {
		r.add(m)
	}
	if ended.After(r.end) {
		r.Stopped = true
		return errStopped
	}
	return nil
}

// add counts a hit, and finds what was caught if it is shown.
func (r *rehearsing) add(m Said) {
	h := RehearsalHit{Said: m, Removed: m.removedByHand()}
	h.Wrong = !h.Removed && !m.RemovedWords && m.PostedAt.Sub(m.AuthorSince) >= oldHand
	r.Caught++
	if h.Removed {
		r.Removed++
	}
	if h.Wrong {
		r.Wrong++
	}
	if len(r.Hits) < r.show {
		w := newWords(m.Body, m.rendered(), traced)
		at, _ := r.rule.match(w)
		h.Before, h.Caught, h.After = w.excerpt(at)
		r.Hits = append(r.Hits, h)
	}
}

func (m Said) rendered() Rendered {
	return Rendered{HTML: m.HTML, Plain: m.Plain, Mentions: m.Mentions}
}

func (m Said) removedByHand() bool {
	return m.RemovedWords && m.RemovedBy != 0 && m.RemovedBy != m.Author.ID
}

// standing is where the author stands, as far as filters look.
func (m Said) standing() Standing {
	return Standing{Room: m.Room, User: User{ID: m.Author.ID, Role: m.AuthorRole, State: Active}, Member: Member{Role: m.MemberRole}}
}

// wasNew says whether the author's account was new when they wrote it, as far as its age tells.
func (m Said) wasNew(p Place) bool { return m.PostedAt.Sub(m.AuthorSince) < p.NewFor }
