package store

import (
	"context"
	"time"

	"parley/chat"
)

// Surges lists what is a wave since a moment: more than so many new accounts, or people who had one, in a room
// that everybody may join. It looks at those alone who have come since.
func (d *queries) Surges(ctx context.Context, since time.Time, more int64) ([]chat.Wave, error) {
	scan := func(s scanner) (w chat.Wave, err error) {
		return w, s.Scan(&w.RoomID, &w.Accounts, at{&w.Began}, at{&w.Last})
	}
	all, err := list(ctx, d.q, scan, `SELECT 0, COUNT(*), MIN(created_at), MAX(created_at) FROM users WHERE created_at > $1 HAVING COUNT(*) > $2
		UNION ALL SELECT b.room_id, COUNT(*), MIN(b.joined_at), MAX(b.joined_at) FROM members b
			JOIN users u ON u.id = b.user_id JOIN rooms r ON r.id = b.room_id
			WHERE b.joined_at > $1 AND u.created_at <= $1 AND r.kind IN ('open', 'announcement')
			GROUP BY b.room_id HAVING COUNT(*) > $2`, micros(since), more)
	return all, fail("surges", err)
}

// PutWave adds a wave, or makes longer the one that has gone on since a moment.
func (t *tx) PutWave(ctx context.Context, w chat.Wave, since time.Time) error {
	n, err := t.affects("longer wave", `UPDATE waves SET last_at = $3, accounts = CASE WHEN $4 > accounts THEN $4 ELSE accounts END
		WHERE room_id = $1 AND last_at >= $2`, w.RoomID, micros(since), micros(w.Last), w.Accounts)
	if err != nil || n > 0 {
		return err
	}
	err = t.exec("add wave", `INSERT INTO waves (room_id, began_at, last_at, accounts) VALUES ($1, $2, $3, $4)`,
		w.RoomID, micros(w.Began), micros(w.Last), w.Accounts)
	if err != nil {
		return err
	}
	return t.bumpStaff(0)
}

// EndWave notes who has decided a wave; a second time is a Conflict.
func (t *tx) EndWave(_ context.Context, id, by int64, at time.Time) error {
	n, err := t.affects("end wave", `UPDATE waves SET decided_at = $2, decided_by = $3 WHERE id = $1 AND decided_at = 0`, id, micros(at), by)
	if err == nil && n == 0 {
		err = conflict("", "Somebody else has closed this meanwhile.")
	}
	if err != nil {
		return err
	}
	return t.bumpStaff(0)
}

// Joined lists who came in a wave, at most limit, the newest first.
func (d *queries) Joined(ctx context.Context, waveID int64, limit int) ([]chat.Joined, error) {
	now := d.now()
	scan := func(s scanner) (j chat.Joined, err error) {
		var held time.Time
		err = s.Scan(append(userFields(&j.User), at{&j.At}, &j.InviteID, &j.Code, at{&held})...)
		j.Held = now.Before(held)
		return j, err
	}
	all, err := list(ctx, d.q, scan, `WITH came (user_id, at) AS (
			SELECT u.id, u.created_at FROM users u JOIN waves w ON w.id = $1 AND w.room_id = 0 WHERE u.created_at >= w.began_at AND u.created_at <= w.last_at
			UNION ALL SELECT b.user_id, b.joined_at FROM members b JOIN waves w ON w.id = $1 AND w.room_id = b.room_id
			WHERE b.joined_at >= w.began_at AND b.joined_at <= w.last_at
		) SELECT `+userColumns+`, c.at, u.invite_id, COALESCE(i.code, ''), u.held_until
		FROM came c JOIN users u ON u.id = c.user_id LEFT JOIN invites i ON i.id = u.invite_id
		ORDER BY c.at DESC, u.id DESC LIMIT CAST($2 AS BIGINT)`, waveID, limit)
	return all, fail("joined in a wave", err)
}

// HoldAccounts has what accounts write before a moment wait for a moderator, and tells
// how many: who moderates the place by now is left alone.
func (t *tx) HoldAccounts(_ context.Context, ids []int64, until time.Time) (held int, err error) {
	var rows [][]any
	for _, id := range ids {
		rows = append(rows, []any{id, micros(until)})
	}
	t.queueRows("hold accounts", rows, func(v string) string {
		return `WITH v (id, until) AS (VALUES ` + v + `) UPDATE users SET held_until = v.until FROM v
			WHERE users.id = v.id AND users.role NOT IN ('moderator', 'administrator') RETURNING users.id`
	}, func(s scanner) error {
		var id int64
		if err := s.Scan(&id); err != nil {
			return err
		}
		held++
		t.dropUser(id)
		return nil
	})
	return held, t.work.flush(t.ctx)
}

// CameBy lists the ids of those who came by an invite and are not banned from the place, at most limit, the newest.
func (d *queries) CameBy(ctx context.Context, inviteID int64, now time.Time, limit int) ([]int64, error) {
	all, err := list(ctx, d.q, scanInt, `SELECT u.id FROM users u WHERE u.invite_id = $1 AND u.invite_id <> 0
		AND NOT EXISTS (SELECT 1 FROM sanctions x WHERE x.user_id = u.id AND x.room_id = 0 AND x.kind = 'ban'
			AND x.lifted_at = 0 AND (x.until_at = 0 OR x.until_at > $2))
		ORDER BY u.id DESC LIMIT CAST($3 AS BIGINT)`, inviteID, micros(now), limit)
	return all, fail("came by an invite", err)
}
