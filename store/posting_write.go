package store

import (
	"cmp"
	"maps"
	"slices"

	"parley/chat"
)

// writeDesk queues what writes the posts that the judges let pass.
func (t *tx) writeDesk(d *desk) {
	if len(d.holds) > 0 {
		t.insertHolds(d.holds)
	}
	if len(d.drafts) == 0 {
		t.writeMembers(d)
		return
	}
	t.insert(d.drafts)
	t.addMentions(d.messages())
	t.writeRooms(d)
	t.writeMembers(d)
	t.writeRoots(d)
}

func (d *desk) messages() []*chat.Message {
	all := make([]*chat.Message, len(d.drafts))
	for i, x := range d.drafts {
		all[i] = x.message
	}
	return all
}

// insert queues the adding of messages, which gives them their ids.
func (t *tx) insert(drafts []*draft) {
	var rows [][]any
	byPlace := map[place]*chat.Message{}
	for _, x := range drafts {
		m := x.message
		byPlace[place{m.RoomID, m.Seq}] = m
		rows = append(rows, []any{m.RoomID, m.Seq, m.Rev, string(m.Kind), m.Author.ID, m.Author.Name, m.Author.Handle, m.Author.Avatar,
			bit(m.Cont), m.Body, m.HTML, m.Plain, x.nonce, x.digest,
			m.Quote.Seq, m.Quote.Name, m.Quote.Text, m.Root, joinIDs(m.Mentions), micros(m.PostedAt)})
	}
	t.queueRows("add messages", rows, func(v string) string {
		return `INSERT INTO messages (room_id, seq, rev, kind,
		author_id, author_name, author_handle, author_avatar, cont, body, html, plain, nonce, digest,
		quote_seq, quote_name, quote_text, root_seq, mentions, posted_at) VALUES ` + v + ` RETURNING room_id, seq, id`
	}, func(s scanner) error {
		var at place
		var id int64
		err := s.Scan(&at.room, &at.seq, &id)
		if m := byPlace[at]; m != nil {
			m.ID = id
		}
		return err
	})
}

func (t *tx) writeRooms(d *desk) {
	var rows [][]any
	for _, r := range d.roomsInOrder() {
		rows = append(rows, []any{r.room.ID, r.room.Rev, r.room.LastSeq})
	}
	t.queueRows("advance rooms", rows, func(v string) string {
		return `WITH v (id, rev, last_seq) AS (VALUES ` + v + `)
		UPDATE rooms SET rev = v.rev, last_seq = v.last_seq FROM v WHERE rooms.id = v.id`
	}, nil)
}

// writeMembers notes when authors last posted and how far they have read, and
// lets those in who join by posting.
func (t *tx) writeMembers(d *desk) {
	who := slices.SortedFunc(maps.Keys(d.touched), func(a, b author) int {
		return cmp.Or(cmp.Compare(a.room, b.room), cmp.Compare(a.user, b.user))
	})
	var rows [][]any
	for _, a := range who {
		m := d.members[a].Member
		rows = append(rows, []any{m.RoomID, m.UserID, string(m.Role), m.LastReadSeq, micros(m.JoinedAt), micros(m.LastPostAt)})
	}
	t.queueRows("advance members", rows, func(v string) string {
		return `INSERT INTO members (room_id, user_id, role, last_read_seq, joined_at, last_post_at) VALUES ` + v + `
		ON CONFLICT (room_id, user_id) DO UPDATE SET last_post_at = excluded.last_post_at,
			last_read_seq = CASE WHEN excluded.last_read_seq > members.last_read_seq
				THEN excluded.last_read_seq ELSE members.last_read_seq END`
	}, nil)
}

// writeRoots counts answers at the first messages of their threads, and reads these.
func (t *tx) writeRoots(d *desk) {
	var rows [][]any
	for p, m := range d.roots {
		rows = append(rows, []any{p.room, p.seq, m.Replies, micros(m.RepliedAt), m.Rev})
	}
	t.queueRows("bump roots", rows, func(v string) string {
		return `WITH v (room_id, seq, replies, replied_at, rev) AS (VALUES ` + v + `)
		UPDATE messages SET replies = messages.replies + v.replies, replied_at = v.replied_at, rev = v.rev
		FROM v WHERE messages.room_id = v.room_id AND messages.seq = v.seq`
	}, nil)
	d.bumped = t.messagesAt(slices.Collect(maps.Keys(d.roots)))
}

// tell tells one change a room, with all its new messages and bumped roots.
func (d *desk) tell(tell func(chat.Event)) {
	byRoom := map[int64][]chat.Message{}
	if d.bumped != nil {
		for p, m := range *d.bumped {
			byRoom[p.room] = append(byRoom[p.room], m)
		}
	}
	for _, m := range d.messages() {
		byRoom[m.RoomID] = append(byRoom[m.RoomID], *m)
	}
	for id, joined := range d.joined {
		tell(chat.Event{Kind: chat.MemberChanged, Room: d.rooms[id].room, Users: joined})
	}
	for _, r := range d.roomsInOrder() {
		tell(chat.Event{Kind: chat.MessagesChanged, Change: changeOf(r.room, r.from, byRoom[r.room.ID]...)})
	}
}
