package store

import (
	"context"
	"slices"
	"time"

	"parley/chat"
)

const holdColumns = `h.id, h.room_id, h.author_id, h.nonce, h.digest, h.edit_of, h.reply_to, h.body, h.html, h.plain, h.mentions,
	h.reason, h.filter_id, h.created_at, h.due_at, h.decided_at, h.decided_by, h.published`

func scanHold(s scanner) (h chat.Hold, err error) {
	return h, s.Scan(&h.ID, &h.RoomID, &h.AuthorID, &h.Draft.Nonce, &h.Digest, &h.EditOf, &h.Draft.ReplyTo, &h.Draft.Body,
		&h.Rendered.HTML, &h.Rendered.Plain, ids{&h.Rendered.Mentions},
		&h.Reason, &h.FilterID, at{&h.At}, at{&h.DueAt}, at{&h.DecidedAt}, &h.DecidedBy, flag{&h.Published})
}

// Hold reads what is, or was, held.
func (d *queries) Hold(ctx context.Context, id int64) (chat.Hold, error) {
	h, err := one(ctx, d.q, scanHold, `SELECT `+holdColumns+` FROM holds h WHERE h.id = $1`+d.lock, id)
	return h, missing("hold", "There is nothing that waits under this number.", err)
}

// HoldsOf lists what waits of an author in a room, the oldest first.
func (d *queries) HoldsOf(ctx context.Context, roomID, authorID int64) ([]chat.Hold, error) {
	all, err := list(ctx, d.q, scanHold, `SELECT `+holdColumns+` FROM holds h
		WHERE h.room_id = $1 AND h.author_id = $2 AND h.decided_at = 0 ORDER BY h.id`, roomID, authorID)
	return all, fail("holds of", err)
}

// HoldsBy lists what waits of an author since a moment, the oldest first.
func (d *queries) HoldsBy(ctx context.Context, authorID, roomID int64, since time.Time) ([]chat.Hold, error) {
	all, err := list(ctx, d.q, scanHold, `SELECT `+holdColumns+` FROM holds h
		WHERE h.author_id = $1 AND h.decided_at = 0 AND h.created_at >= $2 AND (CAST($3 AS BIGINT) = 0 OR h.room_id = $3) ORDER BY h.id`,
		authorID, micros(since), roomID)
	return all, fail("holds by", err)
}

// HoldsDue lists what was delayed and whose time has come, and what is held in conversations,
// where nobody decides it; the oldest first.
func (d *queries) HoldsDue(ctx context.Context, now time.Time, limit int) ([]chat.Hold, error) {
	all, err := list(ctx, d.q, scanHold, `SELECT `+holdColumns+` FROM holds h
		WHERE h.id IN (
			SELECT id FROM holds WHERE decided_at = 0 AND due_at <> 0 AND due_at <= $1
			UNION ALL SELECT o.id FROM holds o JOIN rooms r ON r.id = o.room_id WHERE o.decided_at = 0 AND o.due_at = 0 AND r.kind = 'direct'
		) ORDER BY h.id LIMIT CAST($2 AS BIGINT)`, micros(now), limit)
	return all, fail("holds due", err)
}

// hold keeps a post out of sight. Its author is in the room, and waits for slow
// mode, as if it had been seen.
func (d *desk) hold(p *chat.Posting, w chat.Wait, st *chat.Standing) {
	h := &chat.Hold{RoomID: p.RoomID, AuthorID: p.AuthorID, Draft: p.Draft, Digest: p.Digest, Rendered: p.Rendered, Reason: w.Reason, FilterID: w.FilterID, At: d.now}
	if w.For > 0 {
		h.DueAt = d.now.Add(w.For)
	}
	d.enter(p, st, d.rooms[p.RoomID].room.LastSeq)
	d.holds = append(d.holds, h)
	if d.heldUnder == nil {
		d.heldUnder = map[nonceKey]*chat.Hold{}
	}
	d.heldUnder[nonceKey{p.AuthorID, p.Draft.Nonce}] = h
	st.Held++
}

// AddHold keeps new words for a message until somebody decides.
func (t *tx) AddHold(_ context.Context, h chat.Hold) (chat.Hold, error) {
	t.insertHolds([]*chat.Hold{&h})
	err := t.work.flush(t.ctx)
	return h, err
}

