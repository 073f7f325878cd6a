package store

import (
	"context"

	"parley/chat"
)

// RestoreMessages brings back, at revision rev, what a removal took from a room,
// with histories, mentions, quotes and threads. It tells how many there were.
func (t *tx) RestoreMessages(ctx context.Context, r chat.Removal, roomID, rev int64) (int64, error) {
	n, err := t.affects("restore words", `UPDATE messages SET body = k.body, html = k.html, plain = k.plain, mentions = k.mentions,
			reactions = k.reactions, rev = $3, removed_at = 0, removed_by = 0
		FROM removed_messages k WHERE k.removal_id = $1 AND k.message_id = messages.id AND messages.room_id = $2 AND messages.removed_at <> 0`,
		r.ID, roomID, rev)
	if err != nil || n == 0 {
		return n, err
	}
	if err := t.restoreMentions(ctx, r, roomID); err != nil {
		return n, err
	}
	return n, t.each(bringBack(r, roomID, rev))
}

func (t *tx) restoreMentions(ctx context.Context, r chat.Removal, roomID int64) error {
	back, err := list(ctx, t.q, scanMessage, `SELECT `+placedMessage+` FROM messages m JOIN rooms r ON r.id = m.room_id
		WHERE m.mentions <> '' AND m.id IN `+ofRemoval, r.ID, roomID)
	if err != nil {
		return fail("restored mentions", err)
	}
	named := make([]*chat.Message, len(back))
	for i := range back {
		named[i] = &back[i]
	}
	t.addMentions(named)
	return t.work.flush(t.ctx)
}

// bringBack are the statements after the words are back in their places.
func bringBack(r chat.Removal, roomID, rev int64) []step {
	two, three := []any{r.ID, roomID}, []any{r.ID, roomID, rev}
	return []step{
		{"restore histories", `INSERT INTO edits (message_id, rev, body, html, plain, edited_at)
			SELECT message_id, rev, body, html, plain, edited_at FROM removed_edits
			WHERE removal_id = $1 AND message_id IN ` + ofRemoval, two},
		{"restore own quotes", `UPDATE messages SET quote_name = q.author_name, quote_text = q.plain,
				quote_removed = CASE WHEN q.removed_at = 0 THEN 0 ELSE 1 END
			FROM messages q WHERE q.room_id = $2 AND q.seq = messages.quote_seq AND messages.quote_seq <> 0
				AND messages.id IN ` + ofRemoval, two},
		{"restore quotes", `UPDATE messages SET quote_name = q.author_name, quote_text = q.plain, quote_removed = 0, rev = $3
			FROM messages q WHERE q.room_id = $2 AND q.seq = messages.quote_seq AND messages.room_id = $2 AND messages.quote_seq <> 0
				AND messages.removed_at = 0 AND q.id IN ` + ofRemoval, three},
		recount(r, roomID, rev),
		{"forget histories", `DELETE FROM removed_edits WHERE removal_id = $1 AND message_id IN ` + ofRemoval, two},
		{"forget words", `DELETE FROM removed_messages WHERE removal_id = $1 AND message_id IN ` + ofRemoval, two},
	}
}
