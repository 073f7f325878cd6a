package store_test

import (
	"errors"
	"sync"
	"testing"
	"time"

	"parley/chat"
	"parley/store"
)

func TestEventsAreToldOnceTheyCanBeRead(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		u := s.user("ann")
		r := s.room("a", u)
		var other *store.DB
		late := make(chan string, 100)
		db, err := store.Open(t.Context(), s.url, func(e chat.Event) {
			if e.Kind != chat.MessagesChanged {
				return
			}
			heads, err := other.Heads(t.Context(), []int64{r.ID})
			if err != nil || heads[0].Rev < e.Change.To {
				late <- "a change was told before another replica could read it"
			}
		})
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = db.Close() }()
		other = s.DB
		for range 10 {
			if _, err := db.Post(t.Context(), draft(r, u, chat.NewNonce(), "hello")); err != nil {
				t.Fatal(err)
			}
		}
		if len(late) > 0 {
			t.Fatal(<-late)
		}
	})
}

func TestABatchOfOneRoomIsOneChange(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		people := s.users(8)
		r := s.room("a", people...)
		release := s.hold(r)
		var wg sync.WaitGroup
		for i, u := range people {
			wg.Go(func() { s.Post(t.Context(), draft(r, u, "n", "hello")) })
			s.queued(i + 1)
		}
		release()
		wg.Wait()
		all := s.changes(r.ID)
		if len(all) != 1 || all[0].From != 0 || all[0].To != 8 || len(all[0].Messages) != 8 || all[0].Slug != "a" || all[0].Epoch != r.Epoch {
			t.Fatalf("told %+v", all)
		}
	})
}

func TestAnActThatFailsTellsNothingAndHarmsNobody(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		u := s.user("ann")
		r := s.room("a", u)
		release := s.hold(r)
		refusal := errors.New("refused")
		acts := []func(chat.Tx) error{
			func(tx chat.Tx) error { return nil },
			func(tx chat.Tx) error { return refusal },
			func(tx chat.Tx) error { panic("a mistake") },
			func(tx chat.Tx) error { // breaks a transaction on PostgreSQL
				return tx.PutMember(t.Context(), chat.Member{RoomID: 99, UserID: 99})
			},
			func(tx chat.Tx) error { return nil },
		}
		errs := make([]error, len(acts))
		var wg sync.WaitGroup
		for i, act := range acts {
			wg.Go(func() {
				errs[i] = s.Tx(t.Context(), chat.Scope{Rooms: []int64{r.ID}}, func(tx chat.Tx) error {
					rev, err := tx.NextRev(t.Context(), r.ID)
					tx.Tell(chat.Event{Kind: chat.MessagesChanged, Change: chat.Change{RoomID: r.ID, From: rev - 1, To: rev}})
					return errors.Join(err, act(tx))
				})
			})
			s.queued(i + 1)
		}
		release()
		wg.Wait()
		for i, err := range errs {
			if (err == nil) != (i == 0 || i == 4) {
				t.Errorf("act %d: %v", i, err)
			}
		}
		if !errors.Is(errs[1], refusal) {
			t.Errorf("the refusal came back as %v", errs[1])
		}
		if all := s.changes(r.ID); len(all) != 2 || all[1].To != 2 {
			t.Errorf("told %+v", all)
		}
		if rev := s.standing(r, u).Room.Rev; rev != 2 {
			t.Errorf("the room is at revision %d", rev)
		}
	})
}

func TestACommitThatFailsIsToldToEveryCallerAndTellsNothing(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		u := s.user("ann")
		r := s.room("a", u)
		err := s.Exec(t.Context(), `CREATE TABLE late (id BIGINT PRIMARY KEY, of BIGINT REFERENCES late (id) DEFERRABLE INITIALLY DEFERRED)`)
		if err != nil {
			t.Fatal(err)
		}
		release := s.hold(r)
		errs := make(chan error, 2)
		go func() {
			_, err := s.Post(t.Context(), draft(r, u, "n", "hello"))
			errs <- err
		}()
		s.queued(1)
		go func() {
			errs <- s.Tx(t.Context(), chat.Scope{Rooms: []int64{r.ID}}, func(tx chat.Tx) error {
				return store.ExecIn(tx, `INSERT INTO late VALUES (1, 2)`) // which the database minds at the commit
			})
		}()
		s.queued(2)
		release()
		if one, two := <-errs, <-errs; one == nil || two == nil {
			t.Fatalf("acknowledged: %v, %v", one, two)
		}
		if n, told := s.count(`SELECT COUNT(*) FROM messages`), s.changes(r.ID); n != 0 || len(told) != 0 {
			t.Fatalf("%d messages stand, told %+v", n, told)
		}
		s.post(draft(r, u, "n", "hello"))
	})
}

func TestCloseWritesWhatWaitsAndRefusesTheRest(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		u := s.user("ann")
		r := s.room("a", u)
		db, err := store.Open(t.Context(), s.url, s.hear)
		if err != nil {
			t.Fatal(err)
		}
		closing := &site{DB: db, t: t}
		release := closing.hold(r)
		posted, closed := make(chan error, 1), make(chan error, 1)
		go func() {
			_, err := db.Post(t.Context(), draft(r, u, "n", "hello"))
			posted <- err
		}()
		closing.queued(1)
		go func() { closed <- db.Close() }()
		for deadline := time.Now().Add(10 * time.Second); !db.Closing() && time.Now().Before(deadline); {
			time.Sleep(time.Millisecond)
		}
		release()
		if err := errors.Join(<-posted, <-closed); err != nil {
			t.Fatal(err)
		}
		if n := s.count(`SELECT COUNT(*) FROM messages`); n != 1 {
			t.Fatalf("%d messages stand, want the one that waited", n)
		}
		_, err = db.Post(t.Context(), draft(r, u, "n2", "hello"))
		wantKind(t, err, chat.Unavailable)
	})
}
