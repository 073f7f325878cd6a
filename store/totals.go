package store

import (
	"context"
	"time"

	"parley/chat"
)

// Totals counts what there is, for the overview.
func (d *queries) Totals(ctx context.Context, now time.Time) (chat.Totals, error) {
	scan := func(s scanner) (n chat.Totals, err error) {
		return n, s.Scan(&n.Accounts, &n.Waiting, &n.Rooms, &n.Messages, &n.Invites)
	}
	n, err := one(ctx, d.q, scan, `SELECT
		(SELECT COUNT(*) FROM users WHERE state = 'active'),
		(SELECT COUNT(*) FROM users WHERE state = 'waiting'),
		(SELECT COUNT(*) FROM rooms WHERE kind <> 'direct'),
		(SELECT CAST(COALESCE(SUM(last_seq), 0) AS BIGINT) FROM rooms),
		(SELECT COUNT(*) FROM invites WHERE ended_at = 0 AND (expires_at = 0 OR expires_at > $1) AND (uses = 0 OR used < uses))`,
		micros(now))
	return n, fail("totals", err)
}
