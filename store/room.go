package store

import (
	"context"
	"time"

	"parley/chat"
)

const roomColumns = `r.id, r.slug, r.name, r.kind, r.public, r.topic, r.epoch, r.rev, r.last_seq, r.meta,
	r.created_by, r.created_at, r.archived_at, r.slow_mode, r.slow_until, r.locked_at, r.locked_until, r.locked_by, r.lock_reason, r.approve, r.delay, r.keep_days, r.raid_until, r.place_raid_until, r.staff_rev`

// roomFields are where roomColumns go.
func roomFields(r *chat.Room) []any {
	return []any{&r.ID, &r.Slug, &r.Name, &r.Kind, flag{&r.Public}, &r.Topic, &r.Epoch, &r.Rev, &r.LastSeq, &r.Meta,
		&r.CreatedBy, at{&r.CreatedAt}, at{&r.ArchivedAt}, span{&r.SlowMode}, at{&r.SlowUntil}, at{&r.LockedAt}, at{&r.LockedUntil},
		&r.LockedBy, &r.LockReason, &r.Approve, span{&r.Delay}, &r.KeepDays, at{&r.RaidUntil}, at{&r.PlaceRaidUntil}, &r.StaffRev}
}

func scanRoom(s scanner) (r chat.Room, err error) { return r, s.Scan(roomFields(&r)...) }

// DirectRoom finds the conversation of exactly these people.
func (d *queries) DirectRoom(ctx context.Context, key string) (chat.Room, error) {
	r, err := one(ctx, d.q, scanRoom, `SELECT `+roomColumns+` FROM rooms r WHERE r.direct_key = $1 AND r.direct_key <> ''`, key)
	return r, missing("direct room", chat.NoRoom().Error(), err)
}

// SlugTaken says whether a room has this name in URLs.
func (d *queries) SlugTaken(ctx context.Context, slug string) (bool, error) {
	n, err := one(ctx, d.q, scanInt, `SELECT COUNT(*) FROM rooms WHERE slug = $1`, slug)
	return n > 0, fail("slug taken", err)
}

// Heads reads where rooms stand, for healing.
func (d *queries) Heads(ctx context.Context, roomIDs []int64) ([]chat.Head, error) {
	if len(roomIDs) == 0 {
		return nil, nil
	}
	v := in(d, roomIDs)
	scan := func(s scanner) (h chat.Head, err error) {
		return h, s.Scan(&h.RoomID, &h.Epoch, &h.Rev, &h.Meta, &h.StaffRev)
	}
	heads, err := list(ctx, d.q, scan, `SELECT id, epoch, rev, meta, staff_rev FROM rooms WHERE id IN (VALUES `+v.String()+`)`, v.args...)
	return heads, fail("heads", err)
}

// AddRoom makes a room. A conversation of the same people, or a room with the same slug, is a Conflict.
func (t *tx) AddRoom(ctx context.Context, r chat.Room, directKey string) (chat.Room, error) {
	id, err := list(ctx, t.q, scanInt, `
		INSERT INTO rooms (slug, name, name_folded, kind, public, topic, epoch, direct_key, created_by, created_at, place_raid_until)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, CASE WHEN $11 = 'direct' THEN 0 ELSE (SELECT raid_until FROM place WHERE id = 1`+t.lock+`) END) ON CONFLICT DO NOTHING RETURNING id`,
		r.Slug, r.Name, fold(r.Name), string(r.Kind), bit(r.Public), r.Topic, r.Epoch, directKey, r.CreatedBy, micros(r.CreatedAt), string(r.Kind))
	if err != nil {
		return r, fail("add room", err)
	}
	if len(id) == 0 {
		return r, conflict("name", "There is a room with this name already.")
	}
	return t.room(ctx, id[0])
}

func (d *queries) room(ctx context.Context, id int64) (chat.Room, error) {
	r, err := one(ctx, d.q, scanRoom, `SELECT `+roomColumns+` FROM rooms r WHERE r.id = $1`, id)
	return r, missing("room", chat.NoRoom().Error(), err)
}

// SaveRoom writes name, kind, public, topic, archive, controls and raid, and counts Meta up.
func (t *tx) SaveRoom(ctx context.Context, r chat.Room) (chat.Room, error) {
	err := t.exec("save room", `
		UPDATE rooms SET name = $2, name_folded = $3, kind = $4, public = $5, topic = $6, archived_at = $7,
			slow_mode = $8, slow_until = $9, locked_at = $10, locked_until = $11, locked_by = $12, lock_reason = $13, approve = $14, delay = $15,
			keep_days = $16, raid_until = $17, place_raid_until = $18, meta = meta + 1
		WHERE id = $1`,
		r.ID, r.Name, fold(r.Name), string(r.Kind), bit(r.Public), r.Topic, micros(r.ArchivedAt),
		int64(r.SlowMode/time.Second), micros(r.SlowUntil), micros(r.LockedAt), micros(r.LockedUntil), r.LockedBy, r.LockReason, string(r.Approve), int64(r.Delay/time.Second),
		r.KeepDays, micros(r.RaidUntil), micros(r.PlaceRaidUntil))
	if err != nil {
		return r, err
	}
	return t.room(ctx, r.ID)
}

// NextRev takes a room's next revision.
func (t *tx) NextRev(ctx context.Context, roomID int64) (int64, error) {
	rev, err := one(ctx, t.q, scanInt, `UPDATE rooms SET rev = rev + 1 WHERE id = $1 RETURNING rev`, roomID)
	return rev, missing("next rev", chat.NoRoom().Error(), err)
}
