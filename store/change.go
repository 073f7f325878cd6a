package store

import (
	"context"
	"slices"

	"parley/chat"
)

// changes picks what changed in room $1 after revision $2; if that is more than
// $3 messages, or no revision that the room has had, its newest 50.
const changes = `
	WITH asked (since, most) AS (VALUES (CAST($2 AS BIGINT), CAST($3 AS BIGINT))
	), behind (n) AS (
		SELECT CASE WHEN since < 0 OR since > (SELECT rev FROM rooms WHERE id = $1) THEN most + 1 ELSE (
			SELECT COUNT(*) FROM (SELECT 1 FROM messages WHERE room_id = $1 AND rev > $2 LIMIT CAST($3 AS BIGINT) + 1) changed
		) END FROM asked
	), m AS (
		SELECT * FROM messages WHERE room_id = $1 AND rev > $2 AND (SELECT n FROM behind) <= $3
		UNION ALL
		SELECT * FROM (
			SELECT * FROM messages WHERE room_id = $1 AND (SELECT n FROM behind) > $3 ORDER BY seq DESC LIMIT 50
		) newest
	)
	SELECT ` + roomColumns + `, (SELECT n FROM behind), ` + messageColumns + `
	FROM rooms r LEFT JOIN m ON m.room_id = r.id WHERE r.id = $1 ORDER BY m.seq`

// Changes reads every message with a rev above since, in one statement with the
// room's own. More than limit, or a since that the room has not had, is a Reset.
func (d *queries) Changes(ctx context.Context, roomID, since int64, limit int) (chat.Change, error) {
	rows, err := list(ctx, d.q, scanWindowRow, changes, roomID, since, int64(limit))
	if err != nil {
		return chat.Change{}, fail("changes", err)
	}
	if len(rows) == 0 {
		return chat.Change{}, chat.NoRoom()
	}
	behind := rows[0].first
	c := changeOf(rows[0].room, since)
	if c.Reset = behind > int64(limit); c.Reset {
		c.From = 0
	}
	for _, r := range rows {
		if r.message.ID != 0 {
			c.Messages = append(c.Messages, r.message)
		}
	}
	return c, nil
}

// changeOf is a room's change from one revision to where it stands, without its messages.
func changeOf(r chat.Room, from int64, messages ...chat.Message) chat.Change {
	slices.SortFunc(messages, func(a, b chat.Message) int { return int(a.Seq - b.Seq) })
	return chat.Change{RoomID: r.ID, Slug: r.Slug, Epoch: r.Epoch, Meta: r.Meta, From: from, To: r.Rev, Messages: messages}
}
