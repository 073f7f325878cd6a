package chat

import (
	"context"
	"fmt"
	"time"
)

const (
	shownHits = 50                  // of a filter, on its page
	keptHits  = 1_000               // of a filter
	hitsFor   = 90 * 24 * time.Hour // how long they are kept
)

// FilterPlace is where filters hold.
type FilterPlace struct {
	Slug     string   // of the room; empty: everywhere
	Room     Room     // zero: everywhere
	Standing Standing // of whoever decides about them
}

// FiltersOf finds where somebody decides about filters: in a room its moderators, and
// administrators everywhere (no slug).
func (s *Service) FiltersOf(ctx context.Context, a Actor, slug string) (FilterPlace, error) {
	if slug == "" {
		if !a.IsAdmin() {
			return FilterPlace{}, errAdmin
		}
		return FilterPlace{Standing: Standing{User: a.User}}, nil
	}
	st, err := s.reading(ctx, a, slug)
	if err == nil {
		err = st.MayJudge()
	}
	return FilterPlace{Slug: slug, Room: st.Room, Standing: st}, err
}

// Filters lists what is in use in a place for filters.
func (s *Service) Filters(ctx context.Context, at FilterPlace) ([]Filter, error) {
	return s.Store.Filters(ctx, at.Room.ID)
}

// Filter reads one filter of a place for filters, with what it caught lately.
func (s *Service) Filter(ctx context.Context, at FilterPlace, id int64) (Filter, []HitListing, error) {
	f, err := s.Store.Filter(ctx, id)
	if err == nil && (f.RoomID != at.Room.ID || !f.EndedAt.IsZero()) {
		err = refuse(NotFound, "There is no such filter here.")
	}
	if err != nil {
		return Filter{}, nil, err
	}
	hits, err := s.Store.FilterHits(ctx, id, shownHits)
	return f, hits, err
}

// SaveFilter makes a filter (id 0), or changes one. Its kind stays.
func (s *Service) SaveFilter(ctx context.Context, a Actor, slug string, id int64, form FilterForm) (Filter, error) {
	form, err := form.clean()
	if err != nil {
		return Filter{}, err
	}
	if form.Kind, err = s.kindOf(ctx, a, slug, id, form.Kind); err != nil {
		return Filter{}, err
	}
	f, m, err := form.filter()
	if err != nil {
		return f, err
	}
	defer s.dropFilters()
	err = s.changeFilters(ctx, a, slug, func(tx Tx, roomID int64) error {
		if err := s.mayStep(ctx, tx, roomID, id, steps(m)); err != nil {
			return err
		}
		if id == 0 {
			f, err = s.addFilter(ctx, tx, a, roomID, f)
			return err
		}
		was, err := s.filterIn(ctx, tx, roomID, id)
		if err != nil {
			return err
		}
		f.ID, f.RoomID, f.CreatedBy, f.CreatedAt, f.Caught = was.ID, was.RoomID, was.CreatedBy, was.CreatedAt, was.Caught
		if f == was {
			return nil
		}
		return s.storeFilter(ctx, tx, a, f, "filter_changed")
	})
	return f, err
}

// kindOf is the kind of a filter that is changed, whatever its form says: a pattern is
// checked as what it is kept as. A new one (id 0) has the kind that was asked for.
func (s *Service) kindOf(ctx context.Context, a Actor, slug string, id int64, asked FilterKind) (FilterKind, error) {
	if id == 0 {
		return asked, nil
	}
	at, err := s.FiltersOf(ctx, a, slug)
	if err != nil {
		return asked, err
	}
	f, err := s.filterIn(ctx, s.Store, at.Room.ID, id)
	return f.Kind, err
}

