package store

import (
	"context"

	"parley/chat"
)

// AccessAfter lists the rights taken away after rev, at most 1,000, oldest first.
func (d *queries) AccessAfter(ctx context.Context, rev int64) ([]chat.Access, error) {
	scan := func(s scanner) (a chat.Access, err error) {
		return a, s.Scan(&a.Rev, &a.UserID, &a.RoomID, &a.Session, &a.Except, &a.Network)
	}
	all, err := list(ctx, d.q, scan, `
		SELECT rev, user_id, room_id, session, except_session, network FROM access WHERE rev > $1 ORDER BY rev LIMIT 1000`, rev)
	return all, fail("access after", err)
}

// LastAccess is the number of the last right taken away.
func (d *queries) LastAccess(ctx context.Context) (int64, error) {
	rev, err := one(ctx, d.q, scanInt, `SELECT rev FROM access_counter`)
	return rev, fail("last access", err)
}

// Revoke appends a right taken away. It locks the counter until the commit, so
// the numbers appear in the order of the commits.
func (t *tx) Revoke(ctx context.Context, a chat.Access) (chat.Access, error) {
	t.dropUser(a.UserID)
	var err error
	if a.Rev, err = one(ctx, t.q, scanInt, `UPDATE access_counter SET rev = rev + 1 RETURNING rev`); err != nil {
		return a, fail("revoke", err)
	}
	return a, t.exec("revoke", `
		INSERT INTO access (rev, user_id, room_id, session, except_session, network, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		a.Rev, a.UserID, a.RoomID, a.Session, a.Except, a.Network, micros(t.db.now()))
}
