package store_test

import (
	"testing"
	"time"

	"parley/chat"
)

func TestARaidOfThePlaceStandsInEachRoomAndInThoseMadeMeanwhile(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		ctx := t.Context()
		ann := s.user("ann")
		a, private := s.room("a", ann), s.roomOf(chat.Room{Slug: "private", Kind: chat.Private}, ann)
		direct := s.roomOf(chat.Room{Slug: "direct", Kind: chat.Direct}, ann)
		until := time.Now().Add(time.Hour).UTC().Truncate(time.Microsecond)
		set := func(until time.Time) {
			t.Helper()
			ids, err := s.RoomIDs(ctx)
			if err != nil {
				t.Fatal(err)
			}
			s.must(chat.Scope{Rooms: ids}, func(tx chat.Tx) error { _, err := tx.SetPlaceRaid(ctx, until); return err })
		}
		set(until)
		late, talk := s.room("late", ann), s.roomOf(chat.Room{Slug: "talk", Kind: chat.Direct}, ann)
		for room, want := range map[int64]time.Time{a.ID: until, private.ID: until, late.ID: until, direct.ID: {}, talk.ID: {}} {
			if got := s.standing(chat.Room{ID: room}, ann).Room; !got.PlaceRaidUntil.Equal(want) || !got.RaidUntil.IsZero() {
				t.Errorf("%s: %+v, want until %s", got.Slug, got.Raid, want)
			}
		}
		if p, err := s.Place(ctx); err != nil || !p.RaidUntil.Equal(until) {
			t.Errorf("the place: %s, %v", p.RaidUntil, err)
		}
		meta := s.standing(a, ann).Room.Meta
		set(until)
		if got := s.standing(a, ann).Room.Meta; got != meta {
			t.Errorf("setting the same moves the room to %d from %d", got, meta)
		}
		set(time.Time{})
		if got := s.standing(a, ann).Room; got.Raid != (chat.Raid{}) || got.Meta != meta+1 {
			t.Errorf("ended: %+v at %d", got.Raid, got.Meta)
		}
	})
}

func TestRaidsThatAreOverAreFoundUntilTheyAreTakenDown(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		ctx := t.Context()
		a, b, c := s.room("a"), s.room("b"), s.room("c")
		now := time.Now()
		save := func(r chat.Room, raid chat.Raid) {
			t.Helper()
			r.Raid = raid
			s.must(chat.Scope{Rooms: []int64{r.ID}}, func(tx chat.Tx) error { _, err := tx.SaveRoom(ctx, r); return err })
		}
		save(a, chat.Raid{RaidUntil: now.Add(time.Hour), PlaceRaidUntil: now.Add(2 * time.Hour)})
		save(b, chat.Raid{})
		save(c, chat.Raid{PlaceRaidUntil: now.Add(2 * time.Hour)})
		for after, want := range map[time.Duration]int{0: 0, 90 * time.Minute: 1, 3 * time.Hour: 2} {
			if got, err := s.RaidsOver(ctx, now.Add(after), 10); err != nil || len(got) != want {
				t.Errorf("after %s: %v, %v", after, got, err)
			}
		}
		save(a, chat.Raid{})
		save(c, chat.Raid{})
		if got, err := s.RaidsOver(ctx, now.Add(3*time.Hour), 10); err != nil || len(got) != 0 {
			t.Errorf("taken down: %v, %v", got, err)
		}
	})
}
