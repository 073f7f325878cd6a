package chat

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Hold is a message, or new words for one, that waits: without seq or rev, known
// to its author and to moderators alone.
type Hold struct {
	ID        int64
	RoomID    int64
	AuthorID  int64
	Draft     Draft
	Digest    string
	EditOf    int64 // seq of the message that gets other words; 0: a new message
	Rendered  Rendered
	Reason    string // why it waits, for its author and for moderators
	FilterID  int64  // of the filter that holds it; 0: none does
	At        time.Time
	DueAt     time.Time // when it shows itself; zero: when a moderator decides
	DecidedAt time.Time // zero: it waits
	DecidedBy int64     // 0: nobody, its time had come
	Published bool
}

// maxHeld is how many messages of one person wait in a room at once.
const maxHeld = 20

// mayWait refuses words that would have to wait behind too many others.
func (s Standing) mayWait(w Wait) error {
	if w.Reason == "" || s.Held < maxHeld {
		return nil
	}
	return &Error{Kind: TooSoon, RetryAfter: time.Minute, Message: "Twenty of your messages wait here already. Send this one when some have been decided."}
}

// Wait is why a message is held, and for how long; the zero one is not.
type Wait struct {
	Reason   string
	For      time.Duration // 0: until a moderator decides
	FilterID int64         // of the filter that wants it; 0: the room does
}

// hasLink says whether rendered words lead out of the place.
func hasLink(html string) bool { return strings.Contains(html, `href="http`) }

// Waits says whether words of this person wait in this room before others see them.
func (s Standing) Waits(r Rendered, now time.Time) Wait {
	approve := s.Room.Approve
	switch {
	case s.Role().AtLeast(RoleModerator):
		return Wait{}
	case approve.Has(ApproveAll):
		return Wait{Reason: "In this room every message waits for a moderator."}
	case approve.Has(ApproveLinks) && hasLink(r.HTML):
		return Wait{Reason: "In this room messages with links wait for a moderator."}
	case approve.Has(ApproveNew) && s.Newcomer:
		return Wait{Reason: "In this room messages of new accounts wait for a moderator."}
	case now.Before(s.User.HeldUntil) && s.Room.Kind != Direct: // where nobody could decide it
		return Wait{Reason: "Your messages wait for a moderator just now: many came at once when you did."}
	case s.Room.Raided(now) && s.isNew(now):
		return Wait{Reason: "Messages of new accounts wait for a moderator just now."}
	case s.Room.Delay > 0:
		return Wait{Reason: "In this room messages are shown after a while.", For: s.Room.Delay}
	}
	return Wait{}
}

// roomsOf are the rooms in which something waits.
func roomsOf(held []Hold) (rooms []int64) {
	for _, h := range held {
		rooms = append(rooms, h.RoomID)
	}
	slices.Sort(rooms)
	return slices.Compact(rooms)
}

// HoldsOf lists what waits of the actor in a room, the oldest first.
func (s *Service) HoldsOf(ctx context.Context, st Standing) ([]Hold, error) {
	if st.Held == 0 {
		return nil, nil
	}
	return s.Store.HoldsOf(ctx, st.Room.ID, st.User.ID)
}

// DecideHold lets what waits be seen, with the next seq, or turns it away.
func (s *Service) DecideHold(ctx context.Context, a Actor, id int64, publish bool, reason string) error {
	reason, err := cleanLine("reason", reason, "", maxReason)
	if err != nil {
		return err
	}
	h, err := s.Store.Hold(ctx, id)
	if err != nil {
		return err
	}
	return s.Store.Tx(ctx, Scope{Actor: a.User.ID, Users: []int64{h.AuthorID}, Rooms: []int64{h.RoomID}}, func(tx Tx) error {
		if h, err = tx.Hold(ctx, id); err != nil {
			return err
		}
		if !h.DecidedAt.IsZero() {
			return refuse(Conflict, "This has been decided already.")
		}
		e, err := s.meet(ctx, tx, a.User.ID, h.AuthorID, h.RoomID)
		if err != nil {
			return err
		}
		if publish && e.mine.Room.Archived() {
			return refuse(Conflict, "This room is archived. Bring it back into use first, or turn these words away.")
		}
		return s.endHold(ctx, tx, a, h, publish, reason)
	})
}

// endHold publishes what was held, or not, and tells its author's pages.
func (s *Service) endHold(ctx context.Context, tx Tx, a Actor, h Hold, publish bool, reason string) error {
	h.DecidedAt, h.DecidedBy, h.Published = s.Now(), a.User.ID, publish
	if err := tx.SaveHold(ctx, h); err != nil {
		return err
	}
	if publish {
		if err := s.publish(ctx, tx, h); err != nil {
			return err
		}
	}
	if err := tx.Unclaim(ctx, Case{Kind: CaseHold, ID: h.ID}.Subject()); err != nil {
		return err
	}
	tx.Tell(Event{Kind: MemberChanged, Room: Room{ID: h.RoomID}, Users: []int64{h.AuthorID}})
	if a.User.ID == 0 && publish {
		return nil // its time had come: nobody acted
	}
	act := "hold_refused"
	if publish {
		act = "hold_published"
	}
	entry := s.entry(a, act, h.AuthorID, h.RoomID)
	entry.Reason, entry.Subject = reason, fmt.Sprintf("hold:%d", h.ID)
	return tx.AddAudit(ctx, entry)
}

// publish gives a held message its place in the room, or a message its new words.
func (s *Service) publish(ctx context.Context, tx Tx, h Hold) error {
	if h.EditOf == 0 {
		return tx.Publish(ctx, h)
	}
	m, err := tx.Message(ctx, h.RoomID, h.EditOf)
	switch {
	case err != nil:
		return err
	case m.Removed(): // an undo would bring the old words back, and these would be lost
		return refuse(Conflict, "The message has been removed meanwhile. Bring it back first, or turn its new words away.")
	}
	if m, err = s.rewrite(ctx, tx, m, h.Draft.Body, h.Rendered); err != nil {
		return err
	}
	return tellChanges(ctx, tx, m.RoomID, m.Rev)
}
