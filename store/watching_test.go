package store_test

import (
	"fmt"
	"testing"
	"time"

	"parley/chat"
)

func TestWhatFiltersWatchIsCountedForThoseWhoDecideAboutThem(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		ctx := t.Context()
		ann, kip, owen := s.user("ann"), s.user("kip"), s.user("owen")
		open, private := s.room("open", kip), s.roomOf(chat.Room{Slug: "private", Kind: chat.Private}, kip)
		now := time.Now().UTC().Truncate(time.Microsecond)
		caught := func(room int64, watch bool, done string, hits int, at time.Time) {
			s.must(chat.Scope{}, func(tx chat.Tx) error {
				f := sampleFilter(room)
				f.Watch = watch
				f, err := tx.AddFilter(ctx, f)
				if err != nil {
					return err
				}
				var all []chat.FilterHit
				for range hits {
					all = append(all, chat.FilterHit{FilterID: f.ID, RoomID: room, UserID: kip.ID, Done: done, At: at})
				}
				return tx.AddFilterHits(ctx, all)
			})
		}
		s.must(chat.Scope{}, func(tx chat.Tx) error {
			return tx.PutMember(ctx, chat.Member{RoomID: private.ID, UserID: owen.ID, Role: chat.RoleOwner, JoinedAt: now})
		})
		caught(0, true, chat.HitWatched, 3, now)
		caught(open.ID, true, chat.HitWatched, 2, now)
		caught(private.ID, true, chat.HitWatched, 1, now)
		caught(0, true, chat.HitWatched, 4, now.Add(-25*time.Hour)) // long ago
		caught(0, true, chat.HitHeld, 4, now)                       // before it only watched
		caught(0, false, chat.HitWatched, 4, now)                   // it does more than watch now
		see := func(scope chat.DeskScope) (found string) {
			t.Helper()
			all, err := s.Watching(ctx, scope, now.Add(-24*time.Hour), now, 9)
			if err != nil {
				t.Fatal(err)
			}
			for _, w := range all {
				found += fmt.Sprintf("%d:%s=%d ", w.FilterID, w.Room.Slug, w.Caught)
			}
			return found
		}
		for want, scope := range map[string]chat.DeskScope{
			"1:=3 2:open=2 ": {UserID: ann.ID, Place: true, Admin: true}, // not in the private room
			"2:open=2 ":      {UserID: ann.ID, Place: true},
			"3:private=1 ":   {UserID: owen.ID},
			"":               {UserID: kip.ID},
		} {
			if got := see(scope); got != want {
				t.Errorf("%+v sees %q, want %q", scope, got, want)
			}
		}
		s.impose(chat.Sanction{Kind: chat.Mute, UserID: owen.ID, RoomID: private.ID})
		if got := see(chat.DeskScope{UserID: owen.ID}); got != "" {
			t.Errorf("whoever is muted there sees %q", got)
		}
	})
}
