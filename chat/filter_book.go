package chat

import (
	"context"
	"sync"
	"time"
)

const (
	// bookLife is how old the filters may be that something is judged by. With the
	// time that a post takes, what another replica changed holds within a second.
	bookLife = 700 * time.Millisecond
	// bookEvery is how often they are looked at, so that no post has to.
	bookEvery = 500 * time.Millisecond
)

// rule is a filter, ready to be matched.
type rule struct {
	Filter
	matcher
	late bool // it had no time, and found nothing
}

// unfinished is the rule as it treats words that it had no time to look at.
func (r *rule) unfinished() *rule {
	late := *r
	late.late, late.Act = true, FilterHold
	late.Answer = "The filters of this place had no time to look at all of these words. Make it shorter."
	return &late
}

// reason is what the author of something caught hears, and moderators read.
func (r *rule) reason() string {
	if r.late {
		return "The filter “" + r.Name + "” had no time to look at all of it."
	}
	return r.Filter.reason()
}

// filterBook keeps the filters in use, compiled, for each room with those that hold
// everywhere. It looks at a number that grows with each change, and reads them when it has.
type filterBook struct {
	mu     sync.Mutex // guards what follows, also while it is read anew
	looked time.Time  // zero: it must be read
	rev    int64
	known  map[int64]*rule // by ids
	rooms  map[int64][]*rule
}

// rules are the filters that words in a room (0: in none) go through.
func (s *Service) rules(ctx context.Context, roomID int64) ([]*rule, error) {
	s.book.mu.Lock()
	defer s.book.mu.Unlock()
	if now := s.Now(); s.book.looked.IsZero() || now.Sub(s.book.looked) >= bookLife {
		if err := s.book.look(ctx, s.Store, now); err != nil {
			return nil, err
		}
	}
	if own, ok := s.book.rooms[roomID]; ok {
		return own, nil
	}
	return s.book.rooms[0], nil
}

// lookAtFilters keeps the book fresh. What fails is tried again by whoever needs it.
func (s *Service) lookAtFilters(ctx context.Context) {
	s.book.mu.Lock()
	defer s.book.mu.Unlock()
	_ = s.book.look(ctx, s.Store, s.Now())
}

// look reads the filters if they have changed.
func (b *filterBook) look(ctx context.Context, q Queries, now time.Time) error {
	rev, err := q.FilterRev(ctx)
	if err != nil {
		return err
	}
	if b.known == nil || rev != b.rev {
		all, err := q.FiltersInUse(ctx)
		if err != nil {
			return err
		}
		b.write(all)
	}
	b.rev, b.looked = rev, now
	return nil
}

// write puts the filters in order. One that is as it was is not compiled again.
func (b *filterBook) write(all []Filter) {
	known, own := map[int64]*rule{}, map[int64][]*rule{}
	for _, f := range all {
		r := b.known[f.ID]
		if r == nil || r.Filter != f {
			m, err := f.matcher()
			if m == nil || err != nil {
				continue // of a version with other kinds: it catches nothing here
			}
			r = &rule{Filter: f, matcher: m}
		}
		known[f.ID] = r
		own[f.RoomID] = append(own[f.RoomID], r)
	}
	b.known, b.rooms = known, map[int64][]*rule{0: own[0]}
	for room, rules := range own {
		if room != 0 {
			b.rooms[room] = append(rules, own[0]...)
		}
	}
}

// dropFilters has the book read anew: this replica has changed it.
func (s *Service) dropFilters() {
	s.book.mu.Lock()
	defer s.book.mu.Unlock()
	s.book.looked = time.Time{}
}
