package store

import (
	"cmp"
	"context"
	"slices"
	"time"

	"parley/chat"
)

// day is a day in microseconds.
const day = int64(24 * time.Hour / time.Microsecond)

// keptDays is for how many days room r keeps messages, if the place keeps them for ?; not above 0: for ever.
const keptDays = `(CASE WHEN r.keep_days = 0 THEN CAST(? AS BIGINT) ELSE r.keep_days END)`

// Expiring counts the messages that each room would lose if the place kept them for so many days.
func (d *queries) Expiring(ctx context.Context, days int64, now time.Time) ([]chat.Expired, error) {
	losing, err := d.limited(ctx, days)
	if err != nil || len(losing) == 0 {
		return nil, fail("rooms that keep for a while", err)
	}
	shortest := slices.MinFunc(losing, func(a, b limitedRoom) int { return cmp.Compare(a.days, b.days) }).days
	end, err := d.since(ctx, messagesInTime, now.Add(2*disorder-time.Duration(shortest)*24*time.Hour))
	if err != nil {
		return nil, fail("old messages", err)
	}
	lost := map[int64]chat.Expired{}
	for first := int64(0); first < end; first += messagesAtOnce {
		if err := d.addExpired(ctx, days, now, first, min(end, first+messagesAtOnce), lost); err != nil {
			return nil, fail("count old messages", err)
		}
	}
	var all []chat.Expired
	for _, r := range losing {
		if e, ok := lost[r.ID]; ok {
			e.Room = r.Room
			all = append(all, e)
		}
	}
	slices.SortStableFunc(all, func(a, b chat.Expired) int { return cmp.Compare(b.Messages, a.Messages) })
	return all, nil
}

// limitedRoom is a room that keeps messages for some days.
type limitedRoom struct {
	chat.Room
	days int64
}

func (d *queries) limited(ctx context.Context, placeDays int64) ([]limitedRoom, error) {
	w := d.where()
	w.and(keptDays+" > 0", placeDays)
	rooms, err := list(ctx, d.q, scanRoom, `SELECT `+roomColumns+` FROM rooms r`+w.String()+` ORDER BY r.id`, w.args...)
	var all []limitedRoom
	for _, r := range rooms {
		days := r.KeepDays
		if days == 0 {
			days = placeDays
		}
		all = append(all, limitedRoom{r, days})
	}
	return all, err
}

// addExpired counts a part of the messages, by their numbers.
func (d *queries) addExpired(ctx context.Context, days int64, now time.Time, first, end int64, lost map[int64]chat.Expired) error {
	w := d.where()
	w.and("m.id >= ? AND m.id < ?", first, end)
	w.and(keptDays+" > 0", days)
	w.and("m.posted_at < CAST(? AS BIGINT) - "+keptDays+" * CAST(? AS BIGINT)", micros(now), days, day)
	w.and("m.seq > r.erased_seq AND m.removed_at = 0 AND m.kind = 'text'")
	scan := func(s scanner) (e chat.Expired, err error) { return e, s.Scan(&e.Room.ID, &e.Messages, at{&e.Oldest}) }
	some, err := list(ctx, d.q, scan, `SELECT m.room_id, COUNT(*), MIN(m.posted_at) FROM messages m JOIN rooms r ON r.id = m.room_id`+w.String()+` GROUP BY m.room_id`, w.args...)
	for _, e := range some {
		lost[e.Room.ID] = sum(lost[e.Room.ID], e)
	}
	return err
}

// sum is what is lost of a room in two parts.
func sum(a, b chat.Expired) chat.Expired {
	if b.Messages += a.Messages; b.Oldest.IsZero() || !a.Oldest.IsZero() && a.Oldest.Before(b.Oldest) {
		b.Oldest = a.Oldest
	}
	return b
}

// ExpiringIn counts a room's messages from before a moment that still say something, a part of its numbers at a time.
func (d *queries) ExpiringIn(ctx context.Context, roomID int64, before time.Time) (all chat.Expired, err error) {
	type span struct{ erased, last int64 }
	scan := func(s scanner) (p span, err error) { return p, s.Scan(&p.erased, &p.last) }
	seqs, err := one(ctx, d.q, scan, `SELECT erased_seq, last_seq FROM rooms WHERE id = $1`, roomID)
	if err != nil {
		return all, missing("room that expires", chat.NoRoom().Error(), err)
	}
	count := func(s scanner) (e chat.Expired, err error) { return e, s.Scan(&e.Messages, at{&e.Oldest}) }
	for first := seqs.erased; first < seqs.last; first += messagesAtOnce {
		some, err := one(ctx, d.q, count, `SELECT COUNT(*), COALESCE(MIN(posted_at), 0) FROM messages
			WHERE room_id = $1 AND seq > $2 AND seq <= $3 AND posted_at < $4 AND removed_at = 0 AND kind = 'text'`,
			roomID, first, first+messagesAtOnce, micros(before))
		if err != nil {
			return all, fail("count old messages of a room", err)
		}
		all = sum(all, some)
	}
	return all, nil
}

