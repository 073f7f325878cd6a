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
			case <-tick.C:
				_ = db.sweep(ctx) // it comes again
			}
		}
	})
}

// sweep drops sessions, tickets and links that have expired, and erases the words
// of removals that nobody can undo any more.
func (db *DB) sweep(ctx context.Context) error {
	if err := db.erase(ctx); err != nil {
		return err
	}
	now := micros(db.now())
	return db.Tx(ctx, chat.Scope{}, func(t chat.Tx) error {
		for _, table := range []string{"sessions", "tickets", "reset_links"} {
			if err := t.(*tx).exec("sweep "+table, `DELETE FROM `+table+` WHERE expires_at < $1`, now); err != nil {
				return err
			}
		}
		return nil
	})
}

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
		before := micros(now.AddDate(0, 0, -int(days)))
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
			WHERE decided_at <> 0 AND body <> '' AND (decided_at < $1 OR created_at < (SELECT CAST($2 AS BIGINT) - CAST($3 AS BIGINT) *
				CASE WHEN r.keep_days = 0 THEN p.keep_days ELSE r.keep_days END
				FROM rooms r JOIN place p ON p.id = 1 WHERE r.id = holds.room_id AND (r.keep_days > 0 OR r.keep_days = 0 AND p.keep_days > 0)))`,
			before, micros(now), day)
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
