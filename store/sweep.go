package store

import (
	"context"
	"time"

	"parley/chat"
)

// sweepEvery is how often rows that have expired are dropped. Nothing depends on it: reads pass over them.
const sweepEvery = 10 * time.Minute

func (db *DB) startSweeper() {
	var ctx context.Context
	ctx, db.sweeper = context.WithCancel(context.Background())
	db.ends.Go(func() {
		tick := time.NewTicker(sweepEvery)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-db.grown:
				_ = db.learn(ctx) // autovacuum does, later
			case <-tick.C:
				_ = db.sweep(ctx) // it comes again
			}
		}
	})
}

// sweep drops sessions, tickets and links that have expired, erases the words of removals
// that nobody can undo any more, and ends what waits longer than its room keeps messages.
func (db *DB) sweep(ctx context.Context) error {
	if err := db.erase(ctx); err != nil {
		return err
	}
	if err := db.turnAway(ctx); err != nil {
		return err
	}
	now := micros(db.now())
	return db.Tx(ctx, chat.Scope{}, func(t chat.Tx) error {
		for _, table := range []string{"sessions", "tickets", "reset_links"} {
			if err := t.(*tx).exec("sweep "+table, `DELETE FROM `+table+` WHERE expires_at < $1`, now); err != nil {
				return err
			}
		}
		return t.(*tx).exec("sweep claims", `DELETE FROM claims WHERE claimed_at < $1`, now-claimedFor)
	})
}

// claimedFor is how long a claim stands at most: who began with a case a week ago is not on it any more.
const claimedFor = 7 * day

// erasedAtOnce is how many removals one transaction erases.
const erasedAtOnce = 200

// erase drops, for good, words that were removed or turned away so long ago as the place keeps them.
func (db *DB) erase(ctx context.Context) error {
	return db.Tx(ctx, chat.Scope{}, func(t chat.Tx) error {
		tx := t.(*tx)
		days, err := one(ctx, tx.q, scanInt, `SELECT removed_days FROM place WHERE id = 1`)
		if err != nil {
			return fail("how long words are kept", err)
		}
		now := db.now()
		before := micros(now) - days*day
		old, err := list(ctx, tx.q, scanInt, `SELECT id FROM removals WHERE erased_at = 0 AND created_at < $1
			ORDER BY id LIMIT CAST($2 AS BIGINT)`, before, erasedAtOnce)
		if err != nil {
			return fail("removals to erase", err)
		}
		for _, id := range old {
			if err := tx.each(erasing(id, micros(now))); err != nil {
				return err
			}
		}
		return tx.exec("erase what was turned away", `UPDATE holds SET body = '', html = '', plain = '', mentions = ''
			WHERE decided_at <> 0 AND body <> '' AND (decided_at < $3 OR created_at < `+keptSince+`)`,
			micros(now), day, before)
	})
}

// keptSince is the moment, $1 being now and $2 a day, from which on the room of a hold
// keeps messages; NULL: for ever.
const keptSince = `(SELECT CAST($1 AS BIGINT) - CAST($2 AS BIGINT) * CASE WHEN r.keep_days = 0 THEN p.keep_days ELSE r.keep_days END
	FROM rooms r JOIN place p ON p.id = 1 WHERE r.id = holds.room_id AND (r.keep_days > 0 OR r.keep_days = 0 AND p.keep_days > 0))`

// turnedAwayAtOnce is in how many rooms one transaction ends what waits.
const turnedAwayAtOnce = 50

// turnAway ends what has waited for a decision longer than its room keeps messages, and forgets its words.
func (db *DB) turnAway(ctx context.Context) error {
	type keeping struct{ roomID, since int64 }
	scan := func(s scanner) (k keeping, err error) { return k, s.Scan(&k.roomID, &k.since) }
	rooms, err := list(ctx, db.q, scan, `SELECT DISTINCT room_id, `+keptSince+` FROM holds WHERE decided_at = 0 AND created_at < `+keptSince+`
		ORDER BY room_id LIMIT CAST($3 AS BIGINT)`, micros(db.now()), day, turnedAwayAtOnce)
	if err != nil || len(rooms) == 0 {
		return fail("rooms in which old posts wait", err)
	}
	var scope chat.Scope
	for _, k := range rooms {
		scope.Rooms = append(scope.Rooms, k.roomID)
	}
	return db.Tx(ctx, scope, func(t chat.Tx) error {
		for _, k := range rooms {
			if err := t.(*tx).turnAway(k.roomID, "created_at < $3", k.since); err != nil {
				return err
			}
		}
		return nil
	})
}

// erasing are the statements that erase a removal.
func erasing(id, now int64) []step {
	return []step{
		{"note erasure", `UPDATE removals SET erased_at = $2 WHERE id = $1`, []any{id, now}},
		{"erase histories", `DELETE FROM removed_edits WHERE removal_id = $1`, []any{id}},
		{"erase words", `DELETE FROM removed_messages WHERE removal_id = $1`, []any{id}},
	}
}
