package store_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"parley/internal/testenv"
)

// By itself PostgreSQL would look a minute later, and read all of the room for each post until then.
func TestPostgresLearnsATableThatIsFilledAtOnce(t *testing.T) {
	t.Parallel()
	s := open(t, testenv.Postgres(t))
	c, err := pgx.Connect(t.Context(), s.url)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close(t.Context())
	learned := func() (n int) {
		t.Helper()
		if err := c.QueryRow(t.Context(), `SELECT analyze_count FROM pg_stat_user_tables WHERE relname = 'messages'`).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	u := s.user("ann")
	r := s.room("a", u)
	var all sync.WaitGroup
	for i := range 1_000 {
		all.Go(func() {
			if _, err := s.Post(t.Context(), draft(r, u, fmt.Sprint("nonce ", i), "hello")); err != nil {
				t.Error(err)
			}
		})
		if i == 900 {
			all.Wait()
			if n := learned(); n > 0 {
				t.Errorf("it has looked at the table %d times after 900 posts", n)
			}
		}
	}
	all.Wait()
	for end := time.Now().Add(20 * time.Second); learned() == 0 && time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
	}
	if n := learned(); n != 1 {
		t.Errorf("it has looked at the table %d times after 1,000 posts", n)
	}
	for i := range 9_000 {
		all.Go(func() {
			if _, err := s.Post(t.Context(), draft(r, u, fmt.Sprint("later nonce ", i), "hello")); err != nil {
				t.Error(err)
			}
		})
		if i%1_000 == 999 {
			all.Wait()
		}
	}
	for end := time.Now().Add(20 * time.Second); learned() == 1 && time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
	}
	if n := learned(); n != 2 {
		t.Errorf("it has looked at the table %d times after 10,000 posts", n)
	}
}
