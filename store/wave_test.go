package store_test

import (
	"fmt"
	"testing"
	"time"

	"parley/chat"
)

func TestAWaveIsOneCaseWhileMoreKeepComing(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		ctx := t.Context()
		ann, since := s.user("ann"), time.Now().Add(-5*time.Minute)
		for i := range 3 {
			s.user(fmt.Sprintf("flood%d", i))
		}
		find := func(more int64, since time.Time) int {
			t.Helper()
			found, err := s.Surges(ctx, since, more)
			if err != nil {
				t.Fatal(err)
			}
			s.must(chat.Scope{}, func(tx chat.Tx) error {
				for _, w := range found {
					if err := tx.PutWave(ctx, w, since); err != nil {
						return err
					}
				}
				return nil
			})
			return len(found)
		}
		if n := find(4, since); n != 0 {
			t.Errorf("four are no wave of more than four: %d", n)
		}
		find(3, since)
		find(3, since)
		desk := chat.DeskScope{UserID: ann.ID, Place: true}
		if got, all := s.cases(desk); got != "wave-1" || all[0].Count != 4 || all[0].Person.ID != 0 {
			t.Fatalf("the desk has %q: %+v", got, all)
		}
		if got, _ := s.cases(chat.DeskScope{UserID: ann.ID}); got != "" {
			t.Errorf("who moderates nothing sees %q", got)
		}
		joined, err := s.Joined(ctx, 1, 3)
		if err != nil || len(joined) != 3 || joined[0].Handle != "flood2" || joined[0].Held {
			t.Fatalf("who came: %+v, %v", joined, err)
		}
		s.must(chat.Scope{Users: []int64{joined[0].ID}}, func(tx chat.Tx) error {
			held, err := tx.HoldAccounts(ctx, []int64{joined[0].ID}, time.Now().Add(time.Hour))
			if held != 1 {
				t.Errorf("%d are held", held)
			}
			return err
		})
		if joined, err = s.Joined(ctx, 1, 3); err != nil || !joined[0].Held || joined[1].Held {
			t.Errorf("held: %+v, %v", joined, err)
		}
		s.must(chat.Scope{}, func(tx chat.Tx) error { return tx.EndWave(ctx, 1, ann.ID, time.Now()) })
		s.user("flood9")
		find(3, since)
		if got, _ := s.cases(desk); got != "" {
			t.Errorf("decided, and again on the desk: %q", got)
		}
		r := s.room("den", ann, joined[0].User, joined[1].User)
		if found, err := s.Surges(ctx, since, 2); err != nil || len(found) != 1 || found[0].RoomID != 0 {
			t.Errorf("new accounts in room %d count once: %+v, %v", r.ID, found, err)
		}
	})
}

func TestWhoModeratesThePlaceIsNotHeldWithAWave(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		flood, staff := s.user("flood"), s.user("staff")
		staff.Role = chat.RoleModerator
		until := time.Now().Add(time.Hour)
		s.must(chat.Scope{Users: []int64{flood.ID, staff.ID}}, func(tx chat.Tx) error {
			if err := tx.SaveUser(t.Context(), staff); err != nil {
				return err
			}
			held, err := tx.HoldAccounts(t.Context(), []int64{flood.ID, staff.ID}, until)
			if held != 1 {
				t.Errorf("%d are held, of a member and a moderator", held)
			}
			return err
		})
		for u, want := range map[chat.User]bool{flood: true, staff: false} {
			if u, err := s.User(t.Context(), u.ID); err != nil || u.HeldUntil.IsZero() == want {
				t.Errorf("%s is held until %s: %v", u.Handle, u.HeldUntil, err)
			}
		}
	})
}

func TestAWaveIsClosedOnce(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		ctx, now, bex := t.Context(), time.Now(), s.user("bex")
		end := func(tx chat.Tx) error { return tx.EndWave(ctx, 1, bex.ID, now) }
		s.must(chat.Scope{}, func(tx chat.Tx) error { return tx.PutWave(ctx, chat.Wave{Began: now, Last: now, Accounts: 9}, now) })
		s.must(chat.Scope{}, end)
		if err := s.Tx(ctx, chat.Scope{}, end); chat.KindOf(err) != chat.Conflict {
			t.Errorf("again: %v", err)
		}
	})
}
