//go:build bench

package bench

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib"
	_ "modernc.org/sqlite"

	"parley/internal/testenv"
)

// postsFor is how long one figure of posting is taken.
const postsFor = 2 * time.Second

// TestPosts counts durable posts over HTTP, with sessions and rules, on both databases, and what the database does alone.
func TestPosts(t *testing.T) {
	t.Run("SQLite", func(t *testing.T) { posts(t, "SQLite", "≥ 3000/s") })
	t.Run("PostgreSQL", func(t *testing.T) {
		posts(t, "PostgreSQL", "≥ 2500/s", "DATABASE_URL="+testenv.Postgres(t))
	})
}

func posts(t *testing.T, database, goal string, env ...string) {
	const posters, rooms = 64, 20
	p := newPlace(t, posters, env...)
	var all []string
	for i := range rooms {
		p.do(t, 0, "/rooms", url.Values{"name": {fmt.Sprint("room ", i)}, "kind": {"open"}})
		all = append(all, fmt.Sprint("room-", i))
	}
	for who := range posters { // who posts in an open room joins it: not part of what is measured
		if err := p.say(who, all[who%rooms], 60); err != nil {
			t.Fatal(err)
		}
	}
	one := row{what: database + ", one poster, of the bare single commits", goal: "≥ 0.5"}
	alone := row{what: database + ", one poster, acknowledged in p50", unit: " ms", goal: "≤ 1.5"}
	hot := row{what: database + ", 64 posters, one room", unit: "/s", goal: goal}
	wide := row{what: database + ", 64 posters, one room against twenty", goal: "≥ 0.9"}
	for range rounds {
		raw := rawCommits(t, env)
		single, took := p.post(t, 1, all[:1])
		one.got = append(one.got, single/raw)
		alone.got = append(alone.got, took)
		crowded, _ := p.post(t, posters, all[:1])
		spread, _ := p.post(t, posters, all)
		hot.got = append(hot.got, crowded)
		wide.got = append(wide.got, crowded/spread)
	}
	for _, r := range []row{one, alone, hot, wide} {
		r.print(t)
	}
}

// post has n people post for a while: acknowledged posts a second, and the median of how long one took in milliseconds.
func (p *place) post(t *testing.T, n int, rooms []string) (rate, median float64) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), postsFor)
	defer cancel()
	var count atomic.Int64
	var mu sync.Mutex
	var took []time.Duration
	var wg sync.WaitGroup
	began := time.Now()
	for who := range n {
		wg.Go(func() {
			for ctx.Err() == nil {
				at := time.Now()
				if err := p.say(who, rooms[who%len(rooms)], 60); err != nil {
					t.Error(err)
					return
				}
				count.Add(1)
				mu.Lock()
				took = append(took, time.Since(at))
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	slices.Sort(took)
	return float64(count.Load()) / time.Since(began).Seconds(), float64(took[len(took)/2].Microseconds()) / 1000
}

// rawCommits is how many single rows a second one client commits in the same kind of database on the same disk.
func rawCommits(t *testing.T, env []string) float64 {
	t.Helper()
	driver, source := "sqlite", "file:"+filepath.Join(t.TempDir(), "raw.db")+"?_pragma=journal_mode(wal)&_pragma=synchronous(full)"
	if len(env) > 0 {
		driver, source = "pgx", env[0][len("DATABASE_URL="):]
	}
	db, err := sql.Open(driver, source)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	if _, err := db.Exec("CREATE TABLE IF NOT EXISTS raw_commits (id BIGINT, body TEXT)"); err != nil {
		t.Fatal(err)
	}
	n := 0
	began := time.Now()
	for ; time.Since(began) < postsFor/2; n++ {
		if _, err := db.Exec("INSERT INTO raw_commits VALUES ($1, $2)", n, "a message of so many words"); err != nil {
			t.Fatal(err)
		}
	}
	return float64(n) / time.Since(began).Seconds()
}
