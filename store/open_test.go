package store_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"parley/chat"
	"parley/internal/testenv"
	"parley/store"
)

func silent(chat.Event) {}

// refused opens what cannot be opened, and returns the one line that says why.
func refused(t *testing.T, url string) string {
	t.Helper()
	db, err := store.Open(t.Context(), url, silent)
	if err == nil {
		_ = db.Close()
		t.Fatal("it was opened")
	}
	if strings.Contains(err.Error(), "\n") {
		t.Errorf("more than one line: %s", err)
	}
	return err.Error()
}

func TestAnUnreachableDatabaseIsOneClearLine(t *testing.T) {
	defer store.SetPatience(time.Second)()
	begun := time.Now()
	line := refused(t, "postgres://ann:secret@127.0.0.1:1/parley?sslmode=disable")
	if !strings.Contains(line, "the database at 127.0.0.1:1 could not be reached for 1s") || strings.Contains(line, "secret") {
		t.Error(line)
	}
	if time.Since(begun) > 5*time.Second {
		t.Errorf("it took %s", time.Since(begun))
	}
	line = refused(t, "postgres://ann:secret@127.0.0.1:port/parley")
	if !strings.Contains(line, "DATABASE_URL") || strings.Contains(line, "secret") {
		t.Error(line)
	}
	line = refused(t, filepath.Join(t.TempDir(), "no such folder", "parley.db"))
	if !strings.Contains(line, "no such file or directory") {
		t.Error(line)
	}
}

func TestADatabaseThatDoesNotExistIsSaidAtOnce(t *testing.T) {
	url := testenv.Postgres(t)
	begun := time.Now()
	line := refused(t, strings.Replace(url, "/parley_", "/nothing_", 1))
	if !strings.Contains(line, "does not exist") || time.Since(begun) > 10*time.Second {
		t.Errorf("after %s: %s", time.Since(begun), line)
	}
}

func TestADatabaseThatComesUpLateIsAwaited(t *testing.T) {
	server := testenv.StartPostgres(t)
	url := server.Database(t)
	if err := server.Stop(); err != nil {
		t.Fatal(err)
	}
	time.AfterFunc(time.Second, func() {
		if err := server.Start(); err != nil {
			t.Error(err)
		}
	})
	open(t, url)
}

// cutting passes connections on to a database, except for the one of that number, which it cuts.
func cutting(t *testing.T, address string, cut int64) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var open sync.WaitGroup
	t.Cleanup(open.Wait)
	t.Cleanup(func() { ln.Close() })
	open.Go(func() {
		for n := int64(1); ; n++ {
			client, err := ln.Accept()
			if err != nil {
				return
			}
			server, err := net.Dial("tcp", address)
			if err != nil {
				client.Close()
				continue
			}
			if n == cut {
				client.Close()
				server.Close()
				continue
			}
			open.Go(func() { defer client.Close(); io.Copy(client, server) })
			open.Go(func() { defer server.Close(); io.Copy(server, client) })
		}
	})
	return ln.Addr().String()
}

func TestADatabaseThatGoesAwayWhileItIsUpgradedIsAwaitedAgain(t *testing.T) {
	for cut := range int64(4) {
		address := testenv.Postgres(t)
		u, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		u.Host = cutting(t, u.Host, cut+1)
		db, err := store.Open(t.Context(), u.String(), silent)
		if err != nil {
			t.Errorf("connection %d was cut: %v", cut+1, err)
			continue
		}
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestReplicasThatStartTogetherMigrateOnce(t *testing.T) {
	urls := map[string]string{"PostgreSQL": testenv.Postgres(t), "SQLite": filepath.Join(t.TempDir(), "parley.db")}
	for name, url := range urls {
		t.Run(name, func(t *testing.T) {
			var wg sync.WaitGroup
			for range 4 {
				wg.Go(func() {
					db, err := store.Open(t.Context(), url, silent)
					if err != nil {
						t.Error(err)
						return
					}
					if err := errors.Join(db.Ping(t.Context()), db.Close()); err != nil {
						t.Error(err)
					}
				})
			}
			wg.Wait()
		})
	}
}

func TestOlderCodeRefusesADatabaseThatItCannotUse(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		exec := func(query string) {
			if err := s.Exec(t.Context(), query); err != nil {
				t.Fatal(err)
			}
		}
		exec(`INSERT INTO goose_db_version (version_id, is_applied) VALUES (1007, true)`)
		s.replica() // an upgrade that this code can live with
		exec(`UPDATE schema_info SET oldest_code = 1005`)
		if line := refused(t, s.url); !strings.Contains(line, "upgraded by a newer Parley: it needs schema 1005, and this program knows only ") {
			t.Error(line)
		}
	})
}

func TestACommitWaitsForTheDisk(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		query, want := `SELECT synchronous FROM pragma_synchronous`, "2" // FULL
		if strings.HasPrefix(s.url, "postgres") {
			query, want = `SELECT current_setting('synchronous_commit')`, "on"
		}
		s.must(chat.Scope{}, func(tx chat.Tx) error {
			got, err := store.AskIn(tx, query)
			if got != want {
				t.Errorf("synchronous is %q, not %q", got, want)
			}
			return err
		})
	})
}

func TestTheFileIsForItsOwnerOnly(t *testing.T) {
	path := filepath.Join(t.TempDir(), "parley.db")
	s := open(t, path)
	s.user("ann")
	for _, suffix := range []string{"", "-wal", "-shm"} {
		info, err := os.Stat(path + suffix)
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("parley.db%s: %v, %v", suffix, info, err)
		}
	}
}

func TestAFullDiskRefusesPostsAndKeepsReading(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "parley.db"))
	u := s.user("ann")
	r := s.room("a", u)
	if err := s.Exec(t.Context(), `PRAGMA max_page_count = 1`); err != nil { // that is: as many as it has
		t.Fatal(err)
	}
	var err error
	posted := int64(0)
	for ; err == nil; posted++ {
		_, err = s.Post(t.Context(), draft(r, u, chat.NewNonce(), strings.Repeat("words ", 600)))
	}
	wantUnavailable(t, err)
	if now := s.standing(r, u).Room; now.LastSeq != posted-1 || now.Rev != posted-1 {
		t.Errorf("%d messages were acknowledged, and the room is %+v", posted-1, now)
	}
	if err := s.Exec(t.Context(), `PRAGMA max_page_count = 1000000`); err != nil {
		t.Fatal(err)
	}
	s.say(r, u, "there is room again")
}

// wantUnavailable checks the sentence for the person, and that the cause is kept for the log.
func wantUnavailable(t *testing.T, err error) {
	t.Helper()
	wantKind(t, err, chat.Unavailable)
	refusal, _ := errors.AsType[*chat.Error](err)
	if !strings.Contains(refusal.Message, "cannot save right now") || refusal.RetryAfter == 0 || err.Error() == refusal.Message {
		t.Errorf("the refusal is %q, after %s, because of %q", refusal.Message, refusal.RetryAfter, err)
	}
}

func TestADeadDatabaseRefusesAndComesBack(t *testing.T) {
	server := testenv.StartPostgres(t)
	s := open(t, server.Database(t))
	u := s.user("ann")
	r := s.room("a", u)
	s.say(r, u, "before")
	if err := server.Stop(); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	_, err := s.Post(ctx, draft(r, u, "during", "during"))
	wantUnavailable(t, err)
	_, err = s.Newest(ctx, r.ID, 10)
	wantKind(t, err, chat.Unavailable)
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	if m := s.post(draft(r, u, "during", "during")); m.Seq != 2 {
		t.Errorf("the retry has seq %d", m.Seq)
	}
}
