package store

import (
	"context"
	"slices"
	"time"

	"parley/chat"
)

// theirs is which cases user $1 may see: of the whole place with $2 = 1, though not what
// is held or appealed in rooms that they are not in; of the rooms that they moderate in
// any case. Nobody sees what is about themselves, or what is of a room alone that is closed to
// them by a sanction at the moment $6.
const theirs = `c.user_id <> $1 AND (u.id IS NOT NULL OR c.user_id = 0) AND (CAST($2 AS BIGINT) = 1 AND (c.kind = 'report' OR c.room_id = 0)
		OR (CAST($2 AS BIGINT) = 1 AND r.kind IN ('open', 'announcement')
			OR EXISTS (SELECT 1 FROM members b WHERE b.room_id = c.room_id AND b.user_id = $1 AND b.role IN ('moderator', 'owner')))
		AND NOT EXISTS (SELECT 1 FROM sanctions y WHERE y.user_id = $1 AND y.room_id = c.room_id AND y.kind IN ('mute', 'ban')
			AND y.lifted_at = 0 AND (y.until_at = 0 OR y.until_at > $6)))`

// cases are all that waits for a moderator, or ($5) one of it.
const cases = `WITH waiting AS (
		SELECT room_id, message_id, user_id, MIN(id) AS first_id, COUNT(*) AS n, MIN(created_at) AS since
		FROM reports WHERE decided_at = 0 GROUP BY room_id, message_id, user_id
	), cases (kind, id, user_id, room_id, seq, text, reason, n, since, subject) AS (
		SELECT 'report', w.message_id, w.user_id, w.room_id, COALESCE(m.seq, 0), COALESCE(NULLIF(m.plain, ''), k.plain, f.detail), f.reason, w.n, w.since,
			CASE WHEN w.message_id = 0 THEN 'report-u-' || CAST(w.user_id AS TEXT) ELSE 'report-m-' || CAST(w.message_id AS TEXT) END
		FROM waiting w JOIN reports f ON f.id = w.first_id
		LEFT JOIN messages m ON m.id = w.message_id
		LEFT JOIN removed_messages k ON k.message_id = w.message_id
		UNION ALL SELECT 'hold', h.id, h.author_id, h.room_id, 0, h.plain, h.reason, 1, h.created_at, 'hold-' || CAST(h.id AS TEXT)
		FROM holds h WHERE h.decided_at = 0
		UNION ALL SELECT 'appeal', p.sanction_id, p.user_id, x.room_id, 0, p.body, x.reason, 1, p.created_at, 'appeal-' || CAST(p.sanction_id AS TEXT)
		FROM appeals p JOIN sanctions x ON x.id = p.sanction_id WHERE p.decided_at = 0
		UNION ALL SELECT 'wave', w.id, 0, w.room_id, 0, '', '', w.accounts, w.began_at, 'wave-' || CAST(w.id AS TEXT)
		FROM waves w WHERE w.decided_at = 0
		UNION ALL SELECT 'plea', p.id, p.user_id, 0, 0, p.body, b.reason, 1, p.created_at, 'plea-' || CAST(p.id AS TEXT)
		FROM pleas p JOIN range_bans b ON b.id = p.range_id WHERE p.decided_at = 0
		UNION ALL SELECT 'join', u.id, u.id, 0, 0, u.bio, '', 1, u.created_at, 'join-' || CAST(u.id AS TEXT)
		FROM users u WHERE u.state = 'waiting' AND CAST($3 AS BIGINT) = 1
	)
	SELECT c.kind, c.id, c.room_id, COALESCE(r.slug, ''), COALESCE(r.name, ''), c.seq, c.text, c.reason, c.n, c.since, COALESCE(u.id, 0), COALESCE(u.handle, ''), COALESCE(u.name, ''), COALESCE(u.avatar, 0),
		COALESCE(t.id, 0), COALESCE(t.handle, ''), COALESCE(t.name, ''), COALESCE(t.avatar, 0), COALESCE(l.claimed_at, 0)
	FROM cases c LEFT JOIN users u ON u.id = c.user_id
	LEFT JOIN rooms r ON r.id = c.room_id
	LEFT JOIN claims l ON l.subject = c.subject
	LEFT JOIN users t ON t.id = l.user_id
	WHERE ` + theirs + ` AND (CAST($5 AS TEXT) = '' OR c.subject = CAST($5 AS TEXT))
	ORDER BY c.since, c.subject DESC LIMIT CAST($4 AS BIGINT)`

