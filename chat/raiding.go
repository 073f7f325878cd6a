package chat

import (
	"context"
	"fmt"
	"time"
)

// StartRaid puts a room, or without one (slug empty) the whole place, under raid
// measures for a time from 15 minutes to 24 hours. Pressed again, it sets their end anew.
func (s *Service) StartRaid(ctx context.Context, a Actor, slug string, d time.Duration) error {
	if d < minRaid || d > maxRaid {
		return invalid("for", "Raid measures last from 15 minutes to 24 hours.")
	}
	return s.setRaid(ctx, a, slug, d)
}

// EndRaid ends raid measures now. Of those that are over it changes nothing.
func (s *Service) EndRaid(ctx context.Context, a Actor, slug string) error {
	return s.setRaid(ctx, a, slug, 0)
}

// setRaid has raid measures end after a time; 0: now.
func (s *Service) setRaid(ctx context.Context, a Actor, slug string, d time.Duration) error {
	if slug == "" {
		return s.setPlaceRaid(ctx, a, d)
	}
	st, err := s.reading(ctx, a, slug)
	if err != nil {
		return err
	}
	return s.Store.Tx(ctx, Scope{Actor: a.User.ID, Rooms: []int64{st.Room.ID}}, func(tx Tx) error {
		st, err := tx.StandingByID(ctx, st.Room.ID, a.User.ID)
		if err != nil {
			return err
		}
		if err := st.MayJudge(); err != nil {
			return err
		}
		room := st.Room
		if d == 0 && !s.Now().Before(room.RaidUntil) {
			return nil // it has ended by itself
		}
		room.RaidUntil = s.raidEnd(d)
		if err := saveRaid(ctx, tx, room); err != nil {
			return err
		}
		return tx.AddAudit(ctx, s.raidEntry(a, room.ID, room.RaidUntil))
	})
}

// raidEnd is the end of measures that last for a time; zero for those that end now.
func (s *Service) raidEnd(d time.Duration) time.Time {
	if d == 0 {
		return time.Time{}
	}
	return s.Now().Add(d)
}

func (s *Service) raidEntry(a Actor, roomID int64, until time.Time) AuditEntry {
	act := "raid_ended"
	if !until.IsZero() {
		act = "raid_started"
	}
	e := s.entry(a, act, 0, roomID)
	if !until.IsZero() {
		e.At = until.Add(-until.Sub(e.At).Round(time.Second)) // "for an hour" is reckoned from it
		e.Detail = fmt.Sprintf(`{"until":%q}`, until.Format(time.RFC3339))
	}
	return e
}

// saveRaid writes a room whose raid has changed, and tells its pages.
func saveRaid(ctx context.Context, tx Tx, room Room) error {
	saved, err := tx.SaveRoom(ctx, room)
	if err != nil {
		return err
	}
	tx.Tell(Event{Kind: RoomChanged, Room: saved})
	return nil
}

// setPlaceRaid has raid measures of the whole place end after a time; 0: now. All of its rooms are locked for it.
func (s *Service) setPlaceRaid(ctx context.Context, a Actor, d time.Duration) error {
	if err := s.judgesPlace(ctx, s.Store, a); err != nil {
		return err
	}
	rooms, err := s.Store.RoomIDs(ctx)
	if err != nil {
		return err
	}
	defer s.place.drop(struct{}{})
	return s.Store.Tx(ctx, Scope{Actor: a.User.ID, Rooms: rooms}, func(tx Tx) error {
		if err := s.judgesPlace(ctx, tx, a); err != nil {
			return err
		}
		place, err := tx.Place(ctx)
		if err != nil || d == 0 && !place.Raided(s.Now()) {
			return err
		}
		until := s.raidEnd(d)
		changed, err := tx.SetPlaceRaid(ctx, until)
		if err != nil {
			return err
		}
		for _, room := range changed {
			tx.Tell(Event{Kind: RoomChanged, Room: room})
		}
		return tx.AddAudit(ctx, s.raidEntry(a, 0, until))
	})
}

// judgesPlace refuses whoever is no moderator of the whole place.
func (s *Service) judgesPlace(ctx context.Context, q Queries, a Actor) error {
	if !a.SignedIn() {
		return errSignIn
	}
	whole, err := s.standingOf(ctx, q, 0, a.User.ID)
	if err != nil {
		return err
	}
	return whole.MayJudge()
}

// EndRaids takes down raid measures that have ended by themselves, so that open
// pages show it. They bind nobody since their end, whether or not this comes to pass.
func (s *Service) EndRaids(ctx context.Context) {
	over, err := s.Store.RaidsOver(ctx, s.Now(), 200)
	if err != nil {
		return
	}
	for _, id := range over {
		_ = s.Store.Tx(ctx, Scope{Rooms: []int64{id}}, func(tx Tx) error { // what fails is tried again at the next look
			st, err := tx.StandingByID(ctx, id, 0)
			if err != nil {
				return err
			}
			room := st.Room
			if room.Raid = room.lifted(s.Now()); room == st.Room {
				return nil // somebody was quicker
			}
			return saveRaid(ctx, tx, room)
		})
	}
}

// RaidOfPlace reads whether the whole place is under raid measures, for its moderators.
func (s *Service) RaidOfPlace(ctx context.Context, a Actor) (Place, error) {
	if err := s.judgesPlace(ctx, s.Store, a); err != nil {
		return Place{}, err
	}
	return s.Store.Place(ctx)
}
