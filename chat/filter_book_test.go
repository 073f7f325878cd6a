package chat

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// slowFilters is a database that answers after wait, and then with err or filters.
type slowFilters struct {
	Store
	mu      sync.Mutex // guards what follows
	wait    time.Duration
	err     error
	rev     int64
	filters []Filter
}

func (s *slowFilters) FilterRev(context.Context) (int64, error) {
	s.mu.Lock()
	rev, err, wait := s.rev, s.err, s.wait
	s.mu.Unlock()
	time.Sleep(wait)
	return rev, err
}

func (s *slowFilters) FiltersInUse(context.Context, int) ([]Filter, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.filters, s.err
}

func TestPostsShareOneLookAtFiltersAndItsFailure(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		down := errors.New("down")
		s := New(Deps{Store: &slowFilters{wait: 3 * time.Second, err: down}, Now: time.Now})
		began := time.Now()
		var posts sync.WaitGroup
		for range 100 {
			posts.Go(func() {
				if _, err := s.rules(t.Context(), 1); err != down {
					t.Errorf("it answers %v", err)
				}
			})
		}
		posts.Wait()
		if took := time.Since(began); took > 6*time.Second {
			t.Errorf("the last waits for %v", took)
		}
	})
}

func TestALookThatBeganBeforeAChangeDoesNotHideIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		db := &slowFilters{wait: 100 * time.Millisecond}
		s := New(Deps{Store: db, Now: time.Now})
		s.lookAtFilters(t.Context()) // or the next would read them whatever their number
		go s.lookAtFilters(t.Context())
		synctest.Wait() // it has read the number, and its answer is on its way
		db.mu.Lock()
		db.rev, db.filters = 1, []Filter{{ID: 1, Kind: FilterWords, Pattern: "cheap"}}
		db.mu.Unlock()
		s.dropFilters()
		time.Sleep(200 * time.Millisecond)
		if all, err := s.rules(t.Context(), 1); err != nil || len(all) != 1 {
			t.Errorf("the rules are %v, %v", all, err)
		}
	})
}

func TestRoomsMakeNoMoreFiltersThanThePlaceCanLookAt(t *testing.T) {
	known := map[int64]*rule{}
	for i := range int64(maxInUse) {
		known[i] = nil
	}
	s := New(Deps{Now: time.Now})
	s.book.known.Store(&filterPage{known: known})
	if _, err := s.addFilter(t.Context(), noFilters{}, Actor{}, 1, Filter{}); KindOf(err) != Conflict {
		t.Errorf("it answers %v", err)
	}
}

// noFilters is a transaction in a room without filters.
type noFilters struct{ Tx }

func (noFilters) Filters(context.Context, int64) ([]Filter, error) { return nil, nil }