// RoomToErase finds the room with the oldest message that is kept no longer; 0 when there is none.
func (d *queries) RoomToErase(ctx context.Context, now time.Time) (int64, error) {
	ids, err := list(ctx, d.q, scanInt, `SELECT id FROM (
			SELECT r.id AS id, CASE WHEN r.keep_days = 0 THEN p.keep_days ELSE r.keep_days END AS days,
				(SELECT m.posted_at FROM messages m WHERE m.room_id = r.id AND m.seq > r.erased_seq ORDER BY m.seq LIMIT 1) AS oldest
			FROM rooms r JOIN place p ON p.id = 1 WHERE r.keep_days > 0 OR r.keep_days = 0 AND p.keep_days > 0
		) x WHERE oldest < CAST($1 AS BIGINT) - days * CAST($2 AS BIGINT) ORDER BY oldest LIMIT 1`, micros(now), day)
	if err != nil || len(ids) == 0 {
		return 0, fail("room to erase", err)
	}
	return ids[0], nil
}

// OldMessages finds the oldest messages of a room, as far as all are from before a moment.
func (t *tx) OldMessages(ctx context.Context, roomID int64, before time.Time, limit int) (batch chat.OldMessages, err error) {
	type row struct {
		seq   int64
		at    time.Time
		words bool
	}
	scan := func(s scanner) (r row, err error) { return r, s.Scan(&r.seq, at{&r.at}, flag{&r.words}) }
	rows, err := list(ctx, t.q, scan, `SELECT m.seq, m.posted_at, CASE WHEN m.removed_at = 0 AND m.kind = 'text' THEN 1 ELSE 0 END
		FROM messages m JOIN rooms r ON r.id = m.room_id
		WHERE m.room_id = $1 AND m.seq > r.erased_seq ORDER BY m.seq LIMIT CAST($2 AS BIGINT)`, roomID, limit)
	for _, r := range rows {
		if !r.at.Before(before) {
			break
		}
		if batch.Last = r.seq; r.words {
			batch.Seqs = append(batch.Seqs, r.seq)
		}
	}
	return batch, fail("old messages", err)
}

// EraseUpTo erases, for good, what was removed of a room's messages up to seq and what waits to become
// their words, and notes that it did: in the room, and in each removal of which nothing is left.
// Removals are locked in their order, before their words, as the sweeper does.
func (t *tx) EraseUpTo(ctx context.Context, roomID, seq int64) error {
	const old = `(SELECT m.id FROM messages m JOIN rooms r ON r.id = m.room_id WHERE m.room_id = $1 AND m.seq > r.erased_seq AND m.seq <= $2)`
	_, err := list(ctx, t.q, scanInt, `SELECT id FROM removals WHERE erased_at = 0
		AND id IN (SELECT removal_id FROM removed_messages WHERE message_id IN `+old+`) ORDER BY id`+t.lock, roomID, seq)
	if err != nil {
		return fail("removals of old words", err)
	}
	if err := t.turnAway(roomID, "edit_of <> 0 AND edit_of <= $3", seq); err != nil {
		return err
	}
	return t.each([]step{
		{"note erasure", `UPDATE removals SET erased_at = $3 WHERE erased_at = 0
			AND id IN (SELECT removal_id FROM removed_messages WHERE message_id IN ` + old + `)
			AND NOT EXISTS (SELECT 1 FROM removed_messages k WHERE k.removal_id = removals.id AND k.message_id NOT IN ` + old + `)`,
			[]any{roomID, seq, micros(t.now())}},
		{"erase old histories", `DELETE FROM removed_edits WHERE message_id IN ` + old, []any{roomID, seq}},
		{"erase old words", `DELETE FROM removed_messages WHERE message_id IN ` + old, []any{roomID, seq}},
		{"note what is erased", `UPDATE rooms SET erased_seq = $2 WHERE id = $1 AND erased_seq < $2`, []any{roomID, seq}},
	})
}

// DropRemoval forgets an act of which nothing is left.
func (t *tx) DropRemoval(_ context.Context, id int64) error {
	return t.exec("drop removal", `DELETE FROM removals WHERE id = $1`, id)
}

// TakeTurn says whether nobody has taken it for a while, and takes it then.
func (t *tx) TakeTurn(_ context.Context, now time.Time, pause time.Duration) (bool, error) {
	n, err := t.affects("take turn", `UPDATE place SET swept_at = $1 WHERE id = 1 AND (swept_at <= $2 OR swept_at > $1)`, micros(now), micros(now.Add(-pause)))
	return n > 0, err
}
