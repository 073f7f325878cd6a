//go:build bench

package bench

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"path/filepath"
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
	t.Run("PostgreSQL", func(t *testing.T) { posts(t, "PostgreSQL", "≥ 2500/s", "DATABASE_URL="+durable(t)) })
}

// durable is a database of a server that waits for the disk, as those of other tests do not.
func durable(t *testing.T, more ...string) string {
	return testenv.StartPostgres(t, append(more, "fsync=on", "full_page_writes=on")...).Database(t)
}

// TestSlowCommit has 64 people post where a commit waits 2 ms more for the disk: PostgreSQL is told to delay it.
func TestSlowCommit(t *testing.T) {
	const posters = 64
	p := newPlace(t, posters, "DATABASE_URL="+durable(t, "commit_delay=2000", "commit_siblings=0"))
	for who := range posters {
		if err := p.say(who, "lounge", 60); err != nil {
			t.Fatal(err)
		}
	}
	rate := row{what: "PostgreSQL, 64 posters, a commit takes 2 ms more", unit: "/s"}
	slowest := row{what: "… acknowledged in p99", unit: " ms", goal: "≤ 100"}
	for range rounds {
		n, took := p.post(t, posters, []string{"lounge"})
		rate.got, slowest.got = append(rate.got, n), append(slowest.got, percentile(took, 99))
	}
	rate.print(t)
	slowest.print(t)
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
		alone.got = append(alone.got, median(took))
		crowded, _ := p.post(t, posters, all[:1])
		spread, _ := p.post(t, posters, all)
		hot.got = append(hot.got, crowded)
		wide.got = append(wide.got, crowded/spread)
	}
	for _, r := range []row{one, alone, hot, wide} {
		r.print(t)
	}
}

// post has n people post for a while: acknowledged posts a second, and how many milliseconds each took.
func (p *place) post(t *testing.T, n int, rooms []string) (rate float64, took []float64) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), postsFor)
	defer cancel()
	var count atomic.Int64
	var mu sync.Mutex
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
				took = append(took, millis(time.Since(at)))
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	return float64(count.Load()) / time.Since(began).Seconds(), took
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
