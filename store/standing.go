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

// standings reads the room, the account, the membership and the session of every
// author of a batch, with the last message of each room, in one statement.
func (t *tx) standings(ctx context.Context, posts []*job) ([]seat, error) {
	type request struct {
		author
		session string
	}
	v, seen := t.values(), map[request]bool{}
	for _, j := range posts {
		if a := (request{author{j.post.RoomID, j.post.AuthorID}, j.post.Session}); !seen[a] {
			seen[a] = true
			v.add(a.room, a.user, a.session)
		}
	}
	all, err := list(ctx, t.q, scanSeat, `WITH w (room_id, user_id, session) AS (VALUES `+v.String()+`)
		SELECT `+roomColumns+`, `+userColumns+`, `+memberColumns+`,
			COALESCE(m.author_id, 0), COALESCE(m.kind, ''), COALESCE(m.posted_at, 0), COALESCE(m.removed_at, 0), w.session,
			COALESCE((SELECT MAX(s.expires_at) FROM sessions s WHERE s.id = w.session AND s.user_id = w.user_id AND s.ended_at = 0), 0)
		FROM w JOIN rooms r ON r.id = w.room_id JOIN users u ON u.id = w.user_id
		LEFT JOIN members b ON b.room_id = r.id AND b.user_id = u.id
		LEFT JOIN messages m ON m.room_id = r.id AND m.seq = r.last_seq`, v.args...)
	return all, fail("standings", err)
}

// seat is an author's standing, with what decides whether they go on the last
// message of the room, and one of their sessions.
type seat struct {
	chat.Standing
	last    chat.Message
	session string
	until   time.Time // when the session expires; zero: it has ended
}

// isSignedIn says whether the author may still act in this session; programs have none.
func (x seat) isSignedIn(now time.Time) bool {
	return x.User.State == chat.Active && (x.session == "" || x.until.After(now))
}

func scanSeat(s scanner) (x seat, err error) {
	last := []any{&x.last.Author.ID, &x.last.Kind, at{&x.last.PostedAt}, at{&x.last.RemovedAt}, &x.session, at{&x.until}}
	return x, s.Scan(slices.Concat(roomFields(&x.Room), userFields(&x.User), memberFields(&x.Member), last)...)
}

// known reads what was posted before under the nonces of a batch.
func (t *tx) known(ctx context.Context, posts []*job) (map[nonceKey]posted, error) {
	v := t.values()
	for _, j := range posts {
		v.add(j.post.AuthorID, j.post.Draft.Nonce)
	}
	type found struct {
		nonce string
		posted
	}
	scan := func(s scanner) (f found, err error) {
		p := &f.posted
		return f, s.Scan(append([]any{&f.nonce, &p.digest, &p.RoomID, &p.Slug}, messageFields(&p.Message)...)...)
	}
	all, err := list(ctx, t.q, scan, `WITH w (author_id, nonce) AS (VALUES `+v.String()+`)
		SELECT m.nonce, m.digest, `+placedMessage+` FROM w
		JOIN messages m ON m.author_id = w.author_id AND m.nonce = w.nonce AND m.nonce <> ''
		JOIN rooms r ON r.id = m.room_id`, v.args...)
	byNonce := map[nonceKey]posted{}
	for _, f := range all {
		byNonce[nonceKey{f.Author.ID, f.nonce}] = f.posted
	}
	return byNonce, fail("known nonces", err)
}

// messagesAt reads the messages at these places.
func (t *tx) messagesAt(ctx context.Context, places []place) (map[place]chat.Message, error) {
	byPlace := map[place]chat.Message{}
	if len(places) == 0 {
		return byPlace, nil
	}
	v := t.values()
	for _, p := range places {
		if _, ok := byPlace[p]; !ok {
			byPlace[p] = chat.Message{}
			v.add(p.room, p.seq)
		}
	}
	clear(byPlace)
	all, err := list(ctx, t.q, scanMessage, `WITH w (room_id, seq) AS (VALUES `+v.String()+`)
		SELECT `+placedMessage+` FROM w
		JOIN messages m ON m.room_id = w.room_id AND m.seq = w.seq
		JOIN rooms r ON r.id = m.room_id`, v.args...)
	for _, m := range all {
		byPlace[place{m.RoomID, m.Seq}] = m
	}
	return byPlace, fail("messages at", err)
}
