package store_test

import (
	"slices"
	"testing"
	"time"

	"parley/chat"
)

// toldMember says whether a user's pages were told that something about them in a room has changed.
func (s *site) toldMember(r chat.Room, u chat.User) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.ContainsFunc(s.told, func(e chat.Event) bool {
		return e.Kind == chat.MemberChanged && e.Room.ID == r.ID && slices.Contains(e.Users, u.ID)
	})
}

func TestNewWordsThatWaitGoWithTheMessageThatIsErased(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		ctx, now := t.Context(), time.Now()
		p, ana := s.place(func() time.Time { return now })
		bob := s.user("bob")
		r := s.room("lounge", bob)
		old, gone, recent := s.say(r, bob, "secret one"), s.say(r, bob, "secret two"), s.say(r, bob, "hello")
		var holds []chat.Hold
		for _, m := range []chat.Message{old, gone, recent} {
			s.must(chat.Scope{Rooms: []int64{r.ID}}, func(tx chat.Tx) error {
				h, err := tx.AddHold(ctx, chat.Hold{RoomID: r.ID, AuthorID: bob.ID, EditOf: m.Seq, Draft: chat.Draft{Body: m.Body + " anew"}, At: now})
				if err != nil {
					return err
				}
				holds = append(holds, h)
				return tx.Claim(ctx, chat.Case{Kind: chat.CaseHold, ID: h.ID}.Subject(), ana.User.ID, now)
			})
		}
		if err := s.remove(gone); err != nil {
			t.Fatal(err)
		}
		s.age(40, old, gone)
		if err := p.KeepMessages(ctx, ana, 30, true); err != nil {
			t.Fatal(err)
		}
		desk, err := s.DeskRev(ctx)
		if err != nil {
			t.Fatal(err)
		}
		s.eraseAll(p, &now)
		if n := s.everywhere("secret"); n != 0 {
			t.Errorf("%d rows still hold the words", n)
		}
		waiting, err := s.HoldsOf(ctx, r.ID, bob.ID)
		if err != nil || len(waiting) != 1 || waiting[0].Draft.Body != "hello anew" {
			t.Errorf("what waits is %+v, %v", waiting, err)
		}
		if n := s.count(`SELECT COUNT(*) FROM claims`); n != 1 {
			t.Errorf("%d cases are claimed", n)
		}
		if after, err := s.DeskRev(ctx); err != nil || after == desk {
			t.Errorf("no desk hears of it, %v", err)
		}
		if !s.toldMember(r, bob) {
			t.Error("the author's pages do not hear of it")
		}
	})
}

func TestWhatNobodyDecidesIsKeptNoLongerThanMessages(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		ctx := t.Context()
		bob := s.user("bob")
		short, long := s.room("short", bob), s.room("long", bob)
		for _, r := range []chat.Room{short, long} {
			if _, err := s.Post(ctx, waits(draft(r, bob, chat.NewNonce(), "secret of "+r.Slug), 0)); err != nil {
				t.Fatal(err)
			}
		}
		if err := s.Exec(ctx, `UPDATE holds SET created_at = created_at - $1`, int64(40*24*time.Hour/time.Microsecond)); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Post(ctx, waits(draft(short, bob, chat.NewNonce(), "recent"), 0)); err != nil {
			t.Fatal(err)
		}
		if err := s.Exec(ctx, `UPDATE rooms SET keep_days = 30 WHERE id = $1`, short.ID); err != nil {
			t.Fatal(err)
		}
		if err := s.Sweep(ctx); err != nil {
			t.Fatal(err)
		}
		if n := s.everywhere("secret of short"); n != 0 {
			t.Errorf("%d rows still hold the words", n)
		}
		if n := s.count(`SELECT COUNT(*) FROM holds WHERE decided_at = 0 AND body IN ('recent', 'secret of long')`); n != 2 {
			t.Errorf("%d of two that may wait do", n)
		}
		if n := s.standing(short, bob).Held; n != 1 {
			t.Errorf("%d wait in the room", n)
		}
		if !s.toldMember(short, bob) || s.toldMember(long, bob) {
			t.Error("other pages than the author's hear of it")
		}
	})
}
