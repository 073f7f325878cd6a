package store

import (
	"cmp"
	"context"
	"slices"

	"parley/chat"
)

// A view is a room with some of its messages, read in one statement and hence
// from one snapshot. The room is a row of its own, in the columns of a message:
// beside every message it would cost more than they do.
type view struct {
	room     chat.Room
	number   int64 // whatever else the statement asked for
	messages []chat.Message
}

// viewOf makes a statement of what picks messages as m. number is one number about room r.
func viewOf(picked, number string) string {
	return `SELECT 0, r.id, r.last_seq, r.rev, r.kind, r.created_by, r.name, r.slug, r.meta, r.public, r.topic, r.epoch, '',
			` + number + `, '', '', 0, 0, 0, 0, '', r.created_at, 0, r.archived_at, 0, ''
		FROM rooms r WHERE r.id = $1
		UNION ALL SELECT 1, ` + messageColumns + ` FROM (` + picked + `) m`
}

// viewRow is one row of a view.
type viewRow struct {
	isMessage bool
	m         chat.Message
}

func scanViewRow(s scanner) (r viewRow, err error) {
	return r, s.Scan(append([]any{flag{&r.isMessage}}, messageFields(&r.m)...)...)
}

// view reads a statement of viewOf. Its first argument is the room's id.
func (d *queries) view(ctx context.Context, statement string, args ...any) (view, error) {
	var v view
	rows, err := list(ctx, d.q, scanViewRow, statement, args...)
	if err != nil {
		return v, fail("view of a room", err)
	}
	for _, r := range rows {
		if !r.isMessage {
			v.room, v.number = roomIn(r.m), r.m.Quote.Seq
		}
	}
	for _, r := range rows {
		if r.isMessage {
			r.m.RoomID, r.m.Slug = v.room.ID, v.room.Slug
			v.messages = append(v.messages, r.m)
		}
	}
	slices.SortFunc(v.messages, func(a, b chat.Message) int { return cmp.Compare(a.Seq, b.Seq) })
	if v.room.ID == 0 {
		return v, chat.NoRoom()
	}
	return v, nil
}

// roomIn is the room that viewOf put into the columns of a message.
func roomIn(m chat.Message) chat.Room {
	return chat.Room{
		ID: m.ID, LastSeq: m.Seq, Rev: m.Rev, Kind: chat.RoomKind(m.Kind), CreatedBy: m.Author.ID, Name: m.Author.Name,
		Slug: m.Author.Handle, Meta: m.Author.Avatar, Public: m.Cont, Topic: m.Body, Epoch: m.HTML,
		CreatedAt: m.PostedAt, ArchivedAt: m.RemovedAt,
	}
}

const firstSeq = `COALESCE((SELECT MIN(seq) FROM messages WHERE room_id = r.id), 0)`

// window reads the messages that picked finds, and whether there are older and newer ones.
func (d *queries) window(ctx context.Context, picked string, args ...any) (chat.Window, error) {
	v, err := d.view(ctx, viewOf(picked, firstSeq), args...)
	if err != nil {
		return chat.Window{}, err
	}
	w := chat.Window{Room: v.room, Messages: v.messages, AtStart: true, AtEnd: true}
	if n := len(w.Messages); n > 0 {
		w.AtStart = w.Messages[0].Seq <= v.number
		w.AtEnd = w.Messages[n-1].Seq >= w.Room.LastSeq
	}
	return w, nil
}

// Newest reads the last messages of a room.
func (d *queries) Newest(ctx context.Context, roomID int64, limit int) (chat.Window, error) {
	return d.window(ctx, `SELECT * FROM messages WHERE room_id = $1 ORDER BY seq DESC LIMIT CAST($2 AS BIGINT)`, roomID, limit)
}

// Before reads the messages just older than seq.
func (d *queries) Before(ctx context.Context, roomID, seq int64, limit int) (chat.Window, error) {
	w, err := d.window(ctx, `SELECT * FROM messages WHERE room_id = $1 AND seq < $2 ORDER BY seq DESC LIMIT CAST($3 AS BIGINT)`, roomID, seq, limit)
	w.AtEnd = w.AtEnd && seq > w.Room.LastSeq
	return w, err
}

// After reads the messages just newer than seq.
func (d *queries) After(ctx context.Context, roomID, seq int64, limit int) (chat.Window, error) {
	w, err := d.window(ctx, `SELECT * FROM messages WHERE room_id = $1 AND seq > $2 ORDER BY seq LIMIT CAST($3 AS BIGINT)`, roomID, seq, limit)
	w.AtStart = w.AtStart && seq < 1
	return w, err
}

// Around reads the messages on both sides of seq.
func (d *queries) Around(ctx context.Context, roomID, seq int64, limit int) (chat.Window, error) {
	return d.window(ctx, `
		SELECT * FROM (SELECT * FROM messages WHERE room_id = $1 AND seq < $2 ORDER BY seq DESC LIMIT CAST($3 AS BIGINT)) older
		UNION ALL
		SELECT * FROM (SELECT * FROM messages WHERE room_id = $1 AND seq >= $2 ORDER BY seq LIMIT CAST($4 AS BIGINT)) newer`,
		roomID, seq, limit/2, limit-limit/2)
}

// Thread reads a thread's first message and its last answers. AtStart says that
// they are all.
func (d *queries) Thread(ctx context.Context, roomID, root int64, limit int) (chat.Window, error) {
	w, err := d.window(ctx, `
		SELECT * FROM messages WHERE room_id = $1 AND seq = $2
		UNION ALL
		SELECT * FROM (SELECT * FROM messages WHERE room_id = $1 AND root_seq = $2 AND root_seq <> 0 ORDER BY seq DESC LIMIT CAST($3 AS BIGINT)) answers`,
		roomID, root, limit+1)
	if err != nil {
		return w, err
	}
	if len(w.Messages) == 0 || w.Messages[0].Seq != root {
		return w, notFound(noMessage)
	}
	w.AtStart, w.AtEnd = len(w.Messages) <= limit+1, true
	if !w.AtStart {
		w.Messages = append(w.Messages[:1], w.Messages[2:]...)
	}
	return w, nil
}