// insertHolds queues the keeping of what waits, and gives each its id. One that gets
// none has a nonce under which its author has posted in another room at the same
// moment: the author's row, locked alone, lets one of the two see the other.
func (t *tx) insertHolds(holds []*chat.Hold) {
	var rows, rooms, authors [][]any
	byNonce := map[nonceKey]*chat.Hold{}
	for _, h := range holds {
		byNonce[nonceKey{h.AuthorID, h.Draft.Nonce}] = h
		rows = append(rows, []any{h.RoomID, h.AuthorID, h.Draft.Nonce, h.Digest, h.EditOf, h.Draft.ReplyTo, h.Draft.Body, h.Rendered.HTML,
			h.Rendered.Plain, joinIDs(h.Rendered.Mentions), h.Reason, h.FilterID, micros(h.At), micros(h.DueAt)})
		rooms, authors = append(rooms, []any{h.RoomID}), append(authors, []any{h.AuthorID})
	}
	t.queueRows("lock authors", authors, func(v string) string {
		return `SELECT id FROM users WHERE id IN (VALUES ` + v + `) ORDER BY id` + t.lock
	}, func(scanner) error { return nil })
	t.queueRows("add holds", rows, func(v string) string {
		return `WITH v (room_id, author_id, nonce, digest, edit_of, reply_to, body, html, plain, mentions, reason, filter_id, created_at, due_at) AS (VALUES ` + v + `)
			INSERT INTO holds (room_id, author_id, nonce, digest, edit_of, reply_to, body, html, plain, mentions, reason, filter_id, created_at, due_at)
			SELECT * FROM v WHERE v.nonce = '' OR NOT EXISTS (SELECT 1 FROM messages m WHERE m.author_id = v.author_id AND m.nonce = v.nonce)
			RETURNING author_id, nonce, id`
	}, func(s scanner) error {
		var key nonceKey
		var id int64
		err := s.Scan(&key.author, &key.nonce, &id)
		if h := byNonce[key]; h != nil {
			h.ID = id
		}
		return err
	})
	t.queueRows("bump staff", rooms, func(v string) string {
		return `UPDATE rooms SET staff_rev = staff_rev + 1 WHERE id IN (VALUES ` + v + `)`
	}, nil)
}

// SaveHold writes how it was decided. The words of what is published stand in the
// room from now on, and nowhere else: they may be edited and removed there.
func (t *tx) SaveHold(_ context.Context, h chat.Hold) error {
	query := `UPDATE holds SET decided_at = $2, decided_by = $3, published = $4`
	if h.Published {
		query += `, body = '', html = '', plain = '', mentions = ''`
	}
	err := t.exec("save hold", query+` WHERE id = $1`, h.ID, micros(h.DecidedAt), h.DecidedBy, bit(h.Published))
	if err != nil {
		return err
	}
	return t.bumpStaff(h.RoomID)
}

// DropHeldEdits ends what waits to become the words of a message, and forgets it.
func (t *tx) DropHeldEdits(_ context.Context, roomID, seq int64, at time.Time) error {
	_, err := t.dropHolds(roomID, at, "edit_of <> 0 AND edit_of = $3", seq)
	return err
}

// turnAway drops what waits in a room and is too old to be decided, and tells its authors' pages.
func (t *tx) turnAway(roomID int64, condition string, args ...any) error {
	authors, err := t.dropHolds(roomID, t.now(), condition, args...)
	if err == nil && len(authors) > 0 {
		t.Tell(chat.Event{Kind: chat.MemberChanged, Room: chat.Room{ID: roomID}, Users: authors})
	}
	return err
}

// dropHolds ends what waits in a room, as far as it meets a condition whose arguments begin at $3,
// and forgets its words and who was on it. It tells whose it was.
func (t *tx) dropHolds(roomID int64, at time.Time, condition string, args ...any) (authors []int64, err error) {
	type row struct{ id, author int64 }
	scan := func(s scanner) (r row, err error) { return r, s.Scan(&r.id, &r.author) }
	dropped, err := list(t.ctx, t.q, scan, `UPDATE holds SET decided_at = $2, body = '', html = '', plain = '', mentions = ''
		WHERE room_id = $1 AND decided_at = 0 AND `+condition+` RETURNING id, author_id`, append([]any{roomID, micros(at)}, args...)...)
	if err != nil || len(dropped) == 0 {
		return nil, fail("drop holds", err)
	}
	var subjects [][]any
	for _, r := range dropped {
		subjects = append(subjects, []any{chat.Case{Kind: chat.CaseHold, ID: r.id}.Subject()})
		authors = append(authors, r.author)
	}
	t.unclaim(subjects)
	if err := t.work.flush(t.ctx); err != nil {
		return nil, err
	}
	slices.Sort(authors)
	return slices.Compact(authors), t.bumpStaff(roomID)
}

// unclaim forgets who was on cases that have ended.
func (t *tx) unclaim(subjects [][]any) {
	t.queueRows("unclaim", subjects, func(v string) string { return `DELETE FROM claims WHERE subject IN (VALUES ` + v + `)` }, nil)
}

// Publish posts what was held, with the next seq, under the nonce it came with.
func (t *tx) Publish(_ context.Context, h chat.Hold) error {
	p := chat.Posting{
		RoomID: h.RoomID, AuthorID: h.AuthorID, Draft: h.Draft, Rendered: h.Rendered, Digest: h.Digest,
		Judge: func(chat.Standing, time.Time) error { return nil }, // whoever decided has judged
	}
	d, err := t.openDesk([]*job{{post: &p}})
	if err != nil {
		return err
	}
	delete(d.heldUnder, nonceKey{p.AuthorID, p.Draft.Nonce})
	if _, gone := d.quoted[place{p.RoomID, p.Draft.ReplyTo}]; gone {
		p = withoutLostReply(d, p)
	}
	if err := d.take(&p); err != nil {
		return err
	}
	t.writeDesk(d)
	if err := t.work.flush(t.ctx); err != nil {
		return err
	}
	d.tell(t.Tell)
	return nil
}

// withoutLostReply lets a held answer stand alone when what it answers was removed meanwhile.
func withoutLostReply(d *desk, p chat.Posting) chat.Posting {
	if m := d.quoted[place{p.RoomID, p.Draft.ReplyTo}]; m.Removed() {
		p.Draft.ReplyTo = 0
	}
	return p
}
