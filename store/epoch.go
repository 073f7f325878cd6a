package store

import (
	"context"
	"fmt"

	"parley/chat"
)

// RenewEpochs gives every room a new epoch after commits may have been lost: open
// pages start anew with what is stored. Links for new passwords end, since the
// use of one may be among what was lost. It returns how many rooms there are.
func (db *DB) RenewEpochs(ctx context.Context) (rooms int, err error) {
	ids, err := list(ctx, db.q, scanInt, `SELECT id FROM rooms ORDER BY id`)
	if err != nil {
		return 0, fail("rooms", err)
	}
	err = db.Tx(ctx, chat.Scope{Rooms: ids}, func(t chat.Tx) error { return renewEpochs(ctx, t.(*tx).q) })
	return len(ids), err
}

func renewEpochs(ctx context.Context, q querier) error {
	if _, err := q.ExecContext(ctx, `UPDATE rooms SET epoch = $1`, chat.NewNonce()); err != nil {
		return fmt.Errorf("store: renew epochs: %w", err)
	}
	if _, err := q.ExecContext(ctx, `DELETE FROM reset_links`); err != nil {
		return fmt.Errorf("store: end reset links: %w", err)
	}
	return nil
}
