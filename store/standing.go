package store

import (
	"context"
	"slices"
	"time"

	"parley/chat"
)

// author names somebody in a room.
type author struct{ room, user int64 }

// place names a message by where it stands, or a key of members.
type place struct{ room, seq int64 }

// nonceKey names a draft.
type nonceKey struct {
	author int64
	nonce  string
}

// browser names a session of somebody.
type browser struct {
	user    int64
	session string
}

// standings queues the reading of the room, the account, the membership and the
// session of every author of a batch, with the last message of each room, and
// with whether something was posted under their nonces before.
func (t *tx) standings(posts []*job) *[]seat {
	type request struct {
		author
		nonce, session string
	}
	var rows [][]any
	seen := map[request]bool{}
	for _, j := range posts {
		p := j.post
		if r := (request{author{p.RoomID, p.AuthorID}, p.Draft.Nonce, p.Session}); !seen[r] {
			seen[r] = true
			rows = append(rows, []any{p.RoomID, p.AuthorID, p.Draft.Nonce, p.Session})
		}
	}
	all := new([]seat)
	t.queueRows("standings", rows, func(v string) string {
		return `WITH w (room_id, user_id, nonce, session) AS (VALUES ` + v + `)
		SELECT ` + roomColumns + `, ` + userColumns + `, ` + memberColumns + `,
			COALESCE(m.author_id, 0), COALESCE(m.kind, ''), COALESCE(m.posted_at, 0), COALESCE(m.removed_at, 0), w.session,
			COALESCE((SELECT MAX(s.expires_at) FROM sessions s WHERE s.id = w.session AND s.user_id = w.user_id AND s.ended_at = 0), 0),
			COALESCE((SELECT k.id FROM messages k WHERE k.author_id = w.user_id AND k.nonce = w.nonce AND k.nonce <> ''), 0),
			COALESCE((SELECT k.id FROM holds k WHERE k.author_id = w.user_id AND k.nonce = w.nonce AND k.nonce <> ''), 0), ` + heldColumn + `
		FROM w JOIN rooms r ON r.id = w.room_id JOIN users u ON u.id = w.user_id
		LEFT JOIN members b ON b.room_id = r.id AND b.user_id = u.id
		LEFT JOIN messages m ON m.room_id = r.id AND m.seq = r.last_seq`
	}, collect(all, scanSeat))
	return all
}

// addLastPost reads when somebody last spoke in a room with slow mode that they
// are not in: whoever leaves and comes back waits like all others.
func (t *tx) addLastPost(ctx context.Context, st *chat.Standing) error {
	if st.IsMember() || st.Room.SlowMode == 0 {
		return nil
	}
	last, err := one(ctx, t.q, scanInt, `SELECT COALESCE(`+lastSpoke+`, 0)`, st.Room.ID, st.User.ID)
	if last != 0 {
		st.Member.LastPostAt = time.UnixMicro(last).UTC()
	}
	return fail("last post", err)
}

// seat is an author's standing, with what decides whether they go on the last
// message of the room, and one of their sessions.
type seat struct {
	chat.Standing
	last    chat.Message
	session string
	until   time.Time // when the session expires; zero: it has ended
	known   int64     // id of what was posted under the nonce before; 0: nothing
	held    int64     // id of what was held under the nonce before; 0: nothing
}

// isSignedIn says whether the author may still act in this session; programs have none.
func (x seat) isSignedIn(now time.Time) bool {
	return x.User.State == chat.Active && (x.session == "" || x.until.After(now))
}

func scanSeat(s scanner) (x seat, err error) {
	last := []any{&x.last.Author.ID, &x.last.Kind, at{&x.last.PostedAt}, at{&x.last.RemovedAt}, &x.session, at{&x.until}, &x.known, &x.held, &x.Held}
	return x, s.Scan(slices.Concat(roomFields(&x.Room), userFields(&x.User), memberFields(&x.Member), last)...)
}

// known reads what was posted before under the nonces of a batch: mostly nothing.
func (t *tx) known(seats []seat) (map[nonceKey]posted, error) {
	var ids []int64
	for _, s := range seats {
		if s.known != 0 {
			ids = append(ids, s.known)
		}
	}
	byNonce := map[nonceKey]posted{}
	if len(ids) == 0 {
		return byNonce, nil
	}
	v := in(&t.queries, ids)
	type found struct {
		nonce string
		posted
	}
	scan := func(s scanner) (f found, err error) {
		p := &f.posted
		return f, s.Scan(append([]any{&f.nonce, &p.digest, &p.RoomID, &p.Slug}, messageFields(&p.Message)...)...)
	}
	all, err := list(t.ctx, t.q, scan, `SELECT m.nonce, m.digest, `+placedMessage+`
		FROM messages m JOIN rooms r ON r.id = m.room_id WHERE m.id IN (VALUES `+v.String()+`)`, v.args...)
	for _, f := range all {
		byNonce[nonceKey{f.Author.ID, f.nonce}] = f.posted
	}
	return byNonce, fail("known nonces", err)
}

// messagesAt queues the reading of the messages at these places.
func (t *tx) messagesAt(places []place) *map[place]chat.Message {
	byPlace := map[place]chat.Message{}
	var rows [][]any
	for _, p := range places {
		rows = append(rows, []any{p.room, p.seq})
	}
	t.queueRows("messages at", rows, func(v string) string {
		return `WITH w (room_id, seq) AS (VALUES ` + v + `)
		SELECT ` + placedMessage + ` FROM w
		JOIN messages m ON m.room_id = w.room_id AND m.seq = w.seq
		JOIN rooms r ON r.id = m.room_id`
	}, func(s scanner) error {
		m, err := scanMessage(s)
		byPlace[place{m.RoomID, m.Seq}] = m
		return err
	})
	return &byPlace
}

// held reads what was held under the nonces of a batch: nearly always nothing.
func (t *tx) held(seats []seat) (map[nonceKey]*chat.Hold, error) {
	var found map[nonceKey]*chat.Hold
	for _, s := range seats {
		if s.held == 0 || s.known != 0 {
			continue
		}
		h, err := t.Hold(t.ctx, s.held)
		if err != nil {
			return nil, err
		}
		if found == nil {
			found = map[nonceKey]*chat.Hold{}
		}
		found[nonceKey{h.AuthorID, h.Draft.Nonce}] = &h
	}
	return found, nil
}
