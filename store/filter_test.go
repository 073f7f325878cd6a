package store_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"parley/chat"
)

func sampleFilter(roomID int64) chat.Filter {
	return chat.Filter{RoomID: roomID, Name: "Advertising", Kind: chat.FilterLinks, Pattern: "bad.example", Allow: "fine.example", Act: chat.FilterMute,
		Exempt: chat.ExemptOld, MuteFor: time.Hour, CreatedBy: 1, CreatedAt: time.UnixMicro(1_700_000_000_000_000).UTC()}
}

func TestFiltersAreKeptAndEachChangeIsCounted(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		ctx := t.Context()
		r := s.room("a", s.user("ann"))
		here, place := sampleFilter(r.ID), sampleFilter(0)
		none, err := s.FilterRev(ctx)
		if err != nil {
			t.Fatal(err)
		}
		s.must(chat.Scope{}, func(tx chat.Tx) (err error) {
			if here, err = tx.AddFilter(ctx, here); err != nil {
				return err
			}
			place, err = tx.AddFilter(ctx, place)
			return err
		})
		if got, err := s.Filter(ctx, here.ID); err != nil || cmp.Diff(here, got) != "" {
			t.Errorf("it is %s, %v", cmp.Diff(here, got), err)
		}
		if all, err := s.Filters(ctx, r.ID); err != nil || len(all) != 1 || all[0].ID != here.ID {
			t.Errorf("the room's are %v, %v", all, err)
		}
		if all, err := s.FiltersInUse(ctx, 1); err != nil || len(all) != 1 || all[0].ID != place.ID {
			t.Errorf("the first in use is %v, %v", all, err)
		}
		before, err := s.FilterRev(ctx)
		if before <= none {
			t.Errorf("the count goes from %d to %d", none, before)
		}
		here.Name, here.Watch, here.EndedAt = "Other", true, here.CreatedAt
		s.must(chat.Scope{}, func(tx chat.Tx) error { return tx.SaveFilter(ctx, here) })
		after, err2 := s.replica().FilterRev(ctx)
		if err != nil || err2 != nil || after <= before {
			t.Errorf("the count goes from %d to %d: %v, %v", before, after, err, err2)
		}
		if all, err := s.FiltersInUse(ctx, 9); err != nil || len(all) != 1 || all[0].ID != place.ID {
			t.Errorf("in use are %v, %v", all, err)
		}
	})
}

func TestOldHitsOfAFilterAreCountedAndDropped(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		ctx := t.Context()
		ann := s.user("ann")
		r := s.room("a", ann)
		m := s.say(r, ann, "cheap")
		now := time.Now().UTC().Truncate(time.Microsecond)
		f := sampleFilter(0)
		s.must(chat.Scope{}, func(tx chat.Tx) (err error) {
			if f, err = tx.AddFilter(ctx, f); err != nil {
				return err
			}
			var hits []chat.FilterHit
			for i := range 5 {
				hits = append(hits, chat.FilterHit{FilterID: f.ID, RoomID: r.ID, UserID: ann.ID, MessageID: m.ID, Done: chat.HitWatched, At: now.Add(time.Duration(i-4) * time.Hour)})
			}
			return tx.AddFilterHits(ctx, hits)
		})
		hits, err := s.FilterHits(ctx, f.ID, 3)
		if err != nil || len(hits) != 3 || !hits[0].At.Equal(now) || hits[0].Seq != m.Seq || hits[0].Person.ID != ann.ID || hits[0].Room.Slug != r.Slug {
			t.Errorf("the hits are %+v, %v", hits, err)
		}
		s.must(chat.Scope{}, func(tx chat.Tx) error { return tx.TrimFilterHits(ctx, 3, now.Add(-90*time.Minute)) })
		if n := s.count(`SELECT COUNT(*) FROM filter_hits`); n != 2 {
			t.Errorf("%d are left", n)
		}
		if f, err = s.Filter(ctx, f.ID); err != nil || f.Caught != 5 {
			t.Errorf("it has caught %d, %v", f.Caught, err)
		}
	})
}

