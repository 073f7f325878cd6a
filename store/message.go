package store

import (
	"context"
	"database/sql"
	"errors"
	"slices"

	"parley/chat"
	"parley/internal/mutant"
)

const messageColumns = `m.id, m.seq, m.rev, m.kind, m.author_id, m.author_name, m.author_handle, m.author_avatar,
	m.cont, m.body, m.html, m.plain, m.quote_seq, m.quote_name, m.quote_text, m.quote_removed,
	m.root_seq, m.replies, m.replied_at, m.mentions, m.posted_at, m.edited_at, m.removed_at, m.removed_by, m.reactions`

// messageFields are where messageColumns go.
func messageFields(m *chat.Message) []any {
	return []any{&m.ID, &m.Seq, &m.Rev, &m.Kind, &m.Author.ID, &m.Author.Name, &m.Author.Handle, &m.Author.Avatar,
		flag{&m.Cont}, &m.Body, &m.HTML, &m.Plain, &m.Quote.Seq, &m.Quote.Name, &m.Quote.Text, flag{&m.Quote.Removed},
		&m.Root, &m.Replies, at{&m.RepliedAt}, ids{&m.Mentions},
		at{&m.PostedAt}, at{&m.EditedAt}, at{&m.RemovedAt}, &m.RemovedBy, reactions{&m.Reactions}}
}

// placedMessage are the columns of a message with its room's id and slug.
const placedMessage = `r.id, r.slug, ` + messageColumns

func scanMessage(s scanner) (m chat.Message, err error) {
	return m, s.Scan(append([]any{&m.RoomID, &m.Slug}, messageFields(&m)...)...)
}

const noMessage = "There is no such message in this room."

// Message reads one message by its place in the room.
func (d *queries) Message(ctx context.Context, roomID, seq int64) (chat.Message, error) {
	m, err := one(ctx, d.q, scanMessage, `SELECT `+placedMessage+` FROM messages m JOIN rooms r ON r.id = m.room_id
		WHERE m.room_id = $1 AND m.seq = $2`, roomID, seq)
	return m, missing("message", noMessage, err)
}

// posted is a message with the digest it was posted under.
type posted struct {
	chat.Message
	digest string
}

func scanPosted(s scanner) (p posted, err error) {
	return p, s.Scan(append([]any{&p.digest, &p.RoomID, &p.Slug}, messageFields(&p.Message)...)...)
}

// MessageByNonce finds what an author posted under a nonce, and the digest it came with.
func (d *queries) MessageByNonce(ctx context.Context, authorID int64, nonce string) (chat.Message, string, error) {
	p, err := one(ctx, d.q, scanPosted, `SELECT m.digest, `+placedMessage+` FROM messages m JOIN rooms r ON r.id = m.room_id
		WHERE m.author_id = $1 AND m.nonce = $2 AND m.nonce <> ''`, authorID, nonce)
	return p.Message, p.digest, missing("message by nonce", noMessage, err)
}

// MentionsOf lists the messages that name a user and that they may read, newest first.
func (d *queries) MentionsOf(ctx context.Context, userID int64, limit int) ([]chat.Message, error) {
	all, err := list(ctx, d.q, scanMessage, `SELECT `+placedMessage+` FROM mentions n
		JOIN messages m ON m.id = n.message_id JOIN rooms r ON r.id = n.room_id
		WHERE n.user_id = $1 AND (r.kind IN ('open', 'announcement')
			OR EXISTS (SELECT 1 FROM members b WHERE b.room_id = r.id AND b.user_id = $1))
			AND NOT EXISTS (SELECT 1 FROM sanctions x WHERE x.user_id = $1 AND x.room_id = r.id AND x.kind = 'ban'
				AND x.lifted_at = 0 AND (x.until_at = 0 OR x.until_at > $3))
		ORDER BY n.message_id DESC LIMIT CAST($2 AS BIGINT)`, userID, limit, micros(d.now()))
	return all, fail("mentions of", err)
}

// SaveEdit keeps the former words in the history and writes the new ones.
func (t *tx) SaveEdit(ctx context.Context, m chat.Message) error {
	err := t.exec("keep former words", `INSERT INTO edits (message_id, rev, body, html, plain, edited_at)
		SELECT id, rev, body, html, plain, edited_at FROM messages WHERE id = $1`, m.ID)
	if err != nil {
		return err
	}
	err = t.exec("save edit", `UPDATE messages SET rev = $2, body = $3, html = $4, plain = $5, mentions = $6, edited_at = $7
		WHERE id = $1`, m.ID, m.Rev, m.Body, m.HTML, m.Plain, joinIDs(m.Mentions), micros(m.EditedAt))
	if err != nil {
		return err
	}
	if err := t.exec("drop mentions", `DELETE FROM mentions WHERE message_id = $1`, m.ID); err != nil {
		return err
	}
	t.addMentions([]*chat.Message{&m})
	return t.work.flush(t.ctx)
}

// addMentions queues a note of who is named in messages.
func (t *tx) addMentions(messages []*chat.Message) {
	var rows [][]any
	for _, m := range messages {
		for _, id := range slices.Compact(slices.Sorted(slices.Values(m.Mentions))) {
			rows = append(rows, []any{id, m.RoomID, m.Seq})
		}
	}
	t.queueRows("add mentions", rows, func(v string) string {
		return `WITH v (user_id, room_id, seq) AS (VALUES ` + v + `)
		INSERT INTO mentions (user_id, room_id, seq, message_id) SELECT v.user_id, v.room_id, v.seq, m.id
		FROM v JOIN messages m ON m.room_id = v.room_id AND m.seq = v.seq`
	}, nil)
}

// Requote gives the messages that answer m its present words, at revision m.Rev.
func (t *tx) Requote(_ context.Context, m chat.Message) error {
	if mutant.StaleQuotes {
		return nil
	}
	return t.exec("requote", `UPDATE messages SET quote_name = $3, quote_text = $4, quote_removed = $5, rev = $6
		WHERE room_id = $1 AND quote_seq = $2 AND quote_seq <> 0 AND removed_at = 0`,
		m.RoomID, m.Seq, m.Author.Name, m.Plain, bit(m.Removed()), m.Rev)
}

// AddSystemLine adds a line about the room at its next seq and revision.
func (t *tx) AddSystemLine(ctx context.Context, m chat.Message) (chat.Message, error) {
	_, err := one(ctx, t.q, func(s scanner) (int64, error) { return 0, s.Scan(&m.Seq, &m.Rev, &m.Slug) }, `
		UPDATE rooms SET rev = rev + 1, last_seq = last_seq + 1 WHERE id = $1 RETURNING last_seq, rev, slug`, m.RoomID)
	if errors.Is(err, sql.ErrNoRows) {
		return m, chat.NoRoom()
	}
	if err != nil {
		return m, fail("take a seq", err)
	}
	t.insert([]*draft{{message: &m}})
	if err := t.work.flush(t.ctx); err != nil {
		return m, err
	}
	return m, t.exec("read own line", `UPDATE members SET last_read_seq = $3
		WHERE room_id = $1 AND user_id = $2 AND last_read_seq = CAST($3 AS BIGINT) - 1`, m.RoomID, m.Author.ID, m.Seq)
}
