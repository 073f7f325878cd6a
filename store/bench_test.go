package store_test

import (
	"fmt"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"

	"parley/chat"
	"parley/internal/testenv"
	"parley/store"
)

func BenchmarkPosting(b *testing.B) {
	for _, name := range []string{"SQLite", "PostgreSQL"} {
		for _, rooms := range []int{1, 20} {
			b.Run(fmt.Sprintf("%s/64 posters in %d rooms", name, rooms), func(b *testing.B) {
				url := filepath.Join(b.TempDir(), "parley.db")
				if name == "PostgreSQL" {
					url = testenv.Postgres(b)
				}
				post(b, url, rooms, b.N)
			})
		}
	}
}

// post has 64 people post total messages in all.
func post(b *testing.B, url string, rooms, total int) {
	db, err := store.Open(b.Context(), url, silent)
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	var people []chat.User
	var in []chat.Room
	err = db.Tx(b.Context(), chat.Scope{}, func(tx chat.Tx) error {
		for i := range 64 {
			u, err := tx.AddUser(b.Context(), person(fmt.Sprint("user", i)), "", 0)
			if err != nil {
				return err
			}
			people = append(people, u)
		}
		for i := range rooms {
			r, err := tx.AddRoom(b.Context(), chat.Room{Slug: fmt.Sprint("room", i), Name: "Room", Kind: chat.Open, Epoch: "e", CreatedAt: time.Now()}, "")
			if err != nil {
				return err
			}
			in = append(in, r)
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	var wg sync.WaitGroup
	begun := cpu()
	for i, u := range people {
		wg.Go(func() {
			for n := i; n < total; n += len(people) {
				p := draft(in[i%rooms], u, chat.NewNonce(), "some words that somebody says")
				p.JoinAs = chat.RoleMember
				if _, err := db.Post(b.Context(), p); err != nil {
					b.Error(err)
				}
			}
		})
	}
	wg.Wait()
	b.ReportMetric(float64(total)/b.Elapsed().Seconds(), "posts/s")
	b.ReportMetric(float64(cpu()-begun)/1000/float64(total), "cpu-µs/op")
}

// cpu is how long this process has computed: unlike the clock, it does not tell of other programs.
func cpu() time.Duration {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func BenchmarkNewest(b *testing.B) {
	for _, name := range []string{"SQLite", "PostgreSQL"} {
		b.Run(name, func(b *testing.B) {
			url := filepath.Join(b.TempDir(), "parley.db")
			if name == "PostgreSQL" {
				url = testenv.Postgres(b)
			}
			post(b, url, 1, 1000)
			db, err := store.Open(b.Context(), url, silent)
			if err != nil {
				b.Fatal(err)
			}
			defer func() { _ = db.Close() }()
			b.ResetTimer()
			begun := cpu()
			for range b.N {
				if w, err := db.Newest(b.Context(), 1, 50); err != nil || len(w.Messages) != 50 {
					b.Fatal(len(w.Messages), err)
				}
			}
			b.ReportMetric(float64(cpu()-begun)/1000/float64(b.N), "cpu-µs/op")
		})
	}
}
