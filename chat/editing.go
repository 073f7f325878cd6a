package chat

import (
	"context"
	"time"
)

// revision is other words on their way to a message.
type revision struct {
	body     string
	rendered Rendered
	links    func(Standing) error // refuses those that new accounts may not write
	caught   *catch
}

// Edit gives a message other words. Its author alone may.
func (s *Service) Edit(ctx context.Context, a Actor, slug string, seq int64, body string) (Message, error) {
	v := revision{body: body}
	st, err := s.revise(ctx, a, slug, &v)
	if err != nil {
		return Message{}, err
	}
	scope := Scope{Actor: a.User.ID, Rooms: []int64{st.Room.ID}}
	if v.caught.locksAuthor() {
		scope.Users = []int64{a.User.ID}
	}
	m, err := s.changeIn(ctx, a, scope, seq, func(tx Tx, st Standing, m Message) (Message, error) {
		return s.edit(ctx, tx, st, m, v)
	})
	s.noteRefused(ctx, a, st, err)
	return m, err
}

// revise makes the words of a revision ready, as far as no transaction is needed. Filters look at
// them last, which takes the longest.
func (s *Service) revise(ctx context.Context, a Actor, slug string, v *revision) (st Standing, err error) {
	if v.body, err = CleanBody(v.body); err != nil {
		return st, err
	}
	if v.rendered, err = s.render(ctx, v.body); err != nil {
		return st, err
	}
	if v.links, err = s.newLinks(ctx, a.User, v.rendered); err != nil {
		return st, err
	}
	if st, err = s.reading(ctx, a, slug); err != nil {
		return st, err
	}
	if a.SignedIn() {
		if wait := s.Floods(a.User.ID); wait > 0 {
			return st, tooFast(wait)
		}
	}
	v.caught, err = s.catchMessage(ctx, a.User, st.Room.ID, v.body, v.rendered)
	return st, err
}

// judge refuses words that their author may not write here.
func (v revision) judge(st Standing, now time.Time) error {
	if err := v.links(st); err != nil {
		return err
	}
	if err := st.mayLink(v.rendered, now); err != nil {
		return err
	}
	return v.caught.judge(st)
}

// edit gives a message its new words, or has them wait.
func (s *Service) edit(ctx context.Context, tx Tx, st Standing, m Message, v revision) (Message, error) {
	now := s.Now()
	if err := st.MayEdit(m, now); err != nil {
		return m, err
	}
	if m.Body == v.body { // the last words count, also when they stand already
		return m, tx.DropHeldEdits(ctx, m.RoomID, m.Seq, now)
	}
	if err := v.judge(st, now); err != nil {
		return m, err
	}
	w := v.caught.waitOfEdit(st.Waits(v.rendered, now))
	if err := st.mayWait(w); err != nil {
		return m, err
	}
	if err := tx.DropHeldEdits(ctx, m.RoomID, m.Seq, now); err != nil {
		return m, err
	}
	if w.Reason != "" {
		h, err := holdEdit(ctx, tx, m, v.body, v.rendered, w, now)
		if err != nil {
			return m, err
		}
		return m, s.follow(ctx, tx, v.caught, st, Posted{Hold: &h})
	}
	m, err := s.rewrite(ctx, tx, m, v.body, v.rendered)
	if err != nil {
		return m, err
	}
	return m, s.follow(ctx, tx, v.caught, st, Posted{Message: m})
}

// rewrite gives a message other words at the room's next revision.
func (s *Service) rewrite(ctx context.Context, tx Tx, m Message, body string, r Rendered) (Message, error) {
	m.Body, m.HTML, m.Plain, m.Mentions, m.EditedAt = body, r.HTML, r.Plain, r.Mentions, s.Now()
	var err error
	if m.Rev, err = tx.NextRev(ctx, m.RoomID); err != nil {
		return m, err
	}
	if err := tx.SaveEdit(ctx, m); err != nil {
		return m, err
	}
	return m, tx.Requote(ctx, m)
}

// holdEdit keeps new words for a message, whose old ones stay in place, until they may be seen.
func holdEdit(ctx context.Context, tx Tx, m Message, body string, r Rendered, w Wait, now time.Time) (Hold, error) {
	h := Hold{RoomID: m.RoomID, AuthorID: m.Author.ID, EditOf: m.Seq, Draft: Draft{Body: body}, Rendered: r, Reason: w.Reason, FilterID: w.FilterID, At: now}
	if w.For > 0 {
		h.DueAt = now.Add(w.For)
	}
	tx.Tell(Event{Kind: MemberChanged, Room: Room{ID: m.RoomID}, Users: []int64{m.Author.ID}})
	return tx.AddHold(ctx, h)
}

// Remove takes a message away and leaves a tombstone. Removing it again changes nothing.
func (s *Service) Remove(ctx context.Context, a Actor, slug string, seq int64, reason string) (Removal, error) {
	return s.RemoveMany(ctx, a, RemoveForm{Room: slug, Seqs: []int64{seq}, Reason: reason})
}

// change runs one act on a message in a transaction, and tells what changed with it.
func (s *Service) change(ctx context.Context, a Actor, slug string, seq int64, act func(Tx, Standing, Message) (Message, error)) (Message, error) {
	st, err := s.reading(ctx, a, slug)
	if err != nil {
		return Message{}, err
	}
	return s.changeIn(ctx, a, Scope{Actor: a.User.ID, Rooms: []int64{st.Room.ID}}, seq, act)
}

// changeIn is change in the one room of a scope.
func (s *Service) changeIn(ctx context.Context, a Actor, scope Scope, seq int64, act func(Tx, Standing, Message) (Message, error)) (changed Message, err error) {
	roomID := scope.Rooms[0]
	err = s.Store.Tx(ctx, scope, func(tx Tx) error {
		st, err := tx.StandingByID(ctx, roomID, a.User.ID)
		if err != nil {
			return err
		}
		if err := st.MayRead(); err != nil {
			return err
		}
		m, err := tx.Message(ctx, roomID, seq)
		if err != nil {
			return err
		}
		if changed, err = act(tx, st, m); err != nil || changed.Rev == m.Rev {
			return err
		}
		return tellChanges(ctx, tx, roomID, changed.Rev)
	})
	return changed, err
}

// tellChanges queues what revision rev of a room holds.
func tellChanges(ctx context.Context, tx Tx, roomID, rev int64) error {
	c, err := tx.Changes(ctx, roomID, rev-1, maxCatchUp)
	if err != nil {
		return err
	}
	tx.Tell(Event{Kind: MessagesChanged, Change: c})
	return nil
}
