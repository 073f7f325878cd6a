package store_test

import (
	"context"
	"net/netip"
	"testing"
	"time"

	"github.com/alexedwards/scs/v2"

	"parley/chat"
	"parley/internal/testenv"
	"parley/store"
)

func (s *site) banRange(b chat.RangeBan) chat.RangeBan {
	s.t.Helper()
	b.At, b.Reason = time.Now(), "a flood"
	s.must(chat.Scope{}, func(tx chat.Tx) (err error) {
		b, err = tx.AddRange(s.t.Context(), b)
		return err
	})
	return b
}

func TestRangeBansAreReadUntilTheyEnd(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		ctx := t.Context()
		ann, kip := s.user("ann"), s.user("kip")
		now := time.Now()
		rev := func() int64 {
			t.Helper()
			rev, err := s.RangeRev(ctx)
			if err != nil {
				t.Fatal(err)
			}
			return rev
		}
		last := rev()
		four := s.banRange(chat.RangeBan{Network: netip.MustParsePrefix("203.0.113.0/24"), By: ann.ID, Until: now.Add(time.Hour), Reading: true})
		s.banRange(chat.RangeBan{Network: netip.MustParsePrefix("2001:db8::/32"), By: ann.ID, Until: now.Add(-time.Second)})
		s.banRange(chat.RangeBan{InviteID: 3, By: ann.ID, Accounts: 7, Until: now.Add(time.Hour)})
		if rev() <= last {
			t.Error("no replica hears of it")
		}
		all, err := s.RangesInForce(ctx, now, 10)
		if err != nil || len(all) != 1 || all[0].ID != four.ID || all[0].Network != four.Network || !all[0].Reading || all[0].ByName != ann.Name {
			t.Fatalf("in force: %+v, %v", all, err)
		}
		if all, err := s.Ranges(ctx, now, 10); err != nil || len(all) != 3 || all[0].InviteID != 3 || all[1].ID != four.ID {
			t.Errorf("all: %+v, %v", all, err)
		}
		plea := func() error {
			return s.Tx(ctx, chat.Scope{}, func(tx chat.Tx) error {
				return tx.AddPlea(ctx, chat.Plea{RangeID: four.ID, UserID: kip.ID, Body: "not me", At: now})
			})
		}
		if err := plea(); err != nil {
			t.Fatal(err)
		}
		wantKind(t, plea(), chat.Conflict)
		p, err := s.PleaOf(ctx, four.ID, kip.ID)
		if err != nil || !p.Open() || p.Body != "not me" {
			t.Fatalf("the plea: %+v, %v", p, err)
		}
		if got, _ := s.cases(chat.DeskScope{UserID: ann.ID, Place: true}); got != "plea-1" {
			t.Errorf("the desk has %q", got)
		}
		pardoned := func(want int) {
			t.Helper()
			if pardons, err := s.Pardons(ctx, now, 10); err != nil || len(pardons) != want {
				t.Errorf("%d are pardoned, want %d: %v", len(pardons), want, err)
			}
		}
		pardoned(0) // as long as nobody has decided it
		p.DecidedAt, p.Granted, last = now, true, rev()
		s.must(chat.Scope{}, func(tx chat.Tx) error { return tx.SavePlea(ctx, p) })
		if pardons, err := s.Pardons(ctx, now, 10); err != nil || len(pardons) != 1 || pardons[0] != (chat.Pardon{RangeID: four.ID, UserID: kip.ID}) || rev() <= last {
			t.Errorf("pardons: %v, %v", pardons, err)
		}
		four.LiftedAt, last = now, rev()
		s.must(chat.Scope{}, func(tx chat.Tx) error { return tx.SaveRange(ctx, four, ann.ID) })
		if all, err := s.RangesInForce(ctx, now, 10); err != nil || len(all) != 0 {
			t.Errorf("lifted: %+v, %v", all, err)
		}
		pardoned(0) // of what binds nobody
		if rev() <= last {
			t.Error("no replica hears that it is lifted")
		}
		s.must(chat.Scope{}, func(tx chat.Tx) error {
			b, err := tx.Range(ctx, four.ID)
			if err == nil && b.LiftedAt.IsZero() {
				t.Error("it is not lifted")
			}
			return err
		})
	})
}

