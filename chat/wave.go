package chat

import (
	"context"
	"fmt"
	"time"
)

const (
	// wavesEvery is how often many joins in a short time are looked for: no join looks for itself.
	wavesEvery = 2 * time.Second
	// waveHold is how long what the accounts of a wave write waits for a moderator.
	waveHold = 24 * time.Hour
	// maxJoined is how many of a wave a moderator is shown, and one act is about.
	maxJoined = 500
)

// Wave is many who came within a short time: new accounts of the place, or into a
// room people who had one before.
type Wave struct {
	ID       int64
	RoomID   int64     // 0: new accounts
	Began    time.Time // when the first of them came
	Last     time.Time // and the last
	Accounts int64
	Decided  time.Time // zero: nobody has looked at it
}

// Joined is somebody who came in a wave.
type Joined struct {
	User
	At       time.Time
	InviteID int64  // that they came by; 0: none
	Code     string // of the invite
	Held     bool   // what they write waits for a moderator
}

// FindWaves puts on the desk what is a wave, once: while more keep coming it is the
// same one, also when it has been decided.
func (s *Service) FindWaves(ctx context.Context) {
	place, err := s.Place(ctx)
	if err != nil || place.WaveAccounts == 0 || place.SetUpAt.IsZero() {
		return
	}
	since := s.Now().Add(-place.WaveFor)
	found, err := s.Store.Surges(ctx, since, place.WaveAccounts)
	if err != nil || len(found) == 0 {
		return
	}
	_ = s.Store.Tx(ctx, Scope{}, func(tx Tx) error { // what fails is found again at the next look
		if _, err := tx.Place(ctx); err != nil { // locks it: of two replicas the second sees what the first found
			return err
		}
		for _, w := range found {
			if err := tx.PutWave(ctx, w, since); err != nil {
				return err
			}
		}
		return nil
	})
}

// EndWave takes a wave off the desk.
func (s *Service) EndWave(ctx context.Context, a Actor, subject string) error {
	return s.onWave(ctx, a, subject, nil, func(tx Tx, d Dossier) error {
		if err := tx.EndWave(ctx, d.ID, a.User.ID, s.Now()); err != nil {
			return err
		}
		if err := tx.Unclaim(ctx, subject); err != nil {
			return err
		}
		return tx.AddAudit(ctx, s.waveEntry(a, "wave_ended", d, int(d.Count)))
	})
}

// HoldWave has what the accounts of a wave write wait for a moderator, for a day and in
// every room: for moderators of the place alone, whom it does not meet themselves.
func (s *Service) HoldWave(ctx context.Context, a Actor, subject string) error {
	if err := s.judgesPlace(ctx, s.Store, a); err != nil {
		return err
	}
	d, err := s.OpenCase(ctx, a, subject)
	if err != nil {
		return err
	}
	var ids []int64
	for _, j := range d.Joined {
		if !j.Role.AtLeast(RoleModerator) {
			ids = append(ids, j.ID)
		}
	}
	return s.onWave(ctx, a, subject, ids, func(tx Tx, d Dossier) error {
		if err := s.judgesPlace(ctx, tx, a); err != nil {
			return err
		}
		held, err := tx.HoldAccounts(ctx, ids, s.Now().Add(waveHold))
		if err != nil {
			return err
		}
		return tx.AddAudit(ctx, s.waveEntry(a, "wave_held", d, held))
	})
}

// onWave runs an act of a moderator on a wave of their desk.
func (s *Service) onWave(ctx context.Context, a Actor, subject string, users []int64, act func(Tx, Dossier) error) error {
	d, err := s.OpenCase(ctx, a, subject)
	if err != nil {
		return err
	}
	if d.Kind != CaseWave {
		return refuse(NotFound, "This case is closed, or never was.")
	}
	return s.Store.Tx(ctx, Scope{Actor: a.User.ID, Users: users}, func(tx Tx) error {
		if err := s.stillJudges(ctx, tx, a, d.Room.ID); err != nil {
			return err
		}
		return act(tx, d)
	})
}

func (s *Service) waveEntry(a Actor, act string, d Dossier, accounts int) AuditEntry {
	e := s.entry(a, act, 0, d.Room.ID)
	e.Subject, e.Detail = fmt.Sprintf("wave:%d", d.ID), fmt.Sprintf(`{"accounts":%d}`, accounts)
	return e
}
