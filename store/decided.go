package store

import (
	"context"

	"parley/chat"
)

// decided is how the case ended whose subject is $4-$5, for those who would have seen it.
// Reports may come again, and the last decision counts.
const decided = `WITH ended (kind, user_id, room_id, by_user, ended_at, yes) AS (
		SELECT 'report', p.user_id, p.room_id, p.decided_by, p.decided_at, p.upheld FROM reports p
		WHERE CAST($4 AS TEXT) = 'report-m' AND p.message_id = CAST($5 AS BIGINT) AND p.decided_at <> 0
		UNION ALL SELECT 'report', p.user_id, p.room_id, p.decided_by, p.decided_at, p.upheld FROM reports p
		WHERE CAST($4 AS TEXT) = 'report-u' AND p.user_id = CAST($5 AS BIGINT) AND p.message_id = 0 AND p.decided_at <> 0
		UNION ALL SELECT 'hold', h.author_id, h.room_id, h.decided_by, h.decided_at, h.published FROM holds h
		WHERE CAST($4 AS TEXT) = 'hold' AND h.id = CAST($5 AS BIGINT) AND h.decided_at <> 0
		UNION ALL SELECT 'appeal', p.user_id, x.room_id, p.decided_by, p.decided_at, p.granted FROM appeals p JOIN sanctions x ON x.id = p.sanction_id
		WHERE CAST($4 AS TEXT) = 'appeal' AND p.sanction_id = CAST($5 AS BIGINT) AND p.decided_at <> 0
		UNION ALL SELECT 'wave', 0, w.room_id, w.decided_by, w.decided_at, 0 FROM waves w
		WHERE CAST($4 AS TEXT) = 'wave' AND w.id = CAST($5 AS BIGINT) AND w.decided_at <> 0
		UNION ALL SELECT 'plea', p.user_id, 0, p.decided_by, p.decided_at, p.granted FROM pleas p
		WHERE CAST($4 AS TEXT) = 'plea' AND p.id = CAST($5 AS BIGINT) AND p.decided_at <> 0
		UNION ALL SELECT 'join', e.user_id, 0, e.actor_id, e.created_at, CASE WHEN e.act = 'account_approved' THEN 1 ELSE 0 END FROM audit e
		WHERE CAST($4 AS TEXT) = 'join' AND CAST($3 AS BIGINT) = 1 AND e.user_id = CAST($5 AS BIGINT) AND e.act IN ('account_approved', 'account_refused')
	)
	SELECT c.kind, c.ended_at, c.yes, COALESCE(b.id, 0), COALESCE(b.handle, ''), COALESCE(b.name, ''), COALESCE(b.avatar, 0)
	FROM ended c LEFT JOIN rooms r ON r.id = c.room_id LEFT JOIN users u ON u.id = c.user_id LEFT JOIN users b ON b.id = c.by_user
	WHERE ` + theirs + ` ORDER BY c.ended_at DESC LIMIT 1`

// Decided reads how a case ended.
func (d *queries) Decided(ctx context.Context, scope chat.DeskScope) (chat.Decided, error) {
	scan := func(s scanner) (e chat.Decided, err error) {
		return e, s.Scan(append([]any{&e.Kind, at{&e.At}, flag{&e.Yes}}, personFields(&e.By)...)...)
	}
	sort, id := scope.Named()
	e, err := one(ctx, d.q, scan, decided, scope.UserID, bit(scope.Place), bit(scope.Admin), sort, id, micros(d.now()))
	return e, missing("decided", "This case never was.", err)
}
