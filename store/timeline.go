package store

import (
	"context"
	"database/sql"
	"errors"
	"time"
)

// timeline is a table whose rows are numbered in the order of time, so that a
// moment is found by looking at the numbers, without an index on times.
type timeline struct{ table, column string }

var (
	messagesInTime = timeline{"messages", "posted_at"}
	auditInTime    = timeline{"audit", "created_at"}
	holdsInTime    = timeline{"holds", "created_at"}
)

// disorder is how far rows may stand out of order: writers that work side by side
// take numbers and times in different order, by as much as a transaction takes.
const disorder = time.Hour

// since is a number below which no row is of a moment or later. It looks at some twenty rows of a million.
func (d *queries) since(ctx context.Context, in timeline, moment time.Time) (int64, error) {
	type row struct{ id, at int64 }
	scan := func(s scanner) (r row, err error) { return r, s.Scan(&r.id, &r.at) }
	last, err := one(ctx, d.q, scanInt, `SELECT COALESCE(MAX(id), 0) FROM `+in.table)
	if err != nil {
		return 0, err
	}
	from := micros(moment.Add(-disorder))
	low, high := int64(0), last+1
	for low < high {
		middle := low + (high-low)/2
		r, err := one(ctx, d.q, scan, `SELECT id, `+in.column+` FROM `+in.table+` WHERE id >= $1 ORDER BY id LIMIT 1`, middle)
		switch {
		case errors.Is(err, sql.ErrNoRows) || err == nil && r.at >= from:
			high = middle
		case err != nil:
			return 0, err
		default:
			low = r.id + 1
		}
	}
	return low, nil
}
