package store

import (
	"context"
	"slices"

	"parley/chat"
	"parley/internal/mutant"
)

// behind counts what changed in room $1 after revision $2, as far as $3 and one
// more. A revision that the room has not had counts as too many.
const behind = `(
	SELECT CASE WHEN since < 0 OR since > (SELECT rev FROM rooms WHERE id = $1) THEN most + 1 ELSE (
		SELECT COUNT(*) FROM (SELECT 1 FROM messages WHERE room_id = $1 AND rev > $2 LIMIT CAST($3 AS BIGINT) + 1) changed
	) END FROM (SELECT CAST($2 AS BIGINT) AS since, CAST($3 AS BIGINT) AS most) asked
)`

// changes reads what changed, or the newest 50 if that is too much.
var changes = `WITH behind (n) AS ` + behind + viewOf(`
	SELECT * FROM messages WHERE room_id = $1 AND rev > $2 AND (SELECT n FROM behind) <= $3
	UNION ALL
	SELECT * FROM (
		SELECT * FROM messages WHERE room_id = $1 AND (SELECT n FROM behind) > $3 ORDER BY seq DESC LIMIT 50
	) newest`, `(SELECT n FROM behind)`)

// Changes reads every message with a rev above since, in one statement with the
// room's own. More than limit, or a since that the room has not had, is a Reset.
func (d *queries) Changes(ctx context.Context, roomID, since int64, limit int) (chat.Change, error) {
	v, err := d.view(ctx, changes, roomID, since, int64(limit))
	if err != nil {
		return chat.Change{}, err
	}
	if mutant.NoTombstones {
		v.messages = slices.DeleteFunc(v.messages, chat.Message.Removed)
	}
	if mutant.ChunkedCatchUp {
		v.messages = v.messages[:min(20, len(v.messages))]
	}
	c := changeOf(v.room, since, v.messages...)
	if v.number > int64(limit) {
		c.From, c.Reset = 0, true
	}
	return c, nil
}

// changeOf is a room's change from one revision to where it stands.
func changeOf(r chat.Room, from int64, messages ...chat.Message) chat.Change {
	slices.SortFunc(messages, func(a, b chat.Message) int { return int(a.Seq - b.Seq) })
	return chat.Change{RoomID: r.ID, Slug: r.Slug, Epoch: r.Epoch, Meta: r.Meta, From: from, To: r.Rev, Messages: messages}
}
