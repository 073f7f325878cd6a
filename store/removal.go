package store

import (
	"context"

	"parley/chat"
	"parley/internal/mutant"
)

// RemoveMessage moves words and history into a removal, so that no query for
// messages can find them, and leaves the tombstone at m.Rev.
func (t *tx) RemoveMessage(ctx context.Context, m chat.Message, reason string) error {
	removal, err := one(ctx, t.q, scanInt, `INSERT INTO removals (room_id, by_user, reason, created_at)
		VALUES ($1, $2, $3, $4) RETURNING id`, m.RoomID, m.RemovedBy, reason, micros(m.RemovedAt))
	if err != nil {
		return fail("add removal", err)
	}
	if err := t.moveWords(removal, m); err != nil {
		return err
	}
	m.Plain = ""
	if err := t.Requote(ctx, m); err != nil {
		return err
	}
	return t.lowerRoot(m)
}

func (t *tx) moveWords(removal int64, m chat.Message) error {
	if mutant.KeptText {
		return t.exec("mark removed", `UPDATE messages SET rev = $2, removed_at = $3 WHERE id = $1`, m.ID, m.Rev, micros(m.RemovedAt))
	}
	for _, step := range []struct {
		query string
		args  []any
	}{
		{`INSERT INTO removed_messages (removal_id, message_id, body, html, plain, mentions, reactions)
			SELECT $1, id, body, html, plain, mentions, reactions FROM messages WHERE id = $2`, []any{removal, m.ID}},
		{`INSERT INTO removed_edits (removal_id, message_id, rev, body, html, plain, edited_at)
			SELECT $1, message_id, rev, body, html, plain, edited_at FROM edits WHERE message_id = $2`, []any{removal, m.ID}},
		{`DELETE FROM edits WHERE message_id = $1`, []any{m.ID}},
		{`DELETE FROM mentions WHERE message_id = $1`, []any{m.ID}},
		{`UPDATE messages SET body = '', html = '', plain = '', mentions = '', reactions = '',
			quote_name = '', quote_text = '',
			rev = $2, removed_at = $3, removed_by = $4 WHERE id = $1`, []any{m.ID, m.Rev, micros(m.RemovedAt), m.RemovedBy}},
	} {
		if err := t.exec("remove message", step.query, step.args...); err != nil {
			return err
		}
	}
	return nil
}

// lowerRoot counts the answers of the thread anew, without the removed one.
func (t *tx) lowerRoot(m chat.Message) error {
	if m.Root == 0 {
		return nil
	}
	return t.exec("lower root", `UPDATE messages SET rev = $3, replies = replies - 1, replied_at = COALESCE((
			SELECT MAX(a.posted_at) FROM messages a
			WHERE a.room_id = $1 AND a.root_seq = $2 AND a.root_seq <> 0 AND a.removed_at = 0), 0)
		WHERE room_id = $1 AND seq = $2`, m.RoomID, m.Root, m.Rev)
}
