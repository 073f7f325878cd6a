package chat

import (
	"context"
	"log/slog"
	"sync/atomic"
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
	known   atomic.Pointer[filterPage]
	dropped atomic.Int64 // how often this replica has changed them
}

// filterPage is what stood in the book at one time. It never changes.
type filterPage struct {
	looked  time.Time // when it was known to be so
	dropped int64     // how often this replica had changed them before it looked
	rev     int64
	known   map[int64]*rule // by ids
	rooms   map[int64][]*rule
}

// fresh says whether what stands on the page may be judged by.
func (b *filterBook) fresh(p *filterPage, now time.Time) bool {
	return p != nil && p.dropped == b.dropped.Load() && now.Sub(p.looked) < bookLife
}

// rules are the filters that words in a room (0: in none) go through.
func (s *Service) rules(ctx context.Context, roomID int64) ([]*rule, error) {
	p := s.book.known.Load()
	if !s.book.fresh(p, s.Now()) {
		var err error
		if p, err = s.readFilters(ctx); err != nil {
			return nil, err
		}
	}
	if own, ok := p.rooms[roomID]; ok {
		return own, nil
	}
	return p.rooms[0], nil
}

// lookAtFilters keeps the book fresh. What fails is tried again by whoever needs it.
func (s *Service) lookAtFilters(ctx context.Context) { _, _ = s.readFilters(ctx) }

// readFilters looks at the filters. All who need them at once share one look that begins
// after they asked, and its failure: nobody waits for one look after the other.
func (s *Service) readFilters(ctx context.Context) (*filterPage, error) {
	_, err := s.asked.read("filters", func() (struct{}, error) {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), guestLimit)
		defer cancel()
		p, err := s.book.known.Load().look(ctx, s)
		if err == nil {
			s.book.known.Store(p)
		}
		return struct{}{}, err
	})
	return s.book.known.Load(), err
}

// look is the page that stands after this one (nil: the first). The filters are read if they have changed.
func (p *filterPage) look(ctx context.Context, s *Service) (*filterPage, error) {
	next := filterPage{looked: s.Now(), dropped: s.book.dropped.Load()}
	var err error
	if next.rev, err = s.Store.FilterRev(ctx); err != nil {
		return nil, err
	}
	if p != nil && p.rev == next.rev {
		next.known, next.rooms = p.known, p.rooms
		return &next, nil
	}
	all, err := s.Store.FiltersInUse(ctx, maxInUse)
	if err != nil {
		return nil, err
	}
	if p != nil {
		next.known = p.known
	}
	next.write(all)
	return &next, nil
}

// write puts the filters in order. One that is as it was is not compiled again.
func (p *filterPage) write(all []Filter) {
	known, own := map[int64]*rule{}, map[int64][]*rule{}
	for _, f := range all {
		r := p.known[f.ID]
		if r == nil || r.Filter != f {
			m, err := f.matcher()
			if m == nil || err != nil { // of a version with other kinds
				slog.Warn("a filter cannot be read and catches nothing", "filter", f.ID, "kind", f.Kind, "error", err)
				continue
			}
			r = &rule{Filter: f, matcher: m}
		}
		known[f.ID] = r
		own[f.RoomID] = append(own[f.RoomID], r)
	}
	p.known, p.rooms = known, map[int64][]*rule{0: own[0]}
	for room, rules := range own {
		if room != 0 {
			p.rooms[room] = append(rules, own[0]...)
		}
	}
}

// inUse is how many filters were in use at the last look.
func (b *filterBook) inUse() int {
	if p := b.known.Load(); p != nil {
		return len(p.known)
	}
	return 0
}

// dropFilters has the book read anew: this replica has changed it.
func (s *Service) dropFilters() { s.book.dropped.Add(1) }