// mayStep refuses expressions of so many steps in a filter (0: a new one) that those of
// all filters of its place would take too long.
func (s *Service) mayStep(ctx context.Context, tx Tx, roomID, id int64, more int) error {
	if more == 0 {
		return nil
	}
	all, err := tx.Filters(ctx, roomID)
	if err != nil {
		return err
	}
	for _, f := range all {
		if f.ID != id && f.Kind == FilterExpressions {
			m, _ := f.matcher()
			more += steps(m)
		}
	}
	if more > maxSteps {
		return invalid("pattern", fmt.Sprintf("The expressions of all filters here would have %d steps, and %d are the most. Let them repeat less, or end another filter.", more, maxSteps))
	}
	return nil
}

// EndFilter takes a filter out of use.
func (s *Service) EndFilter(ctx context.Context, a Actor, slug string, id int64) error {
	defer s.dropFilters()
	return s.changeFilters(ctx, a, slug, func(tx Tx, roomID int64) error {
		f, err := s.filterIn(ctx, tx, roomID, id)
		if err != nil {
			return err
		}
		f.EndedAt = s.Now()
		return s.storeFilter(ctx, tx, a, f, "filter_ended")
	})
}

// changeFilters runs an act of whoever decides about the filters of a room, or (no slug) of the place.
func (s *Service) changeFilters(ctx context.Context, a Actor, slug string, act func(Tx, int64) error) error {
	at, err := s.FiltersOf(ctx, a, slug)
	if err != nil {
		return err
	}
	if slug == "" {
		return s.administer(ctx, a, nil, func(tx Tx) error { return act(tx, 0) })
	}
	return s.Store.Tx(ctx, Scope{Actor: a.User.ID, Rooms: []int64{at.Room.ID}}, func(tx Tx) error {
		st, err := tx.StandingByID(ctx, at.Room.ID, a.User.ID)
		if err == nil {
			err = st.MayJudge()
		}
		if err != nil {
			return err
		}
		return act(tx, at.Room.ID)
	})
}

func (s *Service) addFilter(ctx context.Context, tx Tx, a Actor, roomID int64, f Filter) (Filter, error) {
	all, err := tx.Filters(ctx, roomID)
	if err != nil {
		return f, err
	}
	if len(all) >= maxFilters {
		return f, refuse(Conflict, fmt.Sprintf("%d filters are the most at one place. End one, or add lines to another.", maxFilters))
	}
	if roomID != 0 && s.book.inUse() >= maxInUse-2*maxFilters { // the whole place always has room for its own
		return f, refuse(Conflict, "There are as many filters in all rooms as this place can look at. End some before you make others.")
	}
	f.RoomID, f.CreatedBy, f.CreatedAt = roomID, a.User.ID, s.Now()
	if f, err = tx.AddFilter(ctx, f); err != nil {
		return f, err
	}
	return f, s.auditFilter(ctx, tx, a, f, "filter_made")
}

func (s *Service) storeFilter(ctx context.Context, tx Tx, a Actor, f Filter, act string) error {
	if err := tx.SaveFilter(ctx, f); err != nil {
		return err
	}
	return s.auditFilter(ctx, tx, a, f, act)
}

func (s *Service) auditFilter(ctx context.Context, tx Tx, a Actor, f Filter, act string) error {
	e := s.entry(a, act, 0, f.RoomID)
	e.Reason, e.Subject = f.Name, fmt.Sprintf("filter:%d", f.ID)
	e.Detail = fmt.Sprintf(`{"does":%q,"watch":%t}`, f.Act, f.Watch)
	return tx.AddAudit(ctx, e)
}

// filterIn reads a filter that is in use there.
func (s *Service) filterIn(ctx context.Context, q Queries, roomID, id int64) (Filter, error) {
	f, err := q.Filter(ctx, id)
	if err == nil && (f.RoomID != roomID || !f.EndedAt.IsZero()) {
		err = refuse(NotFound, "There is no such filter here.")
	}
	return f, err
}

// trimHits forgets what filters caught long ago. What fails is tried again at the next look.
func (s *Service) trimHits(ctx context.Context) {
	_ = s.Store.Tx(ctx, Scope{}, func(tx Tx) error { return tx.TrimFilterHits(ctx, keptHits, s.Now().Add(-hitsFor)) })
}