func TestWhatFollowsFromAPostIsInItsTransactionAndHappensOnce(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		ctx := t.Context()
		ann, kip := s.user("ann"), s.user("kip")
		r := s.room("a", ann, kip)
		root := s.say(r, ann, "first")
		p := reply(draft(r, kip, "0123456789abcdef", "cheap"), root.Seq)
		p.Alone = true
		p.Rendered.Mentions = []int64{ann.ID}
		p.Then = func(ctx context.Context, tx chat.Tx, m chat.Posted) error {
			removal, err := tx.AddRemoval(ctx, chat.Removal{RoomID: r.ID, UserID: kip.ID, Messages: 1, At: time.Now()})
			if err != nil {
				return err
			}
			rev, err := tx.NextRev(ctx, r.ID)
			if err != nil {
				return err
			}
			return tx.RemoveMessages(ctx, removal, r.ID, rev, []int64{m.Seq})
		}
		out, err := s.Post(ctx, p)
		if err != nil || !out.Removed() || out.Body != "" || out.Rev != 2 {
			t.Fatalf("it answers %+v, %v", out.Message, err)
		}
		for _, c := range s.changes(r.ID) {
			for _, m := range c.Messages {
				if m.Seq == out.Seq && (m.Body != "" || m.HTML != "" || len(m.Mentions) != 0) {
					t.Errorf("its words were told: %+v", m)
				}
			}
		}
		if _, err := s.Post(ctx, p); err != nil {
			t.Error(err)
		}
		if n := s.count(`SELECT COUNT(*) FROM removals`); n != 1 {
			t.Errorf("a retry was followed by %d removals", n)
		}
		if m, err := s.Message(ctx, r.ID, root.Seq); err != nil || m.Replies != 0 {
			t.Errorf("its thread counts %d, %v", m.Replies, err)
		}
		p.Draft.Nonce, p.Digest = "0123456789abcdeg", "another"
		p.Then = func(context.Context, chat.Tx, chat.Posted) error { return fmt.Errorf("no") }
		if _, err := s.Post(ctx, p); err == nil || err.Error() != "no" {
			t.Errorf("a failure answers %v", err)
		}
		if st := s.standing(r, kip); st.Room.LastSeq != 2 {
			t.Errorf("a post stands whose consequence failed: seq %d", st.Room.LastSeq)
		}
	})
}

func TestARehearsalReadsNoWordsThatTheirAuthorOrAConversationTookBack(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		ann, kip := s.user("ann"), s.user("kip")
		open, talk := s.room("a", ann, kip), s.roomOf(chat.Room{Slug: "talk", Kind: chat.Direct}, ann, kip)
		s.say(open, ann, "stands")
		own, swept, told := s.say(open, kip, "taken back"), s.say(open, kip, "swept"), s.say(talk, kip, "told in secret")
		if err := s.remove(own); err != nil {
			t.Fatal(err)
		}
		s.sweep(ann, swept, told)
		for name, q := range map[string]chat.SaidQuery{"everywhere": {Reader: ann.ID, Limit: 9}, "a room": {RoomID: open.ID, Limit: 9}} {
			var got []string
			err := s.Said(t.Context(), q, func(m chat.Said) error { got = append(got, m.Body); return nil })
			if diff := cmp.Diff([]string{"swept", "stands"}, got); err != nil || diff != "" {
				t.Errorf("%s: %s %v", name, diff, err)
			}
		}
	})
}

func TestARehearsalReadsWhatItsReaderMayAndWhatWasRemoved(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		ctx := t.Context()
		ann, kip := s.user("ann"), s.user("kip")
		a := s.room("a", ann, kip)
		hidden := s.room("hidden", kip)
		s.must(chat.Scope{Rooms: []int64{hidden.ID}}, func(tx chat.Tx) error {
			hidden.Kind = chat.Private
			_, err := tx.SaveRoom(ctx, hidden)
			return err
		})
		s.say(a, ann, "one")
		gone := s.say(a, kip, "two")
		s.say(hidden, kip, "three")
		s.sweep(ann, gone)
		for name, c := range map[string]struct {
			q    chat.SaidQuery
			want []string
		}{
			"everywhere":         {chat.SaidQuery{Reader: ann.ID, Limit: 9}, []string{"two removed", "one"}},
			"its member":         {chat.SaidQuery{Reader: kip.ID, Limit: 2}, []string{"three", "two removed"}},
			"a room, the newest": {chat.SaidQuery{RoomID: a.ID, Limit: 1}, []string{"two removed"}},
		} {
			var got []string
			err := s.Said(ctx, c.q, func(m chat.Said) error {
				text := m.Body
				if m.RemovedWords {
					text += " removed"
				}
				if m.MemberRole == "" || m.Room.Name == "" || m.AuthorRole == "" || m.PostedAt.IsZero() {
					t.Errorf("it lacks something: %+v", m)
				}
				got = append(got, text)
				return nil
			})
			if diff := cmp.Diff(c.want, got); err != nil || diff != "" {
				t.Errorf("%s: %s %v", name, diff, err)
			}
		}
	})
}
