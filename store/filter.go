package store

import (
	"context"
	"time"

	"parley/chat"
)

const filterColumns = `f.id, f.room_id, f.name, f.kind, f.pattern, f.allow, f.act, f.answer, f.exempt, f.mute_for, f.watch, f.created_by, f.created_at, f.ended_at`

func filterFields(f *chat.Filter) []any {
	return []any{&f.ID, &f.RoomID, &f.Name, &f.Kind, &f.Pattern, &f.Allow, &f.Act, &f.Answer, &f.Exempt, span{&f.MuteFor}, flag{&f.Watch},
		&f.CreatedBy, at{&f.CreatedAt}, at{&f.EndedAt}}
}

func scanFilter(s scanner) (f chat.Filter, err error) { return f, s.Scan(filterFields(&f)...) }

func scanCountedFilter(s scanner) (f chat.Filter, err error) {
	return f, s.Scan(append(filterFields(&f), &f.Caught)...)
}

// countedFilters are filters with how much each has ever caught.
const countedFilters = `SELECT ` + filterColumns + `, f.caught + (SELECT COUNT(*) FROM filter_hits h WHERE h.filter_id = f.id) FROM filters f `

// Filter reads one filter.
func (d *queries) Filter(ctx context.Context, id int64) (chat.Filter, error) {
	f, err := one(ctx, d.q, scanCountedFilter, countedFilters+`WHERE f.id = $1`, id)
	return f, missing("filter", "There is no such filter here.", err)
}

// Filters lists those in use of a room, or (0) of the whole place.
func (d *queries) Filters(ctx context.Context, roomID int64) ([]chat.Filter, error) {
	all, err := list(ctx, d.q, scanCountedFilter, countedFilters+`WHERE f.room_id = $1 AND f.ended_at = 0 ORDER BY f.id`, roomID)
	return all, fail("filters", err)
}

// FiltersInUse lists those in use as they are matched, those of the whole place first.
func (d *queries) FiltersInUse(ctx context.Context, limit int) ([]chat.Filter, error) {
	all, err := list(ctx, d.q, scanFilter, `SELECT `+filterColumns+` FROM filters f WHERE f.ended_at = 0
		ORDER BY CASE WHEN f.room_id = 0 THEN 0 ELSE 1 END, f.id LIMIT CAST($1 AS BIGINT)`, limit)
	return all, fail("filters in use", err)
}

// FilterRev grows with each change of a filter.
func (d *queries) FilterRev(ctx context.Context) (int64, error) {
	rev, err := one(ctx, d.q, scanInt, `SELECT filters_rev FROM place WHERE id = 1`)
	return rev, fail("filter rev", err)
}

// AddFilter adds a filter.
func (t *tx) AddFilter(ctx context.Context, f chat.Filter) (chat.Filter, error) {
	id, err := one(ctx, t.q, scanInt, `INSERT INTO filters (room_id, name, kind, pattern, allow, act, answer, exempt, mute_for, watch, created_by, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) RETURNING id`,
		f.RoomID, f.Name, string(f.Kind), f.Pattern, f.Allow, string(f.Act), f.Answer, string(f.Exempt), int64(f.MuteFor/time.Second), bit(f.Watch), f.CreatedBy, micros(f.CreatedAt))
	if err != nil {
		return f, fail("add filter", err)
	}
	f.ID = id
	return f, t.bumpFilters()
}

// SaveFilter writes what may change of a filter.
func (t *tx) SaveFilter(_ context.Context, f chat.Filter) error {
	err := t.exec("save filter", `UPDATE filters SET name = $2, pattern = $3, allow = $4, act = $5, answer = $6, exempt = $7, mute_for = $8, watch = $9, ended_at = $10 WHERE id = $1`,
		f.ID, f.Name, f.Pattern, f.Allow, string(f.Act), f.Answer, string(f.Exempt), int64(f.MuteFor/time.Second), bit(f.Watch), micros(f.EndedAt))
	if err != nil {
		return err
	}
	return t.bumpFilters()
}

func (t *tx) bumpFilters() error {
	return t.exec("bump filters", `UPDATE place SET filters_rev = filters_rev + 1, staff_rev = staff_rev + 1 WHERE id = 1`)
}
