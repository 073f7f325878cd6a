package store_test

import (
	"testing"
	"time"

	"parley/chat"
)

// heldAt has somebody write what waits: until a moderator decides, or (d) for a while.
func (s *site) heldAt(r chat.Room, u chat.User, body string, d time.Duration, age time.Duration) chat.Hold {
	s.t.Helper()
	m, err := s.Post(s.t.Context(), waits(draft(r, u, chat.NewNonce(), body), d))
	if err != nil || m.Hold == nil {
		s.t.Fatal(m, err)
	}
	if err := s.Exec(s.t.Context(), `UPDATE holds SET created_at = created_at - $1 WHERE id = $2`, age.Microseconds(), m.Hold.ID); err != nil {
		s.t.Fatal(err)
	}
	return *m.Hold
}

func (s *site) due() int {
	s.t.Helper()
	all, err := s.HoldsDue(s.t.Context(), time.Now().Add(time.Hour), 10)
	if err != nil {
		s.t.Fatal(err)
	}
	return len(all)
}

func TestASweepTurnsAwayWhatWaitsAndItsUndoHasItWaitAgain(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		ctx := t.Context()
		p, ana := s.place(time.Now)
		bob, cem := s.user("bob"), s.user("cem")
		lounge, hall := s.room("lounge", bob, cem), s.room("hall", bob)
		said := s.say(lounge, bob, "spam")
		old := s.heldAt(lounge, bob, "an old plea", 0, 3*time.Hour)
		held := s.heldAt(lounge, bob, "spam that waits", 0, 0)
		s.heldAt(hall, bob, "spam that is delayed", time.Minute, 0)
		s.heldAt(lounge, cem, "of another", time.Minute, 0)
		s.must(chat.Scope{}, func(tx chat.Tx) error {
			return tx.Claim(ctx, chat.Case{Kind: chat.CaseHold, ID: held.ID}.Subject(), ana.User.ID, time.Now())
		})
		desk, err := s.DeskRev(ctx)
		if err != nil {
			t.Fatal(err)
		}
		waiting := func() int64 { return s.count(`SELECT COUNT(*) FROM holds WHERE decided_at = 0`) }

		act, err := p.RemoveMany(ctx, ana, chat.RemoveForm{Handle: "bob", Span: chat.LastHour, Reason: "spam"})
		if err != nil || act.Messages != 3 || waiting() != 2 || s.due() != 1 || !s.message(said).Removed() {
			t.Fatalf("it tells of %d, %v; %d wait, %d are due", act.Messages, err, waiting(), s.due())
		}
		if _, err := s.Hold(ctx, old.ID); err != nil || s.standing(lounge, bob).Held != 1 {
			t.Errorf("what is older does not wait, %v", err)
		}
		if n := s.count(`SELECT COUNT(*) FROM claims`); n != 0 {
			t.Errorf("%d moderators are on what went", n)
		}
		if after, err := s.DeskRev(ctx); err != nil || after == desk {
			t.Errorf("the desk still stands at %d, %v", after, err)
		}
		if !s.toldMember(lounge, bob) || !s.toldMember(hall, bob) {
			t.Error("Bob's pages were not told")
		}

		for range 2 { // a second time changes nothing
			act, err = p.UndoRemoval(ctx, ana, act.ID)
			if err != nil || waiting() != 4 || s.due() != 2 || s.message(said).Removed() {
				t.Fatalf("undone it tells of %d, %v; %d wait, %d are due", act.Messages, err, waiting(), s.due())
			}
		}
		if act.Messages != 3 {
			t.Errorf("the undo tells of %d", act.Messages)
		}
	})
}

func TestASweepOfSomebodyOfWhomEverythingWaits(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		ctx := t.Context()
		p, ana := s.place(time.Now)
		bob := s.user("bob")
		lounge := s.room("lounge", bob)
		s.heldAt(lounge, bob, "spam that waits", 0, 0)
		rev := s.standing(lounge, bob).Room.Rev
		act, err := p.RemoveMany(ctx, ana, chat.RemoveForm{Handle: "bob", Span: chat.AllTime})
		if err != nil || act.ID == 0 || act.Messages != 1 || s.standing(lounge, bob).Held != 0 {
			t.Fatalf("it is %+v, %v", act, err)
		}
		if act, err = p.UndoRemoval(ctx, ana, act.ID); err != nil || act.Messages != 1 || s.standing(lounge, bob).Held != 1 {
			t.Errorf("undone it is %+v, %v", act, err)
		}
		if now := s.standing(lounge, bob).Room.Rev; now != rev {
			t.Errorf("the room went from revision %d to %d, and nothing of it has changed", rev, now)
		}
		if act, err = p.RemoveMany(ctx, ana, chat.RemoveForm{Handle: "bob", Span: chat.AllTime}); err != nil {
			t.Fatal(err)
		}
		if err := s.Exec(ctx, `UPDATE holds SET body = '', html = '', plain = ''`); err != nil { // as the sweeper does
			t.Fatal(err)
		}
		if _, err := p.UndoRemoval(ctx, ana, act.ID); chat.KindOf(err) != chat.Conflict {
			t.Errorf("what is erased came back: %v", err)
		}
	})
}
