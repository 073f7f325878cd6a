package store

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"

	"parley/chat"
)

// writeDesk writes what the judges let pass, and queues one change a room.
func (t *tx) writeDesk(ctx context.Context, d *desk) error {
	if len(d.drafts) == 0 {
		return nil
	}
	if err := t.insert(ctx, d.drafts); err != nil {
		return err
	}
	messages := make([]*chat.Message, len(d.drafts))
	for i, x := range d.drafts {
		messages[i] = x.message
	}
	if err := t.addMentions(messages); err != nil {
		return err
	}
	if err := t.writeRooms(d); err != nil {
		return err
	}
	if err := t.writeMembers(d); err != nil {
		return err
	}
	roots, err := t.writeRoots(ctx, d)
	if err != nil {
		return err
	}
	t.tellPosts(d, messages, roots)
	return nil
}

// insert adds messages in one statement and gives them their ids.
func (t *tx) insert(ctx context.Context, drafts []*draft) error {
	v, byPlace := t.values(), map[place]*chat.Message{}
	for _, x := range drafts {
		m := x.message
		byPlace[place{m.RoomID, m.Seq}] = m
		v.add(m.RoomID, m.Seq, m.Rev, string(m.Kind), m.Author.ID, m.Author.Name, m.Author.Handle, m.Author.Avatar,
			bit(m.Cont), m.Body, m.HTML, m.Plain, x.nonce, x.digest,
			m.Quote.Seq, m.Quote.Name, m.Quote.Text, m.Root, joinIDs(m.Mentions), micros(m.PostedAt))
	}
	type id struct {
		place
		id int64
	}
	scan := func(s scanner) (i id, err error) { return i, s.Scan(&i.room, &i.seq, &i.id) }
	all, err := list(ctx, t.q, scan, `INSERT INTO messages (room_id, seq, rev, kind,
		author_id, author_name, author_handle, author_avatar, cont, body, html, plain, nonce, digest,
		quote_seq, quote_name, quote_text, root_seq, mentions, posted_at) VALUES `+v.String()+` RETURNING room_id, seq, id`, v.args...)
	if err != nil {
		return fail("add messages", err)
	}
	for _, i := range all {
		byPlace[i.place].ID = i.id
	}
	if len(all) != len(drafts) {
		return fmt.Errorf("store: add messages: %d of %d were added", len(all), len(drafts))
	}
	return nil
}

func (t *tx) writeRooms(d *desk) error {
	v := t.values()
	for _, r := range d.roomsInOrder() {
		v.add(r.room.ID, r.room.Rev, r.room.LastSeq)
	}
	return t.exec("advance rooms", `WITH v (id, rev, last_seq) AS (VALUES `+v.String()+`)
		UPDATE rooms SET rev = v.rev, last_seq = v.last_seq FROM v WHERE rooms.id = v.id`, v.args...)
}

// writeMembers notes when authors last posted and how far they have read, and
// lets those in who join by posting.
func (t *tx) writeMembers(d *desk) error {
	who := slices.SortedFunc(maps.Keys(d.touched), func(a, b author) int {
		return cmp.Or(cmp.Compare(a.room, b.room), cmp.Compare(a.user, b.user))
	})
	if len(who) == 0 {
		return nil
	}
	v := t.values()
	for _, a := range who {
		m := d.members[a].Member
		v.add(m.RoomID, m.UserID, string(m.Role), m.LastReadSeq, micros(m.JoinedAt), micros(m.LastPostAt))
	}
	return t.exec("advance members", `
		INSERT INTO members (room_id, user_id, role, last_read_seq, joined_at, last_post_at) VALUES `+v.String()+`
		ON CONFLICT (room_id, user_id) DO UPDATE SET last_post_at = excluded.last_post_at,
			last_read_seq = CASE WHEN excluded.last_read_seq > members.last_read_seq
				THEN excluded.last_read_seq ELSE members.last_read_seq END`, v.args...)
}

// writeRoots counts answers at the first messages of their threads, and reads these.
func (t *tx) writeRoots(ctx context.Context, d *desk) (map[place]chat.Message, error) {
	if len(d.roots) == 0 {
		return nil, nil
	}
	v := t.values()
	for p, m := range d.roots {
		v.add(p.room, p.seq, m.Replies, micros(m.RepliedAt), m.Rev)
	}
	err := t.exec("bump roots", `WITH v (room_id, seq, replies, replied_at, rev) AS (VALUES `+v.String()+`)
		UPDATE messages SET replies = messages.replies + v.replies, replied_at = v.replied_at, rev = v.rev
		FROM v WHERE messages.room_id = v.room_id AND messages.seq = v.seq`, v.args...)
	if err != nil {
		return nil, err
	}
	return t.messagesAt(ctx, slices.Collect(maps.Keys(d.roots)))
}

// tellPosts queues one change a room, with all its new messages and bumped roots.
func (t *tx) tellPosts(d *desk, messages []*chat.Message, roots map[place]chat.Message) {
	byRoom := map[int64][]chat.Message{}
	for p, m := range roots {
		byRoom[p.room] = append(byRoom[p.room], m)
	}
	for _, m := range messages {
		byRoom[m.RoomID] = append(byRoom[m.RoomID], *m)
	}
	for _, r := range d.roomsInOrder() {
		if joined := d.joined[r.room.ID]; joined != nil {
			t.Tell(chat.Event{Kind: chat.MemberChanged, Room: r.room, Users: joined})
		}
		change := changeOf(r.room, r.from, byRoom[r.room.ID]...)
		t.Tell(chat.Event{Kind: chat.MessagesChanged, Change: change})
	}
}
