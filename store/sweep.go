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

// sweep drops sessions, tickets and links that have expired.
func (db *DB) sweep(ctx context.Context) error {
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
