package store

import (
	"context"

	"parley/chat"
)

// Notes lists what moderators wrote down about a user, newest first.
func (d *queries) Notes(ctx context.Context, userID int64, limit int) ([]chat.Note, error) {
	scan := func(s scanner) (n chat.Note, err error) {
		return n, s.Scan(&n.ID, &n.UserID, &n.By, &n.ByName, &n.Body, at{&n.At})
	}
	all, err := list(ctx, d.q, scan, `SELECT n.id, n.user_id, n.by_user, COALESCE(u.name, ''), n.body, n.created_at
		FROM notes n LEFT JOIN users u ON u.id = n.by_user WHERE n.user_id = $1 ORDER BY n.id DESC LIMIT CAST($2 AS BIGINT)`, userID, limit)
	return all, fail("notes", err)
}

// AddNote writes a note down.
func (t *tx) AddNote(ctx context.Context, n chat.Note) (chat.Note, error) {
	id, err := one(ctx, t.q, scanInt, `INSERT INTO notes (user_id, by_user, body, created_at) VALUES ($1, $2, $3, $4) RETURNING id`,
		n.UserID, n.By, n.Body, micros(n.At))
	n.ID = id
	return n, fail("add note", err)
}
