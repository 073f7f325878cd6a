package chat

import (
	"context"
	"errors"
	"sync"
	"time"
)

// dueEvery is how often what was delayed is looked for.
const dueEvery = 500 * time.Millisecond

// bansEvery is how often bans that have ended by themselves are looked for.
const bansEvery = 5 * time.Second

// hitsEvery is how often what filters caught long ago is forgotten.
const hitsEvery = 10 * time.Minute

// raidsEvery is how often raid measures that have ended by themselves are looked for.
const raidsEvery = time.Second

// look is something that is looked for again and again.
type look struct {
	every time.Duration
	do    func(context.Context)
}

// runTerms ends what ends by itself, on whichever replica looks first, until ctx
// ends: it publishes what was delayed, gives back what a ban took, and takes raid
// measures down. It also learns of the range bans and filters that others have made.
func (s *Service) runTerms(ctx context.Context) {
	learnRanges := func(ctx context.Context) { _ = s.refreshRanges(ctx) } // tried again at the next look
	learnRanges(ctx)
	var all sync.WaitGroup
	for _, l := range []look{
		{dueEvery, s.publishDue}, {dueEvery, learnRanges}, {bookEvery, s.lookAtFilters}, {raidsEvery, s.EndRaids},
		{wavesEvery, s.FindWaves}, {bansEvery, s.endBans}, {hitsEvery, s.trimHits},
	} {
		all.Go(func() { l.run(ctx) })
	}
	all.Wait()
}

func (l look) run(ctx context.Context) {
	tick := time.NewTicker(l.every)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			l.do(ctx)
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

// endDue ends one hold whose time has come. Who was muted or banned meanwhile is not heard, nor is
// anybody where the room takes their words no more.
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
		return s.endHold(ctx, tx, Actor{}, h, publish && st.Closed() == nil, "")
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
