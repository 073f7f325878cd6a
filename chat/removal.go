package chat

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"
)

// maxChosen is how many messages somebody selects by hand.
const maxChosen = 200

// Spot is where a message stands.
type Spot struct{ RoomID, Seq int64 }

// Removal is one act that took messages away, and can be undone until their words are erased.
type Removal struct {
	ID       int64
	RoomID   int64   // 0: in several rooms
	Rooms    []int64 // where there are messages left to bring back
	Held     []int64 // rooms in which it turned away what waited
	UserID   int64   // whose messages; 0: of several people
	By       int64   // who removed them; 0: a rule
	Span     Span    // empty: chosen one by one
	Reason   string
	Messages int64 // with those that waited
	At       time.Time
	UndoneAt time.Time
	UndoneBy int64
	ErasedAt time.Time
	// Continues is the act of which this one removes what was too much for it, and with which it is undone; 0: none.
	Continues int64
	FilterID  int64 // of the filter that removed it; 0: none did
}

// removeSpots carries a removal of messages out.
func (s *Service) removeSpots(ctx context.Context, tx Tx, a Actor, r Removal, spots []Spot) (Removal, error) {
	return s.remove(ctx, tx, a, r, spots, nil)
}

// remove carries a removal of messages out, and of what waits to become some.
func (s *Service) remove(ctx context.Context, tx Tx, a Actor, r Removal, spots []Spot, held []Hold) (Removal, error) {
	byRoom := map[int64][]int64{}
	for _, at := range spots {
		byRoom[at.RoomID] = append(byRoom[at.RoomID], at.Seq)
	}
	r.Messages, r.Rooms, r.Held = int64(len(spots)+len(held)), slices.Sorted(maps.Keys(byRoom)), roomsOf(held)
	r, err := tx.AddRemoval(ctx, r)
	if err != nil {
		return r, err
	}
	if err := tx.TurnAway(ctx, r, held); err != nil {
		return r, err
	}
	for _, room := range r.Rooms {
		rev, err := tx.NextRev(ctx, room)
		if err != nil {
			return r, err
		}
		if err := tx.RemoveMessages(ctx, r, room, rev, byRoom[room]); err != nil {
			return r, err
		}
		if err := tellChanges(ctx, tx, room, rev); err != nil {
			return r, err
		}
	}
	entry := s.entry(a, "messages_removed", r.UserID, r.RoomID)
	entry.Reason, entry.Subject = r.Reason, fmt.Sprintf("removal:%d", r.ID)
	entry.Detail = fmt.Sprintf(`{"messages":%d}`, r.Messages)
	return r, tx.AddAudit(ctx, entry)
}

// RemoveForm is what a moderator takes away: chosen messages of a room, or a
// span of one person's messages, in a room or (no room) everywhere.
type RemoveForm struct {
	Room   string  // slug; empty: everywhere
	Seqs   []int64 // chosen ones
	Handle string  // whose span
	Span   Span
	Reason string
}

// RemoveMany removes chosen messages, or a person's, in one act that UndoRemoval takes back.
func (s *Service) RemoveMany(ctx context.Context, a Actor, f RemoveForm) (Removal, error) {
	var err error
	if f.Reason, err = cleanLine("reason", f.Reason, "", maxReason); err != nil {
		return Removal{}, err
	}
	switch {
	case len(f.Seqs) > 0:
		return s.removeChosen(ctx, a, f)
	case f.Span == "":
		return Removal{}, invalid("seq", "Choose the messages first.")
	}
	return s.removeSpan(ctx, a, f)
}

func (s *Service) removeSpan(ctx context.Context, a Actor, f RemoveForm) (r Removal, err error) {
	if err := f.Span.check(); err != nil {
		return r, err
	}
	room, u, err := s.whereAndWhom(ctx, a, f.Room, f.Handle)
	if err != nil {
		return r, err
	}
	w, err := s.planSweep(ctx, u.ID, room.ID, f.Span)
	if err != nil {
		return r, err
	}
	err = s.Store.Tx(ctx, Scope{Actor: a.User.ID, Users: []int64{u.ID}, Rooms: w.roomsWith(room.ID)}, func(tx Tx) error {
		if _, err := s.meet(ctx, tx, a.User.ID, u.ID, room.ID); err != nil {
			return err
		}
		r, err = s.sweep(ctx, tx, a, w, f.Reason)
		return err
	})
	if err != nil {
		return r, err
	}
	n, err := s.sweepOn(ctx, a, w, r.ID, f.Reason)
	r.Messages += n
	return r, err
}

func (s *Service) removeChosen(ctx context.Context, a Actor, f RemoveForm) (r Removal, err error) {
	if len(f.Seqs) > maxChosen {
		return r, invalid("seq", fmt.Sprintf("%d messages are the most that can be chosen at once.", maxChosen))
	}
	st, err := s.reading(ctx, a, f.Room)
	if err != nil {
		return r, err
	}
	err = s.Store.Tx(ctx, Scope{Actor: a.User.ID, Rooms: []int64{st.Room.ID}}, func(tx Tx) error {
		r = Removal{RoomID: st.Room.ID, By: a.User.ID, Reason: f.Reason, At: s.Now()}
		spots, err := s.chosen(ctx, tx, a, &r, f.Seqs)
		if err != nil || len(spots) == 0 {
			return err
		}
		r, err = s.removeSpots(ctx, tx, a, r, spots)
		return err
	})
	return r, err
}

// chosen judges each message that is to go, and leaves out what is gone already.
func (s *Service) chosen(ctx context.Context, tx Tx, a Actor, r *Removal, seqs []int64) ([]Spot, error) {
	var spots []Spot
	judged := map[int64]bool{}
	for _, seq := range slices.Compact(slices.Sorted(slices.Values(seqs))) {
		m, err := tx.Message(ctx, r.RoomID, seq)
		if err != nil {
			return nil, err
		}
		if !judged[m.Author.ID] || m.Kind != Text {
			if err := s.judgeRemoval(ctx, tx, a, m); err != nil {
				return nil, err
			}
		}
		judged[m.Author.ID] = true
		if !m.Removed() {
			spots = append(spots, Spot{m.RoomID, seq})
		}
	}
	if len(judged) == 1 {
		for id := range judged {
			r.UserID = id
		}
	}
	return spots, nil
}

// MayRemove judges who may take a message away, for pages that offer it.
func (s *Service) MayRemove(ctx context.Context, st Standing, m Message) error {
	return s.judgeRemoval(ctx, s.Store, Actor{User: st.User}, m)
}

// judgeRemoval says who may take a message away: its author, and moderators who outrank them.
func (s *Service) judgeRemoval(ctx context.Context, q Queries, a Actor, m Message) error {
	mine, err := q.StandingByID(ctx, m.RoomID, a.User.ID)
	if err != nil {
		return err
	}
	theirs := mine
	if m.Author.ID != a.User.ID {
		if theirs, err = q.StandingByID(ctx, m.RoomID, m.Author.ID); err != nil {
			return err
		}
	}
	return mine.MayRemove(m, theirs)
}
