package store

import (
	"context"
	"time"

	"parley/chat"
)

const pleas = `SELECT p.id, p.range_id, p.user_id, p.body, p.created_at, p.decided_at, p.decided_by, p.granted, p.answer FROM pleas p `

func scanPlea(s scanner) (p chat.Plea, err error) {
	return p, s.Scan(&p.ID, &p.RangeID, &p.UserID, &p.Body, at{&p.At}, at{&p.DecidedAt}, &p.DecidedBy, flag{&p.Granted}, &p.Answer)
}

// Plea reads one.
func (d *queries) Plea(ctx context.Context, id int64) (chat.Plea, error) {
	p, err := one(ctx, d.q, scanPlea, pleas+`WHERE p.id = $1`+d.lock, id)
	return p, missing("plea", "There is no such appeal.", err)
}

// PleaOf reads a user's word against a range ban.
func (d *queries) PleaOf(ctx context.Context, rangeID, userID int64) (chat.Plea, error) {
	p, err := one(ctx, d.q, scanPlea, pleas+`WHERE p.range_id = $1 AND p.user_id = $2`, rangeID, userID)
	return p, missing("plea of a user", "There is no such appeal.", err)
}

// Pardons lists whom range bans that stand at a moment do not bind.
func (d *queries) Pardons(ctx context.Context, now time.Time, limit int) ([]chat.Pardon, error) {
	scan := func(s scanner) (p chat.Pardon, err error) { return p, s.Scan(&p.RangeID, &p.UserID) }
	all, err := list(ctx, d.q, scan, `SELECT p.range_id, p.user_id FROM pleas p JOIN range_bans b ON b.id = p.range_id
		WHERE p.granted = 1 AND b.lifted_at = 0 AND b.until_at > $1 ORDER BY p.id LIMIT CAST($2 AS BIGINT)`, micros(now), limit)
	return all, fail("pardons", err)
}

// AddPlea keeps a person's word against a range ban; a second one is a Conflict.
func (t *tx) AddPlea(_ context.Context, p chat.Plea) error {
	n, err := t.affects("add plea", `INSERT INTO pleas (range_id, user_id, body, created_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`,
		p.RangeID, p.UserID, p.Body, micros(p.At))
	if err == nil && n == 0 {
		return conflict("body", "You have appealed already. Its answer will stand here.")
	}
	if err != nil {
		return err
	}
	return t.bumpStaff(0)
}

// SavePlea writes how it was decided.
func (t *tx) SavePlea(_ context.Context, p chat.Plea) error {
	err := t.exec("save plea", `UPDATE pleas SET decided_at = $2, decided_by = $3, granted = $4, answer = $5 WHERE id = $1`,
		p.ID, micros(p.DecidedAt), p.DecidedBy, bit(p.Granted), p.Answer)
	if err != nil {
		return err
	}
	if err := t.bumpStaff(0); err != nil {
		return err
	}
	t.bumpRanges()
	return nil
}

// SanctionsOfRange lists the sanctions that came with a range ban and were not lifted.
func (d *queries) SanctionsOfRange(ctx context.Context, rangeID int64) ([]chat.Sanction, error) {
	all, err := list(ctx, d.q, scanSanction, `SELECT `+sanctionColumns+` FROM sanctions x
		WHERE x.range_id = $1 AND x.range_id <> 0 AND x.lifted_at = 0 ORDER BY x.user_id`, rangeID)
	return all, fail("sanctions of a range", err)
}