func TestWhoSignedInFromANetworkLastIsFound(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		ctx := t.Context()
		until := func(u chat.User, address, hash string, end time.Time) {
			t.Helper()
			if err := s.SessionStore().CommitCtx(ctx, hash, sessionOf(t, u.ID, hash, address), end); err != nil {
				t.Fatal(err)
			}
		}
		in := func(u chat.User, address, hash string) {
			t.Helper()
			until(u, address, hash, time.Now().Add(time.Hour))
		}
		moved, kip, six, near := s.user("moved"), s.user("kip"), s.user("six"), s.user("near")
		until(s.user("gone"), "203.0.113.7", "f", time.Now().Add(-time.Second))
		in(moved, "203.0.113.1", "a")
		in(moved, "198.51.100.1", "b")
		in(kip, "203.0.113.200", "c")
		in(six, "2001:db8:0:1::9", "d")
		in(near, "203.0.114.1", "e")
		for network, want := range map[string]string{
			"203.0.113.0/24": "kip", "203.0.113.200/32": "kip", "203.0.113.0/25": "", "203.0.0.0/16": "kip near", "203.0.112.0/22": "kip near",
			"198.51.100.0/24": "moved", "2001:db8::/32": "six", "2001::/16": "six", "2001:db8:0:2::/64": "", "192.0.0.0/8": "",
		} {
			all, err := s.LastFrom(ctx, netip.MustParsePrefix(network), 10)
			got := ""
			for _, u := range all {
				if got != "" {
					got += " "
				}
				got += u.Handle
			}
			if err != nil || got != want {
				t.Errorf("%s: %q, %v, want %q", network, got, err, want)
			}
		}
	})
}

// sessionOf is the data of a session that somebody began at an address.
func sessionOf(t *testing.T, userID int64, id, address string) []byte {
	t.Helper()
	data, err := scs.GobCodec{}.Encode(time.Now().Add(time.Hour), map[string]any{
		store.SessionUser: userID, store.SessionID: id, store.SessionDevice: "Firefox", store.SessionAddress: address,
	})
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestAnActLocksThePlaceNoLongerThanItsCommit(t *testing.T) {
	ctx := t.Context()
	s := open(t, testenv.Postgres(t)) // SQLite has one writer at a time
	ann, other := s.user("ann"), s.replica()
	ban := func(tx chat.Tx, network string) error {
		_, err := tx.AddRange(ctx, chat.RangeBan{Network: netip.MustParsePrefix(network), By: ann.ID, At: time.Now(), Until: time.Now().Add(time.Hour)})
		return err
	}
	s.must(chat.Scope{}, func(tx chat.Tx) error {
		if err := tx.Claim(ctx, "join-1", ann.ID, time.Now()); err != nil {
			return err
		}
		if err := ban(tx, "203.0.113.0/24"); err != nil {
			return err
		}
		short, cancel := context.WithTimeout(ctx, 5*time.Second)
		defer cancel()
		done := make(chan error, 1)
		go func() {
			done <- other.Tx(ctx, chat.Scope{}, func(tx chat.Tx) error {
				if _, err := tx.Revoke(ctx, chat.Access{UserID: ann.ID}); err != nil {
					return err
				}
				return ban(tx, "198.51.100.0/24")
			})
		}()
		select {
		case err := <-done:
			if err != nil {
				t.Error(err)
			}
		case <-short.Done():
			t.Error("another act waits for the place until this one is done")
		}
		return nil
	})
	if rev, err := s.RangeRev(ctx); err != nil || rev != 2 {
		t.Errorf("the bans have changed %d times, %v", rev, err)
	}
}
