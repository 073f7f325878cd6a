package store_test

import (
	"testing"
	"time"

	"parley/chat"
)

// postAt posts as if at another time.
func (s *site) postAt(at time.Time, r chat.Room, u chat.User) {
	s.t.Helper()
	s.SetNow(func() time.Time { return at })
	defer s.SetNow(time.Now)
	s.say(r, u, "words")
}

func TestActivityIsCountedByAuthorAndQuarterOfAnHour(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		ana, bo := s.user("ana"), s.user("bo")
		r := s.room("lounge", ana, bo)
		noon := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
		for _, minutes := range []int{-3 * 24 * 60, -1, 0, 14, 15, 29} {
			s.postAt(noon.Add(time.Duration(minutes)*time.Minute), r, ana)
		}
		s.postAt(noon.Add(16*time.Minute), r, bo)
		s.must(chat.Scope{Rooms: []int64{r.ID}}, func(tx chat.Tx) error {
			_, err := tx.AddSystemLine(t.Context(), chat.Message{RoomID: r.ID, Kind: chat.Renamed, Body: "x", Author: ana.Author(), PostedAt: noon})
			return err
		})
		got := map[string]int64{}
		err := s.Activity(t.Context(), noon, func(n chat.Tally) { got[n.At.UTC().Format("15:04 ")+s.handle(n.AuthorID)] += n.Messages })
		if err != nil || len(got) != 3 || got["12:00 ana"] != 2 || got["12:15 ana"] != 2 || got["12:15 bo"] != 1 {
			t.Errorf("got %v, %v", got, err)
		}
	})
}

func (s *site) handle(id int64) string {
	u, err := s.User(s.t.Context(), id)
	if err != nil {
		s.t.Fatal(err)
	}
	return u.Handle
}

func TestDeedsAndArrivalsAreCountedSinceAMoment(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		ana := s.user("ana")
		now := time.Now()
		s.note(
			chat.AuditEntry{Act: "muted", ActorID: ana.ID, UserID: 2, At: now.Add(-48 * time.Hour)},
			chat.AuditEntry{Act: "muted", ActorID: ana.ID, UserID: 2, At: now},
			chat.AuditEntry{Act: "muted", UserID: 2, At: now},
			chat.AuditEntry{Act: "messages_removed", ActorID: ana.ID, UserID: ana.ID, At: now},
			chat.AuditEntry{Act: "messages_removed", ActorID: ana.ID, UserID: 2, At: now},
		)
		all, err := s.Deeds(t.Context(), now.Add(-time.Hour))
		got := map[chat.Deed]bool{}
		for _, d := range all {
			got[d] = true
		}
		want := []chat.Deed{{Act: "muted", Times: 1}, {Act: "muted", ByRule: true, Times: 1}, {Act: "messages_removed", Times: 1}, {Act: "held", ByRule: true}}
		for _, d := range want {
			if err != nil || len(got) != len(want) || !got[d] {
				t.Fatalf("got %+v, %v", all, err)
			}
		}
		for since, n := range map[time.Time]int{now.Add(-time.Hour): 1, now.Add(time.Hour): 0} {
			if at, err := s.Arrivals(t.Context(), since); err != nil || len(at) != n {
				t.Errorf("%d accounts, %v", len(at), err)
			}
		}
	})
}

func TestAMomentIsFoundByNumbersThatHaveGaps(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		old := time.Now().Add(-30 * 24 * time.Hour)
		var want []int64
		for i := range 40 {
			if i%3 == 0 { // a number is lost with an act that fails
				_ = s.Tx(t.Context(), chat.Scope{}, func(tx chat.Tx) error {
					_ = tx.AddAudit(t.Context(), chat.AuditEntry{At: old, Act: "lost"})
					return chat.NoRoom()
				})
			}
			want = append(want, s.note(chat.AuditEntry{At: old.Add(time.Duration(i) * 24 * time.Hour), Act: "kept"})...)
		}
		for i := range 40 {
			from := old.Add(time.Duration(i)*24*time.Hour - time.Minute)
			got := s.logged(chat.AuditQuery{All: true, AuditFilter: chat.AuditFilter{From: from}})
			if len(got) != 40-i || got[len(got)-1] != want[i] {
				t.Fatalf("since day %d: %d entries, the first is %d, want %d", i, len(got), got[len(got)-1], want[i])
			}
		}
	})
}
