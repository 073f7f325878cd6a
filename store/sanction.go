package store

import (
	"context"
	"time"

	"parley/chat"
)

const sanctionColumns = `x.id, x.kind, x.user_id, x.room_id, x.by_user, x.reason, x.evidence, x.range_id, x.removal_id, x.role,
	x.created_at, x.until_at, x.seen_at, x.lifted_at, x.lifted_by, x.lift_reason,
	(SELECT COUNT(*) FROM appeals p WHERE p.sanction_id = x.id)`

// sanctionFields are where sanctionColumns go.
func sanctionFields(x *chat.Sanction) []any {
	return []any{&x.ID, &x.Kind, &x.UserID, &x.RoomID, &x.By, &x.Reason, ids{&x.Evidence}, &x.RangeID, &x.RemovalID, &x.Role,
		at{&x.At}, at{&x.Until}, at{&x.SeenAt}, at{&x.LiftedAt}, &x.LiftedBy, &x.LiftReason, flag{&x.Appealed}}
}

func scanSanction(s scanner) (x chat.Sanction, err error) { return x, s.Scan(sanctionFields(&x)...) }

// inForce picks the mutes and bans that stand at the moment $1, and warnings that were not read.
const inForce = `x.lifted_at = 0 AND (x.kind IN ('mute', 'ban') AND (x.until_at = 0 OR x.until_at > $1) OR x.kind = 'warn' AND x.seen_at = 0)`

// forGood is later than every moment that a sanction ends at.
const forGood = `9000000000000000`

// Sanctions lists what was decided about a user, newest first.
func (d *queries) Sanctions(ctx context.Context, userID int64) ([]chat.SanctionListing, error) {
	scan := func(s scanner) (l chat.SanctionListing, err error) {
		return l, s.Scan(append(sanctionFields(&l.Sanction), &l.ByName, &l.RoomName, &l.RoomSlug, &l.RoomKind)...)
	}
	all, err := list(ctx, d.q, scan, `SELECT `+sanctionColumns+`, COALESCE(u.name, ''), COALESCE(r.name, ''), COALESCE(r.slug, ''), COALESCE(r.kind, '')
		FROM sanctions x LEFT JOIN users u ON u.id = x.by_user LEFT JOIN rooms r ON r.id = x.room_id
		WHERE x.user_id = $1 ORDER BY x.id DESC`, userID)
	return all, fail("sanctions", err)
}

// Sanction reads one.
func (d *queries) Sanction(ctx context.Context, id int64) (chat.Sanction, error) {
	x, err := one(ctx, d.q, scanSanction, `SELECT `+sanctionColumns+` FROM sanctions x WHERE x.id = $1`+d.lock, id)
	return x, missing("sanction", "There is no such sanction.", err)
}

// SanctionsInForce lists the mutes and bans that stand against a user at a moment,
// and the warnings that they have not read.
func (d *queries) SanctionsInForce(ctx context.Context, userID int64, now time.Time) ([]chat.Sanction, error) {
	all, err := list(ctx, d.q, scanSanction, `SELECT `+sanctionColumns+` FROM sanctions x
		WHERE `+inForce+` AND x.user_id = $2 ORDER BY x.id`, micros(now), userID)
	return all, fail("sanctions in force", err)
}

// BansOver lists the bans that are over and whose place in the room has not been
// given back, unless another ban stands that keeps them out of it: from it, or from the whole place.
func (d *queries) BansOver(ctx context.Context, now time.Time, limit int) ([]chat.Sanction, error) {
	all, err := list(ctx, d.q, scanSanction, `SELECT `+sanctionColumns+` FROM sanctions x
		WHERE x.role <> '' AND (x.lifted_at <> 0 OR x.until_at <> 0 AND x.until_at <= $1)
			AND NOT EXISTS (SELECT 1 FROM sanctions y WHERE y.user_id = x.user_id AND y.room_id IN (x.room_id, 0) AND y.kind = 'ban'
				AND y.lifted_at = 0 AND (y.until_at = 0 OR y.until_at > $1))
		ORDER BY x.id LIMIT CAST($2 AS BIGINT)`, micros(now), limit)
	return all, fail("bans that are over", err)
}

// addSanctions completes standings with what stands against their users. The
// account says whether there is anything to read, so that it costs nothing for nearly all.
func (d *queries) addSanctions(ctx context.Context, standings ...*chat.Standing) error {
	now := d.now()
	byUser := map[int64][]chat.Sanction{}
	for _, st := range standings {
		if !now.Before(st.User.SanctionedUntil) {
			continue
		}
		all, read := byUser[st.User.ID]
		if !read {
			var err error
			if all, err = d.SanctionsInForce(ctx, st.User.ID, now); err != nil {
				return err
			}
			byUser[st.User.ID] = all
		}
		st.Sanctions = within(all, st.Room.ID)
	}
	return nil
}

// within picks what counts in a room.
func within(all []chat.Sanction, roomID int64) (here []chat.Sanction) {
	for _, x := range all {
		if x.RoomID == 0 || x.RoomID == roomID {
			here = append(here, x)
		}
	}
	return here
}

// AddSanction records a decision about a person.
func (t *tx) AddSanction(ctx context.Context, x chat.Sanction) (chat.Sanction, error) {
	id, err := one(ctx, t.q, scanInt, `INSERT INTO sanctions (kind, user_id, room_id, by_user, reason, evidence, removal_id, role, created_at, until_at, range_id)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING id`,
		string(x.Kind), x.UserID, x.RoomID, x.By, x.Reason, joinIDs(x.Evidence), x.RemovalID, string(x.Role), micros(x.At), micros(x.Until), x.RangeID)
	if err != nil {
		return x, fail("add sanction", err)
	}
	x.ID = id
	return x, t.noteSanctions(x.UserID)
}

// SaveSanction writes that a sanction was lifted or read, or the place in the room given back.
func (t *tx) SaveSanction(_ context.Context, x chat.Sanction) error {
	err := t.exec("save sanction", `UPDATE sanctions SET seen_at = $2, lifted_at = $3, lifted_by = $4, lift_reason = $5, role = $6 WHERE id = $1`,
		x.ID, micros(x.SeenAt), micros(x.LiftedAt), x.LiftedBy, x.LiftReason, string(x.Role))
	if err != nil {
		return err
	}
	return t.noteSanctions(x.UserID)
}

// noteSanctions writes in the account until when anything stands against the person.
func (t *tx) noteSanctions(userID int64) error {
	t.dropUser(userID)
	return t.exec("note sanctions", `UPDATE users SET sanctioned_until = COALESCE((
			SELECT MAX(CASE WHEN x.until_at = 0 THEN `+forGood+` ELSE x.until_at END) FROM sanctions x
			WHERE x.user_id = $1 AND x.lifted_at = 0 AND (x.kind IN ('mute', 'ban') OR x.kind = 'warn' AND x.seen_at = 0)), 0)
		WHERE id = $1`, userID)
}
