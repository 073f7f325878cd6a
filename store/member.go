package store

import (
	"cmp"
	"context"
	"slices"

	"parley/chat"
)

const memberColumns = `COALESCE(b.room_id, 0), COALESCE(b.user_id, 0), COALESCE(b.role, ''), COALESCE(b.last_read_seq, 0),
	COALESCE(b.joined_at, 0), COALESCE(b.last_post_at, 0)`

// memberFields are where memberColumns go.
func memberFields(m *chat.Member) []any {
	return []any{&m.RoomID, &m.UserID, &m.Role, &m.LastReadSeq, at{&m.JoinedAt}, at{&m.LastPostAt}}
}

// heldColumn counts what waits of user u in room r.
const heldColumn = `(SELECT COUNT(*) FROM holds h WHERE h.room_id = r.id AND h.author_id = u.id AND h.decided_at = 0)`

const (
	placedColumns = roomColumns + `, ` + userColumns + `, ` + memberColumns + `, ` + heldColumn
	placedRooms   = ` FROM rooms r
	LEFT JOIN users u ON u.id = $2
	LEFT JOIN members b ON b.room_id = r.id AND b.user_id = u.id `
	standing = `SELECT ` + placedColumns + placedRooms
)

// placedFields are where placedColumns go.
func placedFields(st *chat.Standing) []any {
	return slices.Concat(roomFields(&st.Room), userFields(&st.User), memberFields(&st.Member), []any{&st.Held})
}

func scanStanding(s scanner) (st chat.Standing, err error) { return st, s.Scan(placedFields(&st)...) }

// Standing reads a room by its slug and the place of a user (0: a guest) in it.
func (d *queries) Standing(ctx context.Context, slug string, userID int64) (chat.Standing, error) {
	st, err := one(ctx, d.q, scanStanding, standing+`WHERE r.slug = $1`, slug, userID)
	if err != nil {
		return st, missing("standing", chat.NoRoom().Error(), err)
	}
	return st, d.complete(ctx, &st)
}

// StandingIn is Standing for who acts in a session; it refuses them when that has ended.
func (d *queries) StandingIn(ctx context.Context, slug string, userID int64, session string) (chat.Standing, error) {
	isThere := false
	scan := func(s scanner) (st chat.Standing, err error) {
		return st, s.Scan(append(placedFields(&st), flag{&isThere})...)
	}
	st, err := one(ctx, d.q, scan, `SELECT `+placedColumns+`, CASE WHEN EXISTS (SELECT 1 FROM sessions s
			WHERE s.id = $3 AND s.user_id = $2 AND s.ended_at = 0 AND s.expires_at > $4) THEN 1 ELSE 0 END`+placedRooms+`WHERE r.slug = $1`,
		slug, userID, session, micros(d.now()))
	if err != nil {
		return st, missing("standing", chat.NoRoom().Error(), err)
	}
	if !isThere {
		return chat.Standing{}, chat.SignedOut()
	}
	return st, d.complete(ctx, &st)
}

// StandingByID is Standing by the room's id.
func (d *queries) StandingByID(ctx context.Context, roomID, userID int64) (chat.Standing, error) {
	st, err := one(ctx, d.q, scanStanding, standing+`WHERE r.id = $1`, roomID, userID)
	if err != nil {
		return st, missing("standing", chat.NoRoom().Error(), err)
	}
	return st, d.complete(ctx, &st)
}

// complete reads what a standing needs only now and then: what stands against the
// user, and in rooms that ask for it whether their account is new.
func (d *queries) complete(ctx context.Context, st *chat.Standing) error {
	if err := d.addSanctions(ctx, st); err != nil || !st.Room.AsksForNew(d.now()) || st.User.ID == 0 {
		return err
	}
	var err error
	st.Newcomer, err = d.IsNewcomer(ctx, st.User)
	return err
}

// IsNewcomer says whether an account is younger than the place asks for, or has written less.
func (d *queries) IsNewcomer(ctx context.Context, u chat.User) (bool, error) {
	scan := func(s scanner) (p chat.Place, err error) { return p, s.Scan(span{&p.NewFor}, &p.NewPosts) }
	p, err := one(ctx, d.q, scan, `SELECT new_for, new_posts FROM place WHERE id = 1`)
	if err != nil {
		return false, fail("new accounts", err)
	}
	if d.now().Sub(u.CreatedAt) < p.NewFor {
		return true, nil
	}
	if p.NewPosts == 0 {
		return false, nil
	}
	n, err := one(ctx, d.q, scanInt, `SELECT COUNT(*) FROM (SELECT 1 FROM messages
		WHERE author_id = $1 AND nonce <> '' AND removed_at = 0 LIMIT CAST($2 AS BIGINT)) written`, u.ID, p.NewPosts)
	return n < p.NewPosts, fail("messages of a new account", err)
}