// Cases lists what waits the longest for a moderator, the newest of it first.
func (d *queries) Cases(ctx context.Context, scope chat.DeskScope, limit int) ([]chat.Case, error) {
	scan := func(s scanner) (c chat.Case, err error) {
		into := []any{&c.Kind, &c.ID, &c.Room.ID, &c.Room.Slug, &c.Room.Name, &c.Seq, &c.Text, &c.Reason, &c.Count, at{&c.At}}
		into = append(append(into, personFields(&c.Person)...), personFields(&c.Taken)...)
		return c, s.Scan(append(into, at{&c.TakenAt})...)
	}
	all, err := list(ctx, d.q, scan, cases, scope.UserID, bit(scope.Place), bit(scope.Admin), limit, scope.Subject, micros(d.now()))
	slices.Reverse(all)
	return all, fail("cases", err)
}

// waitingIn counts what user $2 may decide of room $1, as cases do.
const waitingIn = `SELECT (SELECT COUNT(*) FROM holds h WHERE h.room_id = r.id AND h.decided_at = 0 AND h.author_id <> $2
		AND (r.kind IN ('open', 'announcement')
			OR EXISTS (SELECT 1 FROM members b WHERE b.room_id = r.id AND b.user_id = $2 AND b.role IN ('moderator', 'owner'))))
	+ (SELECT COUNT(DISTINCT p.message_id) FROM reports p WHERE p.room_id = r.id AND p.decided_at = 0 AND p.message_id <> 0 AND p.user_id <> $2)
	FROM rooms r WHERE r.id = $1`

// WaitingIn counts the messages of a room, held or reported, that wait for a moderator.
func (d *queries) WaitingIn(ctx context.Context, roomID, userID int64) (int64, error) {
	n, err := one(ctx, d.q, scanInt, waitingIn, roomID, userID)
	return n, missing("waiting in a room", chat.NoRoom().Error(), err)
}

// ModeratorsOf lists who moderates a room.
func (d *queries) ModeratorsOf(ctx context.Context, roomID int64) ([]int64, error) {
	ids, err := list(ctx, d.q, scanInt, `SELECT user_id FROM members WHERE room_id = $1 AND role IN ('moderator', 'owner')
		UNION SELECT id FROM users WHERE role IN ('moderator', 'administrator')`, roomID)
	return ids, fail("moderators of", err)
}

// Moderates says whether a user is a moderator or an owner of any room.
func (d *queries) Moderates(ctx context.Context, userID int64) (bool, error) {
	n, err := one(ctx, d.q, scanInt, `SELECT COUNT(*) FROM members WHERE user_id = $1 AND role IN ('moderator', 'owner')`, userID)
	return n > 0, fail("moderates", err)
}

// DeskRev grows with every change that a desk shows.
func (d *queries) DeskRev(ctx context.Context) (int64, error) {
	rev, err := one(ctx, d.q, scanInt, `SELECT CAST(COALESCE((SELECT SUM(staff_rev) FROM rooms), 0) + (SELECT staff_rev FROM place WHERE id = 1) AS BIGINT)`)
	return rev, fail("desk rev", err)
}

// Claim says who is on a case.
func (t *tx) Claim(_ context.Context, subject string, userID int64, at time.Time) error {
	err := t.exec("claim", `INSERT INTO claims (subject, user_id, claimed_at) VALUES ($1, $2, $3)
		ON CONFLICT (subject) DO UPDATE SET user_id = excluded.user_id, claimed_at = excluded.claimed_at`, subject, userID, micros(at))
	if err != nil {
		return err
	}
	return t.bumpStaff(0)
}

// Unclaim says that nobody is on a case.
func (t *tx) Unclaim(_ context.Context, subject string) error {
	if err := t.exec("unclaim", `DELETE FROM claims WHERE subject = $1`, subject); err != nil {
		return err
	}
	return t.bumpStaff(0)
}
