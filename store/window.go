package store

import (
	"context"

	"parley/chat"
)

// windowRow is a room with one of its messages (id 0: none) and the seq of its first.
type windowRow struct {
	room    chat.Room
	first   int64
	message chat.Message
}

func scanWindowRow(s scanner) (w windowRow, err error) {
	err = s.Scan(append(append(roomFields(&w.room), &w.first), messageFields(&w.message)...)...)
	w.message.RoomID, w.message.Slug = w.room.ID, w.room.Slug
	return w, err
}

// window reads a room and the messages that picked finds in it, in one
// statement, hence from one snapshot. picked may use $1, the room's id.
func (d *queries) window(ctx context.Context, picked string, args ...any) (chat.Window, error) {
	rows, err := list(ctx, d.q, scanWindowRow, `SELECT `+roomColumns+`,
		COALESCE((SELECT MIN(seq) FROM messages WHERE room_id = r.id), 0), `+messageColumns+`
		FROM rooms r LEFT JOIN (`+picked+`) m ON m.room_id = r.id
		WHERE r.id = $1 ORDER BY m.seq`, args...)
	if err != nil {
		return chat.Window{}, fail("window", err)
	}
	if len(rows) == 0 {
		return chat.Window{}, chat.NoRoom()
	}
	w := chat.Window{Room: rows[0].room, AtStart: true, AtEnd: true}
	for _, r := range rows {
		if r.message.ID != 0 {
			w.Messages = append(w.Messages, r.message)
		}
	}
	if n := len(w.Messages); n > 0 {
		w.AtStart = w.Messages[0].Seq <= rows[0].first
		w.AtEnd = w.Messages[n-1].Seq >= w.Room.LastSeq
	}
	return w, nil
}

// Newest reads the last messages of a room.
func (d *queries) Newest(ctx context.Context, roomID int64, limit int) (chat.Window, error) {
	return d.window(ctx, `SELECT * FROM messages WHERE room_id = $1 ORDER BY seq DESC LIMIT $2`, roomID, limit)
}

// Before reads the messages just older than seq.
func (d *queries) Before(ctx context.Context, roomID, seq int64, limit int) (chat.Window, error) {
	w, err := d.window(ctx, `SELECT * FROM messages WHERE room_id = $1 AND seq < $2 ORDER BY seq DESC LIMIT $3`, roomID, seq, limit)
	w.AtEnd = w.AtEnd && seq > w.Room.LastSeq
	return w, err
}

// After reads the messages just newer than seq.
func (d *queries) After(ctx context.Context, roomID, seq int64, limit int) (chat.Window, error) {
	w, err := d.window(ctx, `SELECT * FROM messages WHERE room_id = $1 AND seq > $2 ORDER BY seq LIMIT $3`, roomID, seq, limit)
	w.AtStart = w.AtStart && seq < 1
	return w, err
}

// Around reads the messages on both sides of seq.
func (d *queries) Around(ctx context.Context, roomID, seq int64, limit int) (chat.Window, error) {
	return d.window(ctx, `
		SELECT * FROM (SELECT * FROM messages WHERE room_id = $1 AND seq < $2 ORDER BY seq DESC LIMIT $3) older
		UNION ALL
		SELECT * FROM (SELECT * FROM messages WHERE room_id = $1 AND seq >= $2 ORDER BY seq LIMIT $4) newer`,
		roomID, seq, limit/2, limit-limit/2)
}

// Thread reads a thread's first message and its last answers. AtStart says that
// they are all.
func (d *queries) Thread(ctx context.Context, roomID, root int64, limit int) (chat.Window, error) {
	w, err := d.window(ctx, `
		SELECT * FROM messages WHERE room_id = $1 AND seq = $2
		UNION ALL
		SELECT * FROM (SELECT * FROM messages WHERE room_id = $1 AND root_seq = $2 AND root_seq <> 0 ORDER BY seq DESC LIMIT $3) answers`,
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
