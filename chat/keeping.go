package chat

import (
	"context"
	"fmt"
	"time"
)

const (
	// Forever is what a room's KeepDays is where its messages stay whatever the place says.
	Forever = -1
	// RemovedByAge is what Message.RemovedBy is where nobody removed it: it was older than its room keeps messages.
	RemovedByAge = -1

	maxKeepDays = 3650
)

// Expiring is the field of the refusal that says how much a change would erase, until it is confirmed.
const Expiring = "expiring"

// KeptFor is how many days messages of a room are kept; 0: for ever.
func (p Place) KeptFor(r Room) int64 {
	switch {
	case r.KeepDays == 0:
		return p.KeepDays
	case r.KeepDays == Forever:
		return 0
	}
	return r.KeepDays
}

// daysBefore is the moment so many days of 24 hours earlier: clocks that change do not move it.
func daysBefore(now time.Time, days int64) time.Time {
	return now.Add(-time.Duration(days) * 24 * time.Hour)
}

// Expired is what a room would lose.
type Expired struct {
	Room     Room // id, slug, name and kind
	Messages int64
	Oldest   time.Time
}

// Expiry is what a change of how long messages are kept would erase.
type Expiry struct {
	Rooms    []Expired // the most first
	Messages int64     // of them all
	Oldest   time.Time
}

func expiryOf(rooms []Expired) Expiry {
	e := Expiry{Rooms: rooms}
	for _, r := range rooms {
		e.Messages += r.Messages
		if e.Oldest.IsZero() || r.Oldest.Before(e.Oldest) {
			e.Oldest = r.Oldest
		}
	}
	return e
}

// Expiry reckons what would be erased if the place kept messages for so many days (0: for ever).
func (s *Service) Expiry(ctx context.Context, a Actor, days int64) (Expiry, error) {
	if !a.IsAdmin() {
		return Expiry{}, errAdmin
	}
	if err := checkDays(days, 0); err != nil {
		return Expiry{}, err
	}
	rooms, err := s.Store.Expiring(ctx, days, s.Now())
	return expiryOf(rooms), err
}

// RoomExpiry reckons what a room would lose if it kept messages for so many days.
func (s *Service) RoomExpiry(ctx context.Context, a Actor, slug string, days int64) (Expiry, error) {
	st, err := s.reading(ctx, a, slug)
	if err == nil {
		err = st.MayManage()
	}
	if err == nil {
		err = checkDays(days, Forever)
	}
	if err != nil {
		return Expiry{}, err
	}
	return s.roomExpiry(ctx, st.Room, days)
}

func (s *Service) roomExpiry(ctx context.Context, room Room, days int64) (Expiry, error) {
	place, err := s.Store.Place(ctx)
	if err != nil {
		return Expiry{}, err
	}
	kept := place.KeptFor(Room{KeepDays: days})
	if kept == 0 {
		return Expiry{}, nil
	}
	lost, err := s.Store.ExpiringIn(ctx, room.ID, daysBefore(s.Now(), kept))
	if err != nil || lost.Messages == 0 {
		return Expiry{}, err
	}
	lost.Room = room
	return expiryOf([]Expired{lost}), nil
}

func checkDays(days, least int64) error {
	if days < least || days > maxKeepDays {
		return invalid("keep_days", "Choose a number of days up to 3,650.")
	}
	return nil
}

// confirmed refuses to erase what nobody was told of.
func (e Expiry) confirmed(yes bool) error {
	if e.Messages == 0 || yes {
		return nil
	}
	return &Error{Kind: Conflict, Field: Expiring, Message: "Messages would be erased for good. Nothing is changed yet."}
}

// KeepMessages sets how many days messages are kept where a room says nothing else (0: for
// ever). Where that erases any it asks for a confirmation (Conflict about the field Expiring).
func (s *Service) KeepMessages(ctx context.Context, a Actor, days int64, confirm bool) error {
	e, err := s.Expiry(ctx, a, days)
	if err != nil {
		return err
	}
	if err := e.confirmed(confirm); err != nil {
		return err
	}
	defer s.place.drop(struct{}{})
	return s.administer(ctx, a, nil, func(tx Tx) error {
		p, err := tx.Place(ctx)
		if err != nil || p.KeepDays == days {
			return err
		}
		p.KeepDays = days
		if err := tx.SavePlace(ctx, p); err != nil {
			return err
		}
		return tx.AddAudit(ctx, s.keeping(a, 0, days, e))
	})
}

// KeepRoomMessages sets how many days a room's messages are kept: 0 as in the place, Forever
// for ever. Only administrators keep them longer than the place does.
func (s *Service) KeepRoomMessages(ctx context.Context, a Actor, slug string, days int64, confirm bool) error {
	e, err := s.RoomExpiry(ctx, a, slug, days)
	if err != nil {
		return err
	}
	if err := e.confirmed(confirm); err != nil {
		return err
	}
	place, err := s.Store.Place(ctx)
	if err != nil {
		return err
	}
	return s.manage(ctx, a, slug, func(tx Tx, st Standing) error {
		if st.Room.KeepDays == days {
			return nil
		}
		if st.Room.KeepDays = days; place.KeepDays > 0 && !st.User.Role.AtLeast(RoleAdministrator) {
			if kept := place.KeptFor(st.Room); kept == 0 || kept > place.KeepDays {
				return invalid("keep_days", fmt.Sprintf("Only administrators keep messages longer than the place does, which is %d days.", place.KeepDays))
			}
		}
		saved, err := tx.SaveRoom(ctx, st.Room)
		if err != nil {
			return err
		}
		tx.Tell(Event{Kind: RoomChanged, Room: saved})
		return tx.AddAudit(ctx, s.keeping(a, st.Room.ID, days, e))
	})
}

// keeping notes for how long messages are kept from now on, and how many were older.
func (s *Service) keeping(a Actor, roomID, days int64, e Expiry) AuditEntry {
	entry := s.entry(a, "keeping_changed", 0, roomID)
	entry.Detail = fmt.Sprintf(`{"days":%d,"messages":%d}`, days, e.Messages)
	return entry
}
