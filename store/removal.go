package store

import (
	"context"
	"slices"
	"strings"
	"time"

	"parley/chat"
	"parley/internal/mutant"
)

// removedOf is whose messages a removal is of. The release before noted neither that nor how many,
// and removed one message at a time.
const removedOf = `CASE WHEN v.messages = 0 AND v.user_id = 0 THEN COALESCE((SELECT m.author_id FROM removed_messages k
	JOIN messages m ON m.id = k.message_id WHERE k.removal_id = v.id), 0) ELSE v.user_id END`

const removalColumns = `v.id, CASE WHEN v.everywhere = 0 THEN v.room_id ELSE 0 END, ` + removedOf + `, v.by_user, v.span, v.reason, v.messages, v.created_at, v.undone_at, v.undone_by, v.erased_at, v.continues, v.filter_id`

func scanRemoval(s scanner) (r chat.Removal, err error) {
	return r, s.Scan(&r.ID, &r.RoomID, &r.UserID, &r.By, &r.Span, &r.Reason, &r.Messages,
		at{&r.At}, at{&r.UndoneAt}, &r.UndoneBy, at{&r.ErasedAt}, &r.Continues, &r.FilterID)
}

// Removal reads an act, and the rooms in which there is something to bring back.
func (d *queries) Removal(ctx context.Context, id int64) (chat.Removal, error) {
	r, err := one(ctx, d.q, scanRemoval, `SELECT `+removalColumns+` FROM removals v WHERE v.id = $1`+d.lock, id)
	if err != nil {
		return r, missing("removal", "There is no such removal.", err)
	}
	r.Rooms, err = list(ctx, d.q, scanInt, `SELECT DISTINCT m.room_id FROM removed_messages x JOIN messages m ON m.id = x.message_id
		WHERE x.removal_id = $1 ORDER BY m.room_id`, id)
	if mutant.UndoOneRoom && len(r.Rooms) > 1 {
		r.Rooms = r.Rooms[:1]
	}
	if err != nil {
		return r, fail("rooms of a removal", err)
	}
	r.Held, err = list(ctx, d.q, scanInt, `SELECT DISTINCT room_id FROM holds WHERE removal_id = $1 AND removal_id <> 0 ORDER BY room_id`, id)
	return r, fail("rooms in which a removal met what waited", err)
}

// RuleRemoval finds the act of a rule that keeps a message removed.
func (d *queries) RuleRemoval(ctx context.Context, messageID int64) (chat.Removal, error) {
	id, err := one(ctx, d.q, scanInt, `SELECT v.id FROM removals v JOIN removed_messages x ON x.removal_id = v.id
		WHERE x.message_id = $1 AND v.by_user = 0 AND v.undone_at = 0`, messageID)
	if err != nil {
		return chat.Removal{}, missing("removal by a rule", "No rule has removed this.", err)
	}
	return d.Removal(ctx, id)
}

// Continuing lists the acts that continue one and are not undone.
func (d *queries) Continuing(ctx context.Context, id int64) ([]int64, error) {
	ids, err := list(ctx, d.q, scanInt, `SELECT id FROM removals WHERE continues = $1 AND continues <> 0 AND undone_at = 0 ORDER BY id`, id)
	return ids, fail("acts that continue a removal", err)
}

// MessagesBy finds where a user's messages stand that are not removed, newest first.
func (d *queries) MessagesBy(ctx context.Context, userID, roomID int64, since time.Time, limit int) ([]chat.Spot, error) {
	scan := func(s scanner) (p chat.Spot, err error) { return p, s.Scan(&p.RoomID, &p.Seq) }
	all, err := list(ctx, d.q, scan, `SELECT room_id, seq FROM messages
		WHERE author_id = $1 AND nonce <> '' AND removed_at = 0 AND posted_at >= $2 AND (CAST($3 AS BIGINT) = 0 OR room_id = $3)
		ORDER BY id DESC LIMIT CAST($4 AS BIGINT)`, userID, micros(since), roomID, limit)
	return all, fail("messages by", err)
}

// AddRemoval records an act, in one room or in all those of r.Rooms.
func (t *tx) AddRemoval(ctx context.Context, r chat.Removal) (chat.Removal, error) {
	room := r.RoomID
	if room == 0 {
		room = slices.Concat(r.Rooms, r.Held)[0]
	}
	id, err := one(ctx, t.q, scanInt, `INSERT INTO removals (room_id, everywhere, user_id, by_user, span, reason, messages, created_at, continues, filter_id)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING id`,
		room, bit(r.RoomID == 0), r.UserID, r.By, string(r.Span), r.Reason, r.Messages, micros(r.At), r.Continues, r.FilterID)
	r.ID = id
	return r, fail("add removal", err)
}

