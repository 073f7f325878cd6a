package store

import (
	"context"
	"time"

	"parley/chat"
)

// RoomIDs lists all rooms, conversations left out.
func (d *queries) RoomIDs(ctx context.Context) ([]int64, error) {
	all, err := list(ctx, d.q, scanInt, `SELECT id FROM rooms WHERE kind <> 'direct' ORDER BY id`)
	return all, fail("room ids", err)
}

// RaidsOver lists the ids of rooms with raid measures that are over, and have not been taken down.
func (d *queries) RaidsOver(ctx context.Context, now time.Time, limit int) ([]int64, error) {
	all, err := list(ctx, d.q, scanInt, `SELECT id FROM rooms WHERE (raid_until <> 0 OR place_raid_until <> 0)
		AND (raid_until <> 0 AND raid_until <= $1 OR place_raid_until <> 0 AND place_raid_until <= $1)
		ORDER BY id LIMIT CAST($2 AS BIGINT)`, micros(now), limit)
	return all, fail("raids that are over", err)
}

// SetPlaceRaid has raid measures of the place end at a moment, and tells which rooms
// that changes. A room that is being made meanwhile waits for it, or is seen by it.
func (t *tx) SetPlaceRaid(ctx context.Context, until time.Time) ([]chat.Room, error) {
	if err := t.exec("raid of the place", `UPDATE place SET raid_until = $1 WHERE id = 1`, micros(until)); err != nil {
		return nil, err
	}
	err := t.exec("raid of all rooms", `UPDATE rooms SET place_raid_until = $1, meta = meta + 1
		WHERE kind <> 'direct' AND place_raid_until <> $1`, micros(until))
	if err != nil {
		return nil, err
	}
	all, err := list(ctx, t.q, scanRoom, `SELECT `+roomColumns+` FROM rooms r WHERE r.kind <> 'direct' ORDER BY r.id`)
	return all, fail("rooms under raid", err)
}