// Members lists the people of a room by name, without those whose account is closed.
func (d *queries) Members(ctx context.Context, roomID int64) ([]chat.MemberListing, error) {
	scan := func(s scanner) (m chat.MemberListing, err error) {
		return m, s.Scan(append(memberFields(&m.Member), personFields(&m.Person)...)...)
	}
	all, err := list(ctx, d.q, scan, `SELECT `+memberColumns+`, `+personColumns+`
		FROM members b JOIN users u ON u.id = b.user_id
		WHERE b.room_id = $1 AND u.state <> 'closed' ORDER BY u.name_folded, u.id`, roomID)
	return all, fail("members", err)
}

// MemberCount is how many there are in Members.
func (d *queries) MemberCount(ctx context.Context, roomID int64) (int64, error) {
	n, err := one(ctx, d.q, scanInt, `SELECT COUNT(*) FROM members b JOIN users u ON u.id = b.user_id
		WHERE b.room_id = $1 AND u.state <> 'closed'`, roomID)
	return n, fail("member count", err)
}

// RoomsOf lists the ids of the rooms a user is in.
func (d *queries) RoomsOf(ctx context.Context, userID int64) ([]int64, error) {
	rooms, err := list(ctx, d.q, scanInt, `SELECT room_id FROM members WHERE user_id = $1 ORDER BY room_id`, userID)
	return rooms, fail("rooms of", err)
}

// lastSpoke is when user $2 last said something in room $1, also what waits or was turned away.
const lastSpoke = `(SELECT MAX(spoken.at) FROM (
	SELECT posted_at AS at FROM messages WHERE author_id = $2 AND nonce <> '' AND room_id = $1
	UNION ALL SELECT created_at FROM holds WHERE author_id = $2 AND nonce <> '' AND room_id = $1) spoken)`

// PutMember adds a member, or changes the role of one. Who comes back has not
// spoken longer ago than they have.
func (t *tx) PutMember(_ context.Context, m chat.Member) error {
	return t.exec("put member", `
		INSERT INTO members (room_id, user_id, role, last_read_seq, joined_at, last_post_at)
		VALUES ($1, $2, $3, $4, $5, COALESCE(`+lastSpoke+`, $6)) ON CONFLICT (room_id, user_id) DO UPDATE SET role = excluded.role`,
		m.RoomID, m.UserID, string(m.Role), m.LastReadSeq, micros(m.JoinedAt), micros(m.LastPostAt))
}

// RemoveMember ends a membership; ending none is no error.
func (t *tx) RemoveMember(_ context.Context, roomID, userID int64) error {
	return t.exec("remove member", `DELETE FROM members WHERE room_id = $1 AND user_id = $2`, roomID, userID)
}

// MarkRead moves read marks forward, never back and never past the room's end.
func (t *tx) MarkRead(_ context.Context, marks []chat.ReadMark) error {
	var rows [][]any
	for _, m := range furthest(marks) {
		rows = append(rows, []any{m.UserID, m.RoomID, m.Seq})
	}
	t.queueRows("mark read", rows, func(v string) string {
		return `WITH v (user_id, room_id, seq) AS (VALUES ` + v + `)
			UPDATE members SET last_read_seq = CASE WHEN v.seq < r.last_seq THEN v.seq ELSE r.last_seq END
			FROM v JOIN rooms r ON r.id = v.room_id
			WHERE members.room_id = v.room_id AND members.user_id = v.user_id AND members.last_read_seq < v.seq`
	}, nil)
	return nil
}

// furthest keeps one mark of each reader and room, in the order that posts lock members in.
func furthest(marks []chat.ReadMark) []chat.ReadMark {
	marks = slices.Clone(marks)
	slices.SortFunc(marks, func(a, b chat.ReadMark) int {
		return cmp.Or(cmp.Compare(a.RoomID, b.RoomID), cmp.Compare(a.UserID, b.UserID), cmp.Compare(b.Seq, a.Seq))
	})
	return slices.CompactFunc(marks, func(a, b chat.ReadMark) bool { return a.RoomID == b.RoomID && a.UserID == b.UserID })
}
