package store_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"parley/chat"
)

func (s *site) react(m chat.Message, all ...chat.Reaction) error {
	return s.act(m, func(tx chat.Tx, m chat.Message) error {
		m.Reactions = all
		return tx.SaveReactions(s.t.Context(), m)
	})
}

func TestReactionsTravelWithTheirMessageAtTheNextRevision(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		u := s.user("ann")
		r := s.room("a", u)
		first, second := s.say(r, u, "first"), s.say(r, u, "second")
		want := []chat.Reaction{{Emoji: "👩‍👩‍👧‍👦", By: []int64{u.ID, 9_000_000_001}}, {Emoji: "⛵", By: []int64{u.ID}}}
		if err := s.react(first, want...); err != nil {
			t.Fatal(err)
		}
		got := s.message(first)
		if diff := cmp.Diff(want, got.Reactions); diff != "" || got.Rev != second.Rev+1 {
			t.Errorf("at rev %d: %s", got.Rev, diff)
		}
		last := s.changes(r.ID)[2]
		if last.To != got.Rev || len(last.Messages) != 1 || !cmp.Equal(last.Messages[0].Reactions, want) {
			t.Errorf("told %+v", last)
		}
		if other := s.message(second); other.Reactions != nil {
			t.Errorf("the other message has %v", other.Reactions)
		}
		if err := s.react(first); err != nil {
			t.Fatal(err)
		}
		if got := s.message(first).Reactions; got != nil {
			t.Errorf("taken away: %v", got)
		}
	})
}

func TestARemovedMessageLeavesItsReactionsInTheRemoval(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		u := s.user("ann")
		m := s.say(s.room("a", u), u, "first")
		if err := s.react(m, chat.Reaction{Emoji: "⛵", By: []int64{7, 8}}); err != nil {
			t.Fatal(err)
		}
		if err := s.remove(m); err != nil {
			t.Fatal(err)
		}
		if got := s.message(m).Reactions; got != nil {
			t.Errorf("the tombstone has %v", got)
		}
		if s.count(`SELECT COUNT(*) FROM removed_messages WHERE message_id = $1 AND reactions = $2`, m.ID, "⛵ 7 8\n") != 1 {
			t.Error("the removal does not keep them")
		}
	})
}
