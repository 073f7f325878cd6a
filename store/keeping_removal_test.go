package store_test

import (
	"testing"
	"time"

	"parley/chat"
)

func TestUndoBringsBackWhatRetentionHasLeftAndSaysHowMuch(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		ctx, now := t.Context(), time.Now()
		p, ana := s.place(func() time.Time { return now })
		bob := s.user("bob")
		r := s.room("lounge", bob)
		old, older, mixed, recent := s.say(r, bob, "one"), s.say(r, bob, "two"), s.say(r, bob, "three"), s.say(r, bob, "four")
		removed := func(all ...chat.Message) chat.Removal {
			t.Helper()
			f := chat.RemoveForm{Room: r.Slug}
			for _, m := range all {
				f.Seqs = append(f.Seqs, m.Seq)
			}
			act, err := p.RemoveMany(ctx, ana, f)
			if err != nil {
				t.Fatal(err)
			}
			return act
		}
		gone, some := removed(old, older), removed(mixed, recent)
		s.age(40, old, older, mixed)
		if err := p.KeepMessages(ctx, ana, 30, true); err != nil {
			t.Fatal(err)
		}
		s.eraseAll(p, &now)

		if act, err := s.Removal(ctx, gone.ID); err != nil || act.ErasedAt.IsZero() {
			t.Errorf("the act of which nothing is left is %+v, %v", act, err)
		}
		if _, err := p.UndoRemoval(ctx, ana, gone.ID); chat.KindOf(err) != chat.Conflict {
			t.Errorf("undo of nothing: %v", err)
		}
		for range 2 { // a second time changes nothing
			act, err := p.UndoRemoval(ctx, ana, some.ID)
			if err != nil || act.Messages != 1 || !act.ErasedAt.IsZero() {
				t.Errorf("undo of what is left tells %+v, %v", act, err)
			}
		}
		if m := s.message(recent); m.Removed() || m.Body != "four" {
			t.Errorf("what was left is %+v", m)
		}
		if n := s.count(`SELECT COUNT(*) FROM audit WHERE act = 'removal_undone' AND detail = '{"messages":1}'`); n != 1 {
			t.Errorf("%d entries tell how many came back", n)
		}
	})
}

func TestUndoIsRefusedWhereNothingIsLeftThoughNobodyNotedIt(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		p, ana := s.place(time.Now)
		bob := s.user("bob")
		act := s.sweep(ana.User, s.say(s.room("lounge", bob), bob, "one"))
		if err := s.Exec(t.Context(), `DELETE FROM removed_messages WHERE removal_id = $1`, act.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := p.UndoRemoval(t.Context(), ana, act.ID); chat.KindOf(err) != chat.Conflict {
			t.Errorf("undo of nothing: %v", err)
		}
	})
}
