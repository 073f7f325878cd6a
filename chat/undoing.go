package chat

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
)

// UndoRemoval brings back, in place, exactly what one act, with those that continue it, removed and is still removed by it.
// The Messages that it tells of are those that came back: the words of others may be erased. Where those of all are, it is a Conflict.
func (s *Service) UndoRemoval(ctx context.Context, a Actor, id int64) (Removal, error) {
	r, err := s.undoRemoval(ctx, a, id)
	if err != nil {
		r.Messages = 0
	}
	if err != nil && !errors.Is(err, errErased) {
		return r, err
	}
	rest, failed := s.Store.Continuing(ctx, id)
	for _, id := range rest {
		next, nextErr := s.undoRemoval(context.WithoutCancel(ctx), a, id)
		switch {
		case nextErr == nil:
			r.Messages += next.Messages
			err = nil
		case !errors.Is(nextErr, errErased):
			failed = cmp.Or(failed, nextErr)
		}
	}
	return r, cmp.Or(failed, err)
}

func (s *Service) undoRemoval(ctx context.Context, a Actor, id int64) (Removal, error) {
	r, err := s.Store.Removal(ctx, id)
	if err != nil {
		return r, err
	}
	scope := Scope{Actor: a.User.ID, Rooms: slices.Concat(r.Rooms, r.Held)}
	if r.UserID != 0 {
		scope.Users = []int64{r.UserID} // the next act of a sweep that still goes on waits, and finds this one undone
	}
	err = s.Store.Tx(ctx, scope, func(tx Tx) error {
		if r, err = tx.Removal(ctx, id); err != nil {
			return err
		}
		if err := s.mayUndo(ctx, tx, a, r); err != nil {
			return err
		}
		return s.undo(ctx, tx, a, &r)
	})
	return r, err
}

// mayUndo judges who takes a removal back: moderators of where it was, not past
// a higher rank, and never what somebody removed of their own.
func (s *Service) mayUndo(ctx context.Context, tx Tx, a Actor, r Removal) error {
	mine, err := s.standingOf(ctx, tx, r.RoomID, a.User.ID)
	if err != nil {
		return err
	}
	if err := mine.MayJudge(); err != nil {
		return err
	}
	switch {
	case r.By == r.UserID && r.By != a.User.ID:
		return refuse(Forbidden, "Whoever wrote this removed it. It stays so.")
	case r.UserID == a.User.ID && r.By != a.User.ID:
		return refuse(Forbidden, "Nobody does this to themselves.")
	case !r.ErasedAt.IsZero():
		return errErased
	}
	return s.mayOverrule(ctx, tx, mine, Sanction{RoomID: r.RoomID, By: r.By})
}

func (s *Service) undo(ctx context.Context, tx Tx, a Actor, r *Removal) error {
	if !r.UndoneAt.IsZero() {
		return nil
	}
	var err error
	if r.Messages, err = tx.TakeBack(ctx, *r); err != nil {
		return err
	}
	for _, room := range r.Rooms {
		rev, err := tx.NextRev(ctx, room)
		if err != nil {
			return err
		}
		n, err := tx.RestoreMessages(ctx, *r, room, rev)
		if err != nil {
			return err
		}
		r.Messages += n
		if err := tellChanges(ctx, tx, room, rev); err != nil {
			return err
		}
	}
	if r.Messages == 0 {
		return errErased
	}
	r.UndoneAt, r.UndoneBy = s.Now(), a.User.ID
	if err := tx.SaveRemoval(ctx, *r); err != nil {
		return err
	}
	entry := s.entry(a, "removal_undone", r.UserID, r.RoomID)
	entry.Subject = fmt.Sprintf("removal:%d", r.ID)
	entry.Detail = fmt.Sprintf(`{"messages":%d}`, r.Messages)
	return tx.AddAudit(ctx, entry)
}

var errErased = refuse(Conflict, "The words of this removal have been erased. Nothing is left to bring back.")
