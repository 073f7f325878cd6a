package store_test

import (
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"parley/chat"
)

// sweep removes messages in one act, as the use cases do.
func (s *site) sweep(by chat.User, messages ...chat.Message) (r chat.Removal) {
	s.t.Helper()
	ctx := s.t.Context()
	rooms := map[int64][]int64{}
	for _, m := range messages {
		rooms[m.RoomID] = append(rooms[m.RoomID], m.Seq)
	}
	s.must(chat.Scope{Actor: by.ID}, func(tx chat.Tx) (err error) {
		if r, err = tx.AddRemoval(ctx, chat.Removal{Rooms: slices.Collect(maps.Keys(rooms)), UserID: messages[0].Author.ID, By: by.ID, Reason: "spam", Messages: int64(len(messages)), At: time.Now()}); err != nil {
			return err
		}
		for room, seqs := range rooms {
			rev, err := tx.NextRev(ctx, room)
			if err != nil {
				return err
			}
			if err := tx.RemoveMessages(ctx, r, room, rev, seqs); err != nil {
				return err
			}
		}
		return nil
	})
	return r
}

func (s *site) undo(r chat.Removal) (restored int64) {
	s.t.Helper()
	ctx := s.t.Context()
	r, err := s.Removal(ctx, r.ID)
	if err != nil {
		s.t.Fatal(err)
	}
	s.must(chat.Scope{}, func(tx chat.Tx) error {
		for _, room := range r.Rooms {
			rev, err := tx.NextRev(ctx, room)
			if err != nil {
				return err
			}
			n, err := tx.RestoreMessages(ctx, r, room, rev)
			if err != nil {
				return err
			}
			restored += n
		}
		r.UndoneAt = time.Now()
		return tx.SaveRemoval(ctx, r)
	})
	return restored
}

// all are the messages of a room, without the revisions, which every act raises.
func (s *site) all(r chat.Room) []chat.Message {
	s.t.Helper()
	w, err := s.Newest(s.t.Context(), r.ID, 1000)
	if err != nil {
		s.t.Fatal(err)
	}
	for i := range w.Messages {
		w.Messages[i].Rev = 0
	}
	return w.Messages
}

// spammed is a room in which kip's messages are answered, edited, named in and reacted to.
func (s *site) spammed(slug string, ann, kip chat.User) (r chat.Room, spam []chat.Message) {
	s.t.Helper()
	r = s.room(slug, ann, kip)
	first := s.say(r, kip, "buy")
	s.post(reply(draft(r, ann, chat.NewNonce(), "no"), first.Seq))
	root := s.say(r, ann, "a thread")
	naming := draft(r, kip, chat.NewNonce(), "@ann buy")
	naming.Rendered.Mentions = []int64{ann.ID}
	second := s.post(reply(naming, root.Seq))
	s.post(reply(draft(r, ann, chat.NewNonce(), "stop"), root.Seq))
	if err := s.edit(first, "buy now"); err != nil {
		s.t.Fatal(err)
	}
	if err := s.react(second, chat.Reaction{Emoji: "⛵", By: []int64{ann.ID}}); err != nil {
		s.t.Fatal(err)
	}
	return r, []chat.Message{first, second}
}

func TestUndoBringsBackExactlyWhatOneActRemoved(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		ann, kip := s.user("ann"), s.user("kip")
		a, spamA := s.spammed("a", ann, kip)
		b, spamB := s.spammed("b", ann, kip)
		own := s.say(a, kip, "removed before, by its author")
		if err := s.remove(own); err != nil {
			t.Fatal(err)
		}
		before := [][]chat.Message{s.all(a), s.all(b)}
		mentions, edits := s.count(`SELECT COUNT(*) FROM mentions`), s.count(`SELECT COUNT(*) FROM edits`)

		act := s.sweep(ann, append(spamA, spamB...)...)
		for i, r := range []chat.Room{a, b} {
			for _, m := range s.all(r) {
				if m.Author.ID == kip.ID && (!m.Removed() || m.Body+m.HTML+m.Plain != "" || m.Reactions != nil) {
					t.Errorf("after the act message %d says %q", m.Seq, m.Body)
				}
				if m.Quote.Seq == 1 && (!m.Quote.Removed || m.Quote.Text != "") {
					t.Errorf("message %d still quotes %q", m.Seq, m.Quote.Text)
				}
			}
			if root := s.all(r)[2]; root.Replies != before[i][2].Replies-1 {
				t.Errorf("the thread has %d answers", root.Replies)
			}
		}
		if n := s.count(`SELECT COUNT(*) FROM mentions`); n != 0 {
			t.Errorf("%d mentions are left", n)
		}
		if n := s.undo(act); n != 4 {
			t.Errorf("%d messages came back", n)
		}
		for i, r := range []chat.Room{a, b} {
			if diff := cmp.Diff(before[i], s.all(r)); diff != "" {
				t.Errorf("room %s after undo: %s", r.Slug, diff)
			}
		}
		if m, e := s.count(`SELECT COUNT(*) FROM mentions`), s.count(`SELECT COUNT(*) FROM edits`); m != mentions || e != edits {
			t.Errorf("%d mentions and %d former words, want %d and %d", m, e, mentions, edits)
		}
		if n := s.undo(act); n != 0 {
			t.Errorf("a second undo brought %d back", n)
		}
	})
}

