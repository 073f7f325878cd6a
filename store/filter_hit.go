package store

import (
	"context"
	"time"

	"parley/chat"
)

// FilterHits lists what a filter caught lately, newest first. What was removed meanwhile leads nowhere.
func (d *queries) FilterHits(ctx context.Context, filterID int64, limit int) ([]chat.HitListing, error) {
	scan := func(s scanner) (l chat.HitListing, err error) {
		into := []any{&l.FilterID, &l.RoomID, &l.UserID, &l.MessageID, &l.Done, at{&l.At}}
		into = append(into, personFields(&l.Person)...)
		return l, s.Scan(append(into, &l.Room.ID, &l.Room.Slug, &l.Room.Name, &l.Room.Kind, &l.Seq)...)
	}
	all, err := list(ctx, d.q, scan, `SELECT h.filter_id, h.room_id, h.user_id, h.message_id, h.done, h.created_at,
			COALESCE(u.id, 0), COALESCE(u.handle, ''), COALESCE(u.name, ''), COALESCE(u.avatar, 0),
			COALESCE(r.id, 0), COALESCE(r.slug, ''), COALESCE(r.name, ''), COALESCE(r.kind, ''), COALESCE(m.seq, 0)
		FROM filter_hits h LEFT JOIN users u ON u.id = h.user_id LEFT JOIN rooms r ON r.id = h.room_id LEFT JOIN messages m ON m.id = h.message_id
		WHERE h.filter_id = $1 ORDER BY h.id DESC LIMIT CAST($2 AS BIGINT)`, filterID, limit)
	return all, fail("filter hits", err)
}

// AddFilterHits notes what filters caught.
func (t *tx) AddFilterHits(_ context.Context, hits []chat.FilterHit) error {
	var rows [][]any
	for _, h := range hits {
		rows = append(rows, []any{h.FilterID, h.RoomID, h.UserID, h.MessageID, h.Done, micros(h.At)})
	}
	t.queueRows("add filter hits", rows, func(v string) string {
		return `INSERT INTO filter_hits (filter_id, room_id, user_id, message_id, done, created_at) VALUES ` + v
	}, nil)
	return t.work.flush(t.ctx)
}

// surplus are the hits of which there are $1 newer ones of the same filter, or that are from before $2.
const surplus = `SELECT h.id, h.filter_id FROM (
		SELECT id, filter_id, created_at, ROW_NUMBER() OVER (PARTITION BY filter_id ORDER BY id DESC) AS nth FROM filter_hits
	) h WHERE h.nth > CAST($1 AS BIGINT) OR h.created_at < $2`

// TrimFilterHits drops the oldest hits of each filter, and counts them.
func (t *tx) TrimFilterHits(ctx context.Context, keep int, since time.Time) error {
	n, err := one(ctx, t.q, scanInt, `SELECT COUNT(*) FROM (`+surplus+`) s`, int64(keep), micros(since))
	if err != nil || n == 0 {
		return fail("surplus filter hits", err)
	}
	return t.each([]step{
		{"count filter hits", `UPDATE filters SET caught = caught + (SELECT COUNT(*) FROM (` + surplus + `) s WHERE s.filter_id = filters.id)`, []any{int64(keep), micros(since)}},
		{"drop filter hits", `DELETE FROM filter_hits WHERE id IN (SELECT s.id FROM (` + surplus + `) s)`, []any{int64(keep), micros(since)}},
	})
}
