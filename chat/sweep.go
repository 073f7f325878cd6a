package chat

import (
	"context"
	"slices"
	"time"
)

// maxSweep is how many messages one act removes, so that rooms are not locked for long. What is left
// goes in acts that continue the first one.
const maxSweep = 5_000

// Span says which of a person's messages an act removes.
type Span string

// The spans; the empty one removes none.
const (
	LastHour Span = "hour"
	LastDay  Span = "day"
	AllTime  Span = "all"
)

func (p Span) check() error {
	if p != "" && p != LastHour && p != LastDay && p != AllTime {
		return invalid("sweep", "Choose which messages go: of the last hour, of the last day, or all.")
	}
	return nil
}

// since is the moment from which on messages are in a span.
func (p Span) since(now time.Time) time.Time {
	switch p {
	case LastHour:
		return now.Add(-time.Hour)
	case LastDay:
		return now.Add(-24 * time.Hour)
	}
	return time.Time{}
}

// sweep is what is going to be removed of a person's messages.
type sweep struct {
	userID, roomID int64 // roomID 0: in all rooms
	span           Span
	since          time.Time
	rooms          []int64 // that are locked for it
	chosen         []Spot  // that go with it in any case
	more           bool    // there may be more than one act removes
	continues      int64   // the removal that began it; 0: it is the first
}

// roomsWith are the rooms to lock, with another one (0: none).
func (w sweep) roomsWith(id int64) []int64 {
	if id == 0 || slices.Contains(w.rooms, id) {
		return w.rooms
	}
	return append(slices.Clone(w.rooms), id)
}

// planSweep finds the rooms in which somebody wrote.
func (s *Service) planSweep(ctx context.Context, userID, roomID int64, span Span) (sweep, error) {
	w := sweep{userID: userID, roomID: roomID, span: span, since: span.since(s.Now())}
	if span == "" {
		return w, nil
	}
	return s.find(ctx, w)
}

// find notes in which rooms there is something to remove.
func (s *Service) find(ctx context.Context, w sweep) (sweep, error) {
	spots, err := s.Store.MessagesBy(ctx, w.userID, w.roomID, w.since, maxSweep)
	if err != nil {
		return w, err
	}
	w.rooms, w.more = nil, len(spots) == maxSweep
	for _, at := range spots {
		w.rooms = w.roomsWith(at.RoomID)
	}
	held, err := s.Store.HoldsBy(ctx, w.userID, w.roomID, w.since)
	for _, h := range held {
		w.rooms = w.roomsWith(h.RoomID)
	}
	return w, err
}

// sweep removes what was planned, as one act with one revision in each room. A
// room that came up only after the plan is left to the next sweep.
func (s *Service) sweep(ctx context.Context, tx Tx, a Actor, w sweep, reason string) (Removal, error) {
	spots, err := w.spots(ctx, tx)
	if err != nil {
		return Removal{}, err
	}
	held, err := w.held(ctx, tx)
	if err != nil || len(spots)+len(held) == 0 {
		return Removal{}, err
	}
	r := Removal{RoomID: w.roomID, UserID: w.userID, By: a.User.ID, Span: w.span, Reason: reason, Continues: w.continues, At: s.Now()}
	return s.remove(ctx, tx, a, r, spots, held)
}

// sweepOn removes what the first act of a sweep left, and tells how many messages those were.
// Each act judges anew, and none follows once the first is undone. It goes on when whoever asked
// for it no longer waits for the answer.
func (s *Service) sweepOn(ctx context.Context, a Actor, w sweep, first int64, reason string) (n int64, err error) {
	ctx, w.continues, w.chosen = context.WithoutCancel(ctx), first, nil
	for w.more && err == nil {
		if w, err = s.find(ctx, w); err != nil {
			break
		}
		scope := Scope{Actor: a.User.ID, Users: []int64{w.userID}, Rooms: w.roomsWith(w.roomID)}
		var r Removal
		err = s.Store.Tx(ctx, scope, func(tx Tx) error {
			if _, err := s.meet(ctx, tx, a.User.ID, w.userID, w.roomID); err != nil {
				return err
			}
			if undone, err := isUndone(ctx, tx, first); err != nil || undone {
				w.more = false
				return err
			}
			r, err = s.sweep(ctx, tx, a, w, reason)
			return err
		})
		if err == nil {
			n += r.Messages // once, however often the act was run
		}
	}
	return n, err
}

// isUndone says whether somebody took a removal (0: there was none) back.
func isUndone(ctx context.Context, tx Tx, id int64) (bool, error) {
	if id == 0 {
		return false, nil
	}
	r, err := tx.Removal(ctx, id)
	return !r.UndoneAt.IsZero(), err
}

// spots are the messages that a sweep takes, in the rooms that are locked.
func (w sweep) spots(ctx context.Context, tx Tx) ([]Spot, error) {
	var spots []Spot
	if w.span != "" {
		all, err := tx.MessagesBy(ctx, w.userID, w.roomID, w.since, maxSweep)
		if err != nil {
			return nil, err
		}
		spots = slices.DeleteFunc(all, func(at Spot) bool { return !slices.Contains(w.rooms, at.RoomID) })
	}
	for _, at := range w.chosen {
		m, err := tx.Message(ctx, at.RoomID, at.Seq)
		if err != nil {
			return nil, err
		}
		if !m.Removed() && !slices.Contains(spots, at) {
			spots = append(spots, at)
		}
	}
	return spots, nil
}

// held is what waits of the person, written in the span, in the rooms that are locked.
func (w sweep) held(ctx context.Context, tx Tx) ([]Hold, error) {
	if w.span == "" {
		return nil, nil
	}
	all, err := tx.HoldsBy(ctx, w.userID, w.roomID, w.since)
	return slices.DeleteFunc(all, func(h Hold) bool { return !slices.Contains(w.rooms, h.RoomID) }), err
}
