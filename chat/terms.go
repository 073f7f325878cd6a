package chat

import (
	"context"
	"errors"
	"time"
)

// dueEvery is how often what was delayed is looked for.
const dueEvery = 500 * time.Millisecond

// bansEvery is how often bans that have ended by themselves are looked for.
const bansEvery = 5 * time.Second

// runTerms ends what ends by itself, on whichever replica looks first, until ctx
// ends: it publishes what was delayed, and gives back what a ban took.
func (s *Service) runTerms(ctx context.Context) {
	holds, bans, filters := time.NewTicker(dueEvery), time.NewTicker(bansEvery), time.NewTicker(bookEvery)
	defer holds.Stop()
	defer filters.Stop()
	defer bans.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-holds.C:
			s.publishDue(ctx)
		case <-bans.C:
			s.endBans(ctx)
			s.trimHits(ctx)
		case <-filters.C:
			s.lookAtFilters(ctx)
		}
	}
}

// publishDue publishes all whose time has come, in the order in which they were
// written. What fails is tried again at the next look.
func (s *Service) publishDue(ctx context.Context) {
	due, err := s.Store.HoldsDue(ctx, s.Now(), 200)
	if err != nil {
		return
	}
	for _, h := range due {
		err := s.endDue(ctx, h, true)
		if _, refused := errors.AsType[*Error](err); refused && KindOf(err) != Unavailable {
			_ = s.endDue(ctx, h, false) // or it would stand in the way of all that come after it
		}
	}
}

// endDue ends one hold whose time has come. Who was muted or banned meanwhile is not heard.
func (s *Service) endDue(ctx context.Context, h Hold, publish bool) error {
	return s.Store.Tx(ctx, Scope{Users: []int64{h.AuthorID}, Rooms: []int64{h.RoomID}}, func(tx Tx) error {
		h, err := tx.Hold(ctx, h.ID)
		if err != nil || !h.DecidedAt.IsZero() {
			return err
		}
		st, err := tx.StandingByID(ctx, h.RoomID, h.AuthorID)
		if err != nil {
			return err
		}
		return s.endHold(ctx, tx, Actor{}, h, publish && st.MaySpeak() == nil, "")
	})
}

// endBans gives the place in their rooms back to those whose bans have ended by
// themselves. What fails is tried again at the next look.
func (s *Service) endBans(ctx context.Context) {
	over, err := s.Store.BansOver(ctx, s.Now(), 200)
	if err != nil {
		return
	}
	for _, x := range over {
		_ = s.Store.Tx(ctx, Scope{Users: []int64{x.UserID}, Rooms: []int64{x.RoomID}}, func(tx Tx) error {
			x, err := tx.Sanction(ctx, x.ID)
			if err != nil {
				return err
			}
			return s.giveBack(ctx, tx, x)
		})
	}
}