func TestAnActTakesOneRevisionInEachRoom(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		ann, kip := s.user("ann"), s.user("kip")
		r := s.room("a", ann, kip)
		var spam []chat.Message
		for range 60 {
			spam = append(spam, s.say(r, kip, "buy"))
		}
		before := s.standing(r, ann).Room.Rev
		act := s.sweep(ann, spam...)
		c, err := s.Changes(t.Context(), r.ID, before, 500)
		if err != nil {
			t.Fatal(err)
		}
		if c.To != before+1 || len(c.Messages) != 60 || slices.ContainsFunc(c.Messages, func(m chat.Message) bool { return !m.Removed() || m.Rev != c.To }) {
			t.Errorf("the act is (%d, %d] with %d messages", c.From, c.To, len(c.Messages))
		}
		s.undo(act)
		if rev := s.standing(r, ann).Room.Rev; rev != before+2 {
			t.Errorf("the undo left the room at %d, not %d", rev, before+2)
		}
	})
}

func TestMessagesByFindsWhatIsNotRemovedSince(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		ann, kip := s.user("ann"), s.user("kip")
		a, b := s.room("a", ann, kip), s.room("b", ann, kip)
		first, gone, other := s.say(a, kip, "1"), s.say(a, kip, "2"), s.say(b, kip, "3")
		s.say(a, ann, "not theirs")
		if err := s.remove(gone); err != nil {
			t.Fatal(err)
		}
		find := func(room int64, since time.Time, limit int) []chat.Spot {
			t.Helper()
			spots, err := s.MessagesBy(t.Context(), kip.ID, room, since, limit)
			if err != nil {
				t.Fatal(err)
			}
			return spots
		}
		one, two := chat.Spot{RoomID: first.RoomID, Seq: first.Seq}, chat.Spot{RoomID: other.RoomID, Seq: other.Seq}
		for name, c := range map[string]struct{ got, want []chat.Spot }{
			"everywhere":     {find(0, time.Time{}, 10), []chat.Spot{two, one}},
			"in a room":      {find(a.ID, time.Time{}, 10), []chat.Spot{one}},
			"at most one":    {find(0, time.Time{}, 1), []chat.Spot{two}},
			"since just now": {find(0, other.PostedAt, 10), []chat.Spot{two}},
		} {
			if diff := cmp.Diff(c.want, c.got); diff != "" {
				t.Errorf("%s: %s", name, diff)
			}
		}
	})
}

func TestRemovedWordsAreErasedWhenTheirTimeIsOver(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		ann, kip := s.user("ann"), s.user("kip")
		_, spam := s.spammed("a", ann, kip)
		act := s.sweep(ann, spam...)
		words := func() int64 {
			return s.count(`SELECT COUNT(*) FROM removed_messages`) + s.count(`SELECT COUNT(*) FROM removed_edits`)
		}
		kept := words()
		if err := s.Sweep(t.Context()); err != nil || words() != kept || kept == 0 {
			t.Fatalf("at once %d of %d are left, %v", words(), kept, err)
		}
		s.SetNow(func() time.Time { return time.Now().AddDate(0, 0, 31) })
		if err := s.Sweep(t.Context()); err != nil || words() != 0 {
			t.Errorf("after a month %d are left, %v", words(), err)
		}
		if r, err := s.Removal(t.Context(), act.ID); err != nil || r.ErasedAt.IsZero() || len(r.Rooms) != 0 {
			t.Errorf("the act is %+v, %v", r, err)
		}
	})
}

func TestARemovalOfTheReleaseBeforeIsOfTheMessagesAuthor(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		ann := s.user("ann")
		m := s.say(s.room("a", ann), ann, "one")
		var old chat.Removal
		s.must(chat.Scope{Actor: ann.ID}, func(tx chat.Tx) (err error) {
			if old, err = tx.AddRemoval(t.Context(), chat.Removal{RoomID: m.RoomID, By: ann.ID, At: time.Now()}); err != nil {
				return err
			}
			return tx.RemoveMessages(t.Context(), old, m.RoomID, m.Rev+1, []int64{m.Seq})
		})
		if r, err := s.Removal(t.Context(), old.ID); err != nil || r.UserID != ann.ID {
			t.Errorf("it is of user %d, %v", r.UserID, err)
		}
	})
}
