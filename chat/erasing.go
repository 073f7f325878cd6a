package chat

import (
	"context"
	"time"
)

const (
	// eraseEvery is how often messages are looked for that are older than they are kept.
	eraseEvery = time.Minute
	// erasePause lies between two batches, over all replicas: each open page of the room is sent every batch.
	erasePause = 2 * time.Second
	// eraseAtOnce is how many messages a batch holds: one short transaction, one frame of some 25 KB.
	eraseAtOnce = 100
)

// runErasing erases what is too old, a batch at a time on one replica at a time, until ctx
// ends. Where it ended is kept with each room, so whoever looks next goes on from there.
func (s *Service) runErasing(ctx context.Context) {
	next := time.NewTimer(erasePause)
	defer next.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-next.C:
		}
		wait := eraseEvery
		if more, err := s.EraseSome(ctx); more && err == nil {
			wait = erasePause
		}
		next.Reset(wait)
	}
}

// EraseSome erases one batch of messages that are older than their room keeps them. It tells
// whether there may be more; while another replica is at it there are.
func (s *Service) EraseSome(ctx context.Context) (more bool, err error) {
	now := s.Now()
	id, err := s.Store.RoomToErase(ctx, now)
	if err != nil || id == 0 {
		return false, err
	}
	return true, s.Store.Tx(ctx, Scope{Rooms: []int64{id}}, func(tx Tx) error {
		st, err := tx.StandingByID(ctx, id, 0)
		if err != nil {
			return err
		}
		mine, err := tx.TakeTurn(ctx, now, erasePause)
		if err != nil || !mine {
			return err
		}
		place, err := tx.Place(ctx)
		if err != nil {
			return err
		}
		if days := place.KeptFor(st.Room); days > 0 {
			return s.erase(ctx, tx, id, daysBefore(now, days))
		}
		return nil
	})
}

// erase takes a room's oldest messages away and their words for good, at one revision, by the path of every removal.
func (s *Service) erase(ctx context.Context, tx Tx, roomID int64, before time.Time) error {
	batch, err := tx.OldMessages(ctx, roomID, before, eraseAtOnce)
	if err != nil || batch.Last == 0 {
		return err
	}
	if len(batch.Seqs) == 0 {
		return tx.EraseUpTo(ctx, roomID, batch.Last)
	}
	r, err := tx.AddRemoval(ctx, Removal{RoomID: roomID, By: RemovedByAge, At: s.Now(), Messages: int64(len(batch.Seqs))})
	if err != nil {
		return err
	}
	rev, err := tx.NextRev(ctx, roomID)
	if err != nil {
		return err
	}
	if err := tx.RemoveMessages(ctx, r, roomID, rev, batch.Seqs); err != nil {
		return err
	}
	if err := tx.EraseUpTo(ctx, roomID, batch.Last); err != nil {
		return err
	}
	if err := tx.DropRemoval(ctx, r.ID); err != nil {
		return err
	}
	return tellChanges(ctx, tx, roomID, rev)
}

// OldMessages is a batch of a room's messages that come next to be erased.
type OldMessages struct {
	Seqs []int64 // those that still say something, in order
	Last int64   // the seq up to which all are old; 0: none is
}
