package store_test

import (
	"cmp"
	"context"
	"errors"
	"testing"
	"time"

	"parley/chat"
)

// sayOften has somebody say many things in a room at once.
func (s *site) sayOften(r chat.Room, u chat.User, times int64) {
	s.t.Helper()
	for _, query := range []string{
		`INSERT INTO messages (room_id, seq, rev, kind, author_id, author_name, author_handle, body, html, plain, nonce, posted_at)
			WITH RECURSIVE n(i) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i < CAST($3 AS BIGINT))
			SELECT r.id, r.last_seq + n.i, r.rev + n.i, 'text', u.id, u.name, u.handle, 'spam', 'spam', 'spam', 'n-' || r.slug || CAST(n.i AS TEXT), 1
			FROM n JOIN rooms r ON r.id = $1 JOIN users u ON u.id = $2`,
		`UPDATE rooms SET last_seq = last_seq + $3, rev = rev + $3 WHERE id = $1 AND $2 <> 0`,
	} {
		if err := s.Exec(s.t.Context(), query, r.ID, u.ID, times); err != nil {
			s.t.Fatal(err)
		}
	}
}

func TestASweepGoesOnWhereOneActEndsAndIsUndoneAsOne(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		ctx := t.Context()
		p, ana := s.place(time.Now)
		bob := s.user("bob")
		first, second := s.room("lounge", bob), s.room("hall", bob)
		const many, few = 10_001, 4
		s.sayOften(first, bob, many)
		s.sayOften(second, bob, few)
		left := func() int64 { return s.count(`SELECT COUNT(*) FROM messages WHERE body = 'spam'`) }

		act, err := p.RemoveMany(ctx, ana, chat.RemoveForm{Handle: "bob", Span: chat.AllTime, Reason: "spam"})
		if err != nil || act.Messages != many+few || left() != 0 {
			t.Fatalf("the sweep tells of %d messages, %v; %d are left", act.Messages, err, left())
		}
		if n := s.count(`SELECT COUNT(*) FROM removals WHERE messages <= 5000`); n != 3 {
			t.Errorf("%d acts of 5,000 messages at most", n)
		}
		for range 2 { // a second time changes nothing
			if _, err := p.UndoRemoval(ctx, ana, act.ID); err != nil || left() != many+few {
				t.Fatalf("undone, %d messages are back, %v", left(), err)
			}
		}
	})
}

// interrupted is a store in which something happens before it is asked, for the nth time, what somebody wrote.
type interrupted struct {
	chat.Store
	nth int
	do  func()
}

func (i *interrupted) MessagesBy(ctx context.Context, userID, roomID int64, since time.Time, limit int) ([]chat.Spot, error) {
	if i.nth--; i.nth == 0 {
		i.do()
	}
	return i.Store.MessagesBy(ctx, userID, roomID, since, limit)
}

func TestASweepThatIsUndoneWhileItGoesOnStops(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		ctx := t.Context()
		p, ana := s.place(time.Now)
		bob := s.user("bob")
		room := s.room("lounge", bob)
		const many = 15_001
		s.sayOften(room, bob, many)
		other := chat.New(chat.Deps{Store: s.DB, Now: time.Now, Tell: func(chat.Event) {}})
		p.Store = &interrupted{p.Store, 3, func() { // two acts are done, and two are to follow
			id := s.count(`SELECT MIN(id) FROM removals`)
			if act, err := other.UndoRemoval(ctx, ana, id); err != nil || act.Messages != 10_000 {
				t.Errorf("undone, %d messages are back, %v", act.Messages, err)
			}
		}}
		act, err := p.RemoveMany(ctx, ana, chat.RemoveForm{Handle: "bob", Span: chat.AllTime, Reason: "spam"})
		if err != nil || act.Messages != 10_000 {
			t.Errorf("the sweep tells of %d messages, %v", act.Messages, err)
		}
		if n := s.count(`SELECT COUNT(*) FROM messages WHERE body = 'spam'`); n != many {
			t.Errorf("%d messages are left of %d", n, many)
		}
	})
}

// unlucky is a store whose acts are all undone once, and run again.
type unlucky struct{ chat.Store }

var errUnlucky = errors.New("another transaction was in the way")

func (u unlucky) Tx(ctx context.Context, scope chat.Scope, act func(chat.Tx) error) error {
	err := u.Store.Tx(ctx, scope, func(tx chat.Tx) error { return cmp.Or(act(tx), errUnlucky) })
	if !errors.Is(err, errUnlucky) {
		return err
	}
	return u.Store.Tx(ctx, scope, act)
}

func TestASweepWhoseActsAreRunAgainTellsOfEachMessageOnce(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		p, ana := s.place(time.Now)
		bob := s.user("bob")
		const many = 10_001
		s.sayOften(s.room("lounge", bob), bob, many)
		p.Store = unlucky{p.Store}
		act, err := p.RemoveMany(t.Context(), ana, chat.RemoveForm{Handle: "bob", Span: chat.AllTime, Reason: "spam"})
		if err != nil || act.Messages != many {
			t.Errorf("the sweep of %d messages tells of %d, %v", many, act.Messages, err)
		}
		act, err = p.UndoRemoval(t.Context(), ana, act.ID)
		if n := s.count(`SELECT COUNT(*) FROM messages WHERE body = 'spam'`); err != nil || act.Messages != many || n != many {
			t.Errorf("%d are back of %d, and the undo tells of %d, %v", n, many, act.Messages, err)
		}
	})
}

func TestUndoOfASweepBringsBackTheActsOfWhichWordsAreLeft(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		ctx := t.Context()
		p, ana := s.place(time.Now)
		const few, many = 4, 5_000 // the newest go with the first act, the others with the next one
		for handle, back := range map[string]int64{"bob": many, "cem": few} {
			u := s.user(handle)
			older, newer := s.room(handle+"-older", u), s.room(handle+"-newer", u)
			s.sayOften(older, u, few)
			s.sayOften(newer, u, many)
			act, err := p.RemoveMany(ctx, ana, chat.RemoveForm{Handle: handle, Span: chat.AllTime, Reason: "spam"})
			if err != nil || act.Messages != few+many {
				t.Fatalf("the sweep tells of %d messages, %v", act.Messages, err)
			}
			erased := older
			if back == few {
				erased = newer
			}
			s.must(chat.Scope{Rooms: []int64{erased.ID}}, func(tx chat.Tx) error { return tx.EraseUpTo(ctx, erased.ID, many) })
			act, err = p.UndoRemoval(ctx, ana, act.ID)
			n := s.count(`SELECT COUNT(*) FROM messages WHERE body = 'spam' AND author_id = $1`, u.ID)
			if err != nil || act.Messages != back || n != back {
				t.Errorf("%d are back of %d, and the undo tells of %d, %v", n, back, act.Messages, err)
			}
		}
	})
}
