package store

import (
	"context"
	"time"

	"parley/chat"
)

// watching are filters that only watch and have caught something since $4: those of the whole place
// for administrators ($3 = 1), and of each room for its moderators and those of the place ($2 = 1)
// who find it and have no sanction there.
const watching = `SELECT f.id, f.name, COALESCE(r.id, 0), COALESCE(r.slug, ''), COALESCE(r.name, ''), COUNT(*)
	FROM filters f JOIN filter_hits h ON h.filter_id = f.id LEFT JOIN rooms r ON r.id = f.room_id
	LEFT JOIN members b ON b.room_id = f.room_id AND b.user_id = $1
	WHERE f.ended_at = 0 AND f.watch = 1 AND h.done = 'watched' AND h.created_at >= $4
		AND (f.room_id = 0 AND CAST($3 AS BIGINT) = 1 OR b.role IN ('moderator', 'owner')
			OR CAST($2 AS BIGINT) = 1 AND (r.kind IN ('open', 'announcement') OR r.kind = 'private' AND b.role IS NOT NULL))
		AND NOT EXISTS (SELECT 1 FROM sanctions x WHERE x.user_id = $1 AND x.room_id = f.room_id AND x.room_id <> 0
			AND x.kind IN ('mute', 'ban') AND x.lifted_at = 0 AND (x.until_at = 0 OR x.until_at > $5))
	GROUP BY f.id, f.name, r.id, r.slug, r.name ORDER BY COUNT(*) DESC, f.id LIMIT CAST($6 AS BIGINT)`

// Watching lists the filters that only watch and have caught something lately.
func (d *queries) Watching(ctx context.Context, scope chat.DeskScope, since, now time.Time, limit int) ([]chat.Watching, error) {
	scan := func(s scanner) (w chat.Watching, err error) {
		return w, s.Scan(&w.FilterID, &w.Name, &w.Room.ID, &w.Room.Slug, &w.Room.Name, &w.Caught)
	}
	all, err := list(ctx, d.q, scan, watching, scope.UserID, bit(scope.Place), bit(scope.Admin), micros(since), micros(now), limit)
	return all, fail("watching", err)
}
