package store

import (
	"context"

	"parley/chat"
)

// Audit lists the newest entries, newest first.
func (d *queries) Audit(ctx context.Context, limit int) ([]chat.AuditEntry, error) {
	scan := func(s scanner) (e chat.AuditEntry, err error) {
		return e, s.Scan(at{&e.At}, &e.ActorID, &e.Act, &e.UserID, &e.RoomID, &e.Detail, &e.Address, &e.Reason, &e.Subject)
	}
	all, err := list(ctx, d.q, scan, `SELECT created_at, actor_id, act, user_id, room_id, detail, address, reason, subject
		FROM audit ORDER BY id DESC LIMIT CAST($1 AS BIGINT)`, limit)
	return all, fail("audit", err)
}

// AddAudit notes who did what to whom.
func (t *tx) AddAudit(_ context.Context, e chat.AuditEntry) error {
	return t.exec("add audit entry", `INSERT INTO audit (created_at, actor_id, act, user_id, room_id, detail, address, reason, subject)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`, micros(e.At), e.ActorID, e.Act, e.UserID, e.RoomID, e.Detail, e.Address, e.Reason, e.Subject)
}
