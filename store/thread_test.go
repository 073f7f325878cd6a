package store_test

import (
	"testing"
	"time"

	"parley/chat"
)

func TestAnAnswerSharesItsRevisionWithItsThreadsFirstMessage(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		u := s.user("ann")
		r := s.room("a", u)
		root := s.say(r, u, "root")
		first := s.post(reply(draft(r, u, "n1", "answer"), root.Seq))
		nested := s.post(reply(draft(r, u, "n2", "answer to the answer"), first.Seq))
		if first.Root != root.Seq || nested.Root != root.Seq || nested.Quote.Seq != first.Seq || nested.Quote.Text != "answer" {
			t.Fatalf("got %+v and %+v", first, nested)
		}
		now := s.message(root)
		if now.Rev != nested.Rev || now.Replies != 2 || !now.RepliedAt.Equal(nested.PostedAt) {
			t.Fatalf("the root is %+v", now)
		}
		last := s.changes(r.ID)[2]
		if last.From != 2 || last.To != 3 || len(last.Messages) != 2 || last.Messages[0].Replies != 2 || last.Messages[1].Seq != nested.Seq {
			t.Fatalf("told %+v", last)
		}
	})
}

func TestAnAnswerToNothingOrToARemovedMessageIsRefused(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		u := s.user("ann")
		r, other := s.room("a", u), s.room("b", u)
		s.say(other, u, "in another room")
		_, err := s.Post(t.Context(), reply(draft(r, u, "n1", "answer"), 1))
		wantKind(t, err, chat.Invalid)
		if chat.Field(err) != "reply_to" {
			t.Fatalf("the refusal is about %q", chat.Field(err))
		}
		m := s.say(r, u, "root")
		if err := s.remove(m); err != nil {
			t.Fatal(err)
		}
		_, err = s.Post(t.Context(), reply(draft(r, u, "n2", "answer"), m.Seq))
		wantKind(t, err, chat.Conflict)
	})
}

func TestAnEditReachesItsQuotesAtTheSameRevision(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		u := s.user("ann")
		r := s.room("a", u)
		m := s.say(r, u, "before")
		answer := s.post(reply(draft(r, u, "n", "answer"), m.Seq))
		if err := s.edit(m, "after"); err != nil {
			t.Fatal(err)
		}
		m, answer = s.message(m), s.message(answer)
		if m.Body != "after" || !m.Edited() || answer.Quote.Text != "after" || answer.Rev != m.Rev {
			t.Fatalf("got %+v and %+v", m, answer)
		}
		if n := s.count(`SELECT COUNT(*) FROM edits WHERE message_id = $1 AND body = 'before' AND rev = 2`, m.ID); n != 1 {
			t.Fatal("the former words are not in the history")
		}
	})
}

func TestARemovalMovesAllWordsOutOfReach(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		ann, bob := s.user("ann"), s.user("bob")
		r := s.room("a", ann, bob)
		root := s.say(r, ann, "root")
		p := reply(draft(r, ann, "n1", "secret one"), root.Seq)
		p.Rendered.Mentions = []int64{bob.ID}
		m := s.post(p)
		answer := s.post(reply(draft(r, bob, "n2", "answer"), m.Seq))
		if err := s.edit(m, "secret two"); err != nil {
			t.Fatal(err)
		}
		if err := s.remove(m); err != nil {
			t.Fatal(err)
		}
		m, answer, root = s.message(m), s.message(answer), s.message(root)
		if !m.Removed() || m.Body+m.HTML+m.Plain != "" || m.Seq != 2 || m.Author.ID != ann.ID || m.RemovedBy != ann.ID {
			t.Fatalf("the tombstone is %+v", m)
		}
		if !answer.Quote.Removed || answer.Quote.Text != "" || answer.Rev != m.Rev {
			t.Fatalf("the answer is %+v", answer)
		}
		if root.Replies != 1 || root.Rev != m.Rev || !root.RepliedAt.Equal(answer.PostedAt) {
			t.Fatalf("the root is %+v", root)
		}
		if n := s.count(`SELECT (SELECT COUNT(*) FROM edits) + (SELECT COUNT(*) FROM mentions)
			+ (SELECT COUNT(*) FROM messages WHERE body LIKE '%secret%' OR html LIKE '%secret%' OR plain LIKE '%secret%' OR quote_text LIKE '%secret%')`); n != 0 {
			t.Fatalf("%d rows still hold what was removed", n)
		}
		if n := s.count(`SELECT COUNT(*) FROM removed_messages x JOIN removed_edits e ON e.removal_id = x.removal_id
			WHERE x.body = 'secret two' AND e.body = 'secret one'`); n != 1 {
			t.Fatal("the words are not in the removal")
		}
		if again := s.post(p); again.ID != m.ID || !again.Removed() {
			t.Fatalf("a retry after the removal got %+v", again)
		}
	})
}

func TestAMessageGoesOnTheBlockBeforeIt(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		ann, bob := s.user("ann"), s.user("bob")
		r := s.room("a", ann, bob)
		clock := time.Date(2026, 3, 1, 23, 50, 0, 0, time.UTC)
		s.SetNow(func() time.Time { return clock })
		say := func(u chat.User, after time.Duration) bool {
			clock = clock.Add(after)
			return s.say(r, u, "hello").Cont
		}
		for i, c := range []struct {
			by    chat.User
			after time.Duration
			want  bool
		}{
			{ann, 0, false},                // the first
			{ann, 4 * time.Minute, true},   // soon
			{ann, 5 * time.Minute, false},  // late
			{bob, time.Second, false},      // somebody else
			{bob, time.Second, true},       //
			{bob, 2 * time.Minute, false},  // the next day
			{bob, 10 * time.Second, true},  //
			{ann, 10 * time.Second, false}, //
		} {
			if got := say(c.by, c.after); got != c.want {
				t.Fatalf("message %d: cont is %t", i, got)
			}
		}
		last := s.say(r, ann, "on the block")
		if m := s.post(reply(draft(r, ann, "n", "an answer begins a block"), last.Seq)); m.Cont {
			t.Fatal("an answer goes on a block")
		}
		if m := s.say(r, ann, "after an answer"); !m.Cont {
			t.Fatal("what follows an answer begins a block")
		}
		if err := s.remove(s.say(r, ann, "to be removed")); err != nil {
			t.Fatal(err)
		}
		if m := s.say(r, ann, "after a removed one"); m.Cont {
			t.Fatal("a message goes on a tombstone")
		}
	})
}
