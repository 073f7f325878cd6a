package store

import (
	"context"

	"parley/chat"
)

// said is a message, also one that somebody else removed outside of conversations, with its words, and what filters look at of its author and its room.
const said = `SELECT m.id, m.seq, m.author_id, m.author_name, m.author_handle, m.posted_at, m.removed_by,
		COALESCE(k.body, m.body), COALESCE(k.html, m.html), COALESCE(k.mentions, m.mentions), CASE WHEN k.message_id IS NULL THEN 0 ELSE 1 END,
		r.id, r.slug, r.name, r.kind, r.created_by, u.role, u.created_at, COALESCE(b.role, '')
	FROM (SELECT * FROM messages m WHERE m.kind = 'text' AND `

const saidJoins = ` DESC LIMIT CAST($2 AS BIGINT)) m
	JOIN rooms r ON r.id = m.room_id JOIN users u ON u.id = m.author_id
	LEFT JOIN removed_messages k ON k.message_id = m.id
	LEFT JOIN members b ON b.room_id = m.room_id AND b.user_id = m.author_id
	WHERE m.removed_at = 0 OR (k.message_id IS NOT NULL AND m.removed_by <> m.author_id AND r.kind <> 'direct') ORDER BY m.id DESC`

// saidWhere are the messages of one room, and of all that somebody may read.
var saidWhere = map[bool]string{
	true: said + `m.room_id = $1 ORDER BY m.seq` + saidJoins,
	false: said + `m.room_id IN (SELECT r.id FROM rooms r WHERE r.kind IN ('open', 'announcement')
		OR EXISTS (SELECT 1 FROM members b WHERE b.room_id = r.id AND b.user_id = $1)) ORDER BY m.id` + saidJoins,
}

// Said hands the last messages to each, newest first, and keeps none of them.
func (d *queries) Said(ctx context.Context, q chat.SaidQuery, each func(chat.Said) error) error {
	ctx, cancel := context.WithTimeout(ctx, readLimit)
	defer cancel()
	whose := q.RoomID
	if whose == 0 {
		whose = q.Reader
	}
	rows, err := d.q.QueryContext(ctx, saidWhere[q.RoomID != 0], whose, q.Limit)
	if err != nil {
		return fail("said", err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		m, err := scanSaid(rows)
		if err != nil {
			return fail("said", err)
		}
		if err := each(m); err != nil {
			return err
		}
	}
	return fail("said", rows.Err())
}

func scanSaid(s scanner) (m chat.Said, err error) {
	err = s.Scan(&m.ID, &m.Seq, &m.Author.ID, &m.Author.Name, &m.Author.Handle, at{&m.PostedAt}, &m.RemovedBy,
		&m.Body, &m.HTML, ids{&m.Mentions}, flag{&m.RemovedWords},
		&m.Room.ID, &m.Room.Slug, &m.Room.Name, &m.Room.Kind, &m.Room.CreatedBy, &m.AuthorRole, at{&m.AuthorSince}, &m.MemberRole)
	m.RoomID, m.Slug = m.Room.ID, m.Room.Slug
	return m, err
}
