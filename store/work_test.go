package store_test

import (
	"fmt"
	"sync"
	"testing"

	"parley/chat"
	"parley/internal/testenv"
	"parley/store"
)

// A post locks and reads in one round trip, and writes and commits in another.
func TestAPostIsTwoRoundTripsOfFewStatements(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		people := s.users(16)
		r := s.room("a", people...)
		s.post(draft(r, people[0], "warm", "hello"))
		n := s.CountWork()
		s.post(draft(r, people[0], "one", "hello"))
		if n.Trips != 2 || n.Statements > 6 { // locks of the author and the room, what is read, and three tables
			t.Errorf("a post is %d statements in %d round trips", n.Statements, n.Trips)
		}
		*n = store.Work{}
		s.together(len(people), func(i int) error {
			_, err := s.Post(t.Context(), draft(r, people[i], "many", "hello"))
			return err
		})
		if n.Trips > 4 { // two are of the act that they waited for
			t.Errorf("%d posts that came together are %d round trips", len(people), n.Trips)
		}
	})
}

func TestPostsAreNotedWithWhomTheyName(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		people := s.users(40)
		r := s.room("a", people...)
		s.together(len(people), func(i int) error {
			p := draft(r, people[i], "n", fmt.Sprint("message ", i))
			p.Rendered.Mentions = []int64{people[0].ID, people[(i+1)%40].ID}
			_, err := s.Post(t.Context(), p)
			return err
		})
		all, err := s.MentionsOf(t.Context(), people[0].ID, 100)
		if err != nil || len(all) != 40 {
			t.Fatalf("%d messages name the first, %v", len(all), err)
		}
		one, err := s.MentionsOf(t.Context(), people[7].ID, 100)
		if err != nil || len(one) != 1 || one[0].Body != "message 6" {
			t.Fatalf("got %+v, %v", one, err)
		}
	})
}

// together has n people write while the lane is held, so that it takes them all at once.
func (s *site) together(n int, write func(i int) error) {
	s.t.Helper()
	var wg sync.WaitGroup
	held, release := make(chan struct{}), make(chan struct{})
	wg.Go(func() {
		s.must(chat.Scope{Rooms: []int64{1}}, func(chat.Tx) error { close(held); <-release; return nil })
	})
	<-held
	for i := range n {
		wg.Go(func() {
			if err := write(i); err != nil {
				s.t.Error(err)
			}
		})
	}
	s.queued(n)
	close(release)
	wg.Wait()
}

func TestAConnectionThatBrokeMeanwhileIsNotNoticed(t *testing.T) {
	s := open(t, testenv.Postgres(t))
	u := s.user("ann")
	r := s.room("a", u)
	s.post(draft(r, u, "n1", "hello"))
	if err := s.replica().Exec(t.Context(), `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
		WHERE datname = current_database() AND pid <> pg_backend_pid()`); err != nil {
		t.Fatal(err)
	}
	if m := s.post(draft(r, u, "n2", "hello")); m.Seq != 2 {
		t.Errorf("the post has seq %d", m.Seq)
	}
}