// SaveRemoval writes that an act was undone, and how many messages came back, or its words erased.
func (t *tx) SaveRemoval(_ context.Context, r chat.Removal) error {
	return t.exec("save removal", `UPDATE removals SET undone_at = $2, undone_by = $3, erased_at = $4, messages = $5 WHERE id = $1`,
		r.ID, micros(r.UndoneAt), r.UndoneBy, micros(r.ErasedAt), r.Messages)
}

// step is one statement of several that run in order.
type step struct {
	doing, query string
	args         []any
}

func (t *tx) each(steps []step) error {
	for _, s := range steps {
		if err := t.exec(s.doing, s.query, s.args...); err != nil {
			return err
		}
	}
	return nil
}

// ofRemoval are the ids of the messages of room $2 that stand in removal $1.
const ofRemoval = `(SELECT x.message_id FROM removed_messages x JOIN messages m ON m.id = x.message_id
	WHERE x.removal_id = $1 AND m.room_id = $2)`

// RemoveMessages moves words and histories into a removal, so that no query for
// messages can find them, and leaves the tombstones at revision rev.
func (t *tx) RemoveMessages(_ context.Context, r chat.Removal, roomID, rev int64, seqs []int64) error {
	var rows [][]any
	for _, seq := range seqs {
		rows = append(rows, []any{r.ID, roomID, seq})
	}
	t.queueRows("keep words", rows, func(v string) string {
		return `WITH w (removal_id, room_id, seq) AS (VALUES ` + v + `)
			INSERT INTO removed_messages (removal_id, message_id, body, html, plain, mentions, reactions)
			SELECT w.removal_id, m.id, m.body, m.html, m.plain, m.mentions, m.reactions
			FROM w JOIN messages m ON m.room_id = w.room_id AND m.seq = w.seq WHERE m.removed_at = 0`
	}, nil)
	return t.each(takeAway(r, roomID, rev))
}

// takeAway are the statements after the words have been kept.
func takeAway(r chat.Removal, roomID, rev int64) []step {
	wipe := step{"remove words", `UPDATE messages SET body = '', html = '', plain = '', mentions = '', reactions = '', quote_name = '', quote_text = '',
		rev = $3, removed_at = $4, removed_by = $5 WHERE id IN ` + ofRemoval, []any{r.ID, roomID, rev, micros(r.At), r.By}}
	if mutant.KeptText {
		wipe.query = `UPDATE messages SET rev = $3, removed_at = $4, removed_by = $5 WHERE id IN ` + ofRemoval
	}
	if mutant.SilentSweep {
		wipe.query = strings.Replace(wipe.query, "rev = $3", "rev = CASE WHEN rev < 0 THEN $3 ELSE rev END", 1)
	}
	steps := []step{
		{"keep histories", `INSERT INTO removed_edits (removal_id, message_id, rev, body, html, plain, edited_at)
			SELECT CAST($1 AS BIGINT), message_id, rev, body, html, plain, edited_at FROM edits WHERE message_id IN ` + ofRemoval, []any{r.ID, roomID}},
		{"remove histories", `DELETE FROM edits WHERE message_id IN ` + ofRemoval, []any{r.ID, roomID}},
		{"remove mentions", `DELETE FROM mentions WHERE message_id IN ` + ofRemoval, []any{r.ID, roomID}},
		wipe,
	}
	if !mutant.StaleQuotes {
		steps = append(steps, step{"empty quotes", `UPDATE messages SET quote_text = '', quote_removed = 1, rev = $3
			WHERE room_id = $2 AND quote_seq <> 0 AND removed_at = 0
				AND quote_seq IN (SELECT seq FROM messages WHERE id IN ` + ofRemoval + `)`, []any{r.ID, roomID, rev}})
	}
	return append(steps, recount(r, roomID, rev))
}

// recount counts the answers of the threads anew that messages of a removal belong to.
func recount(r chat.Removal, roomID, rev int64) step {
	return step{"count answers", `UPDATE messages SET rev = $3,
		replies = (SELECT COUNT(*) FROM messages a
			WHERE a.room_id = $2 AND a.root_seq = messages.seq AND a.root_seq <> 0 AND a.removed_at = 0),
		replied_at = COALESCE((SELECT MAX(a.posted_at) FROM messages a
			WHERE a.room_id = $2 AND a.root_seq = messages.seq AND a.root_seq <> 0 AND a.removed_at = 0), 0)
		WHERE room_id = $2 AND seq IN (SELECT root_seq FROM messages WHERE root_seq <> 0 AND id IN ` + ofRemoval + `)`,
		[]any{r.ID, roomID, rev}}
}
