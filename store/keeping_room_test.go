package store_test

import (
	"testing"
	"time"

	"parley/chat"
)

func TestWhatARoomWouldLoseIsReckonedWithoutALookAtOtherRooms(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		ctx, now := t.Context(), time.Now()
		p, ana := s.place(func() time.Time { return now })
		bob := s.user("bob")
		r, other := s.room("lounge", bob), s.room("attic", bob)
		gone := s.say(r, bob, "gone")
		if err := s.remove(gone); err != nil {
			t.Fatal(err)
		}
		oldest, old := s.say(r, bob, "oldest"), s.say(r, bob, "old")
		s.say(r, bob, "recent")
		s.age(40, oldest, gone)
		s.age(35, old)
		reads := s.CountReads()
		reckon := func(days int64) (chat.Expiry, int64) {
			t.Helper()
			before := reads.Load()
			e, err := p.RoomExpiry(ctx, ana, r.Slug, days)
			if err != nil {
				t.Fatal(err)
			}
			return e, reads.Load() - before
		}
		e, alone := reckon(30)
		if e.Messages != 2 || len(e.Rooms) != 1 || e.Rooms[0].Room.Slug != "lounge" || !e.Oldest.Equal(s.message(oldest).PostedAt) {
			t.Errorf("it would lose %+v", e)
		}
		for days, want := range map[int64]int64{38: 1, 50: 0, 0: 0, chat.Forever: 0} {
			if e, _ := reckon(days); e.Messages != want || len(e.Rooms) != int(want) {
				t.Errorf("kept for %d days it would lose %+v", days, e)
			}
		}
		for range 40 {
			s.say(other, bob, "elsewhere")
		}
		if _, n := reckon(30); n != alone {
			t.Errorf("it takes %d reads with other rooms, and %d without", n, alone)
		}
	})
}
