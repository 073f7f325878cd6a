package store_test

import (
	"testing"
	"time"
)

// Thirty days before either moment the clocks in Berlin stood an hour otherwise.
func TestADayThatMessagesAreKeptHas24HoursWhateverClocksShow(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	for name, at := range map[string]time.Time{
		"after winter": time.Date(2026, 4, 10, 12, 0, 0, 0, berlin),
		"after summer": time.Date(2026, 11, 10, 12, 0, 0, 0, berlin),
	} {
		t.Run(name, func(t *testing.T) {
			both(t, func(t *testing.T, s *site) {
				now := at
				p, ana := s.place(func() time.Time { return now })
				bob := s.user("bob")
				r := s.room("lounge", bob)
				const kept = 30 * 24 * time.Hour
				old, recent := s.say(r, bob, "old"), s.say(r, bob, "recent")
				for m, age := range map[int64]time.Duration{old.ID: kept + 30*time.Minute, recent.ID: kept - 30*time.Minute} {
					if err := s.Exec(t.Context(), `UPDATE messages SET posted_at = $1 WHERE id = $2`, at.Add(-age).UnixMicro(), m); err != nil {
						t.Fatal(err)
					}
				}
				if err := p.KeepMessages(t.Context(), ana, 30, true); err != nil {
					t.Fatal(err)
				}
				s.eraseAll(p, &now)
				if !s.message(old).Removed() || s.message(recent).Removed() {
					t.Errorf("erased: the old one %t, the recent one %t", s.message(old).Removed(), s.message(recent).Removed())
				}
			})
		})
	}
}

func TestRemovedWordsAreKeptForDaysOf24HoursToo(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	both(t, func(t *testing.T, s *site) {
		bob := s.user("bob")
		act := s.sweep(bob, s.say(s.room("lounge", bob), bob, "hello"))
		at := time.Date(2026, 4, 10, 12, 0, 0, 0, berlin)
		s.SetNow(func() time.Time { return at })
		erased := func(age time.Duration) bool {
			t.Helper()
			if err := s.Exec(t.Context(), `UPDATE removals SET created_at = $1 WHERE id = $2`, at.Add(-age).UnixMicro(), act.ID); err != nil {
				t.Fatal(err)
			}
			if err := s.Sweep(t.Context()); err != nil {
				t.Fatal(err)
			}
			r, err := s.Removal(t.Context(), act.ID)
			if err != nil {
				t.Fatal(err)
			}
			return !r.ErasedAt.IsZero()
		}
		const kept = 30 * 24 * time.Hour
		if erased(kept - 30*time.Minute) {
			t.Error("they are erased too early")
		}
		if !erased(kept + 30*time.Minute) {
			t.Error("they are not erased")
		}
	})
}
