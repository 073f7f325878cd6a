package store

import (
	"context"
	"crypto/rand"
	"maps"
	"slices"
	"time"

	"github.com/alexedwards/scs/v2"

	"parley/chat"
)

// SessionStore keeps scs sessions. Whose they are stands beside the data, so
// that ending them is one statement. The manager must hash its tokens.
type SessionStore struct{ db *DB }

var _ scs.CtxStore = SessionStore{}

// Sessions of signed-in browsers keep these under these names.
const (
	SessionUser    = "user"    // int64
	SessionID      = "sid"     // string: names it in lists, and is no secret
	SessionDevice  = "device"  // string
	SessionAddress = "address" // string
)

// SessionStore is where the session manager keeps its sessions.
func (db *DB) SessionStore() SessionStore { return SessionStore{db} }

// FindCtx reads a session's data, unless it has ended or expired. Under
// [chat.Recent] it may be as it was a moment ago.
func (s SessionStore) FindCtx(ctx context.Context, hash string) ([]byte, bool, error) {
	if data, ok := s.db.recentSession(ctx, hash); ok {
		return data, true, nil
	}
	now, begun, users := s.db.now(), s.db.recentSessions.begin(), s.db.recentUsers.begin()
	x, found, err := s.db.byHash.one(ctx, hash)
	if err != nil {
		return nil, false, fail("find session", err)
	}
	if !found || !x.expires.After(now) {
		return nil, false, nil
	}
	s.db.recentSessions.put(hash, x.sessionRow, begun, now)
	if u := x.user; u.ID != 0 {
		s.db.recentUsers.put(u.ID, u, users, now) // whoever reads the session asks for its account next
	}
	return x.data, true, nil
}

// foundSession is a session with its account, zero if that is nobody's.
type foundSession struct {
	sessionRow
	user chat.User
}

// sessions reads the sessions with these hashes that have not ended.
func (d *queries) sessions(ctx context.Context, hashes []string) (map[string]foundSession, error) {
	found := make(map[string]foundSession, len(hashes))
	scan := func(row scanner) (_ struct{}, err error) {
		var hash string
		var x foundSession
		err = row.Scan(slices.Concat([]any{&hash}, sessionFields(&x.sessionRow), userFields(&x.user))...)
		found[hash] = x
		return struct{}{}, err
	}
	const reading = `SELECT s.hash, s.data, s.user_id, s.expires_at, ` + userColumns + ` FROM sessions s LEFT JOIN users u ON u.id = s.user_id
		WHERE s.ended_at = 0 AND s.hash `
	if len(hashes) == 1 {
		_, err := list(ctx, d.q, scan, reading+`= $1`, hashes[0])
		return found, err
	}
	v := in(d, hashes)
	_, err := list(ctx, d.q, scan, reading+`IN (VALUES `+v.String()+`)`, v.args...)
	return found, err
}

// CommitCtx writes a session. One that has ended stays ended, whatever a
// request that was under way meanwhile wants to save.
func (s SessionStore) CommitCtx(ctx context.Context, hash string, data []byte, expiry time.Time) error {
	x, err := sessionIn(data)
	if err != nil {
		return fail("decode session", err)
	}
	now := micros(s.db.now())
	if r := chat.RecollectionOf(ctx); r != nil && r.Hash == hash { // what another replica wrote meanwhile stays
		return s.change(ctx, hash, "commit session", `UPDATE sessions SET data = $2, expires_at = $3, seen_at = $4
			WHERE hash = $1 AND ended_at = 0 AND data = $5`, hash, data, micros(expiry), now, r.Data)
	}
	return s.change(ctx, hash, "commit session", `
		INSERT INTO sessions (hash, id, data, expires_at, user_id, device, address, created_at, seen_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8) ON CONFLICT (hash) DO UPDATE SET
			id = excluded.id, data = excluded.data, expires_at = excluded.expires_at, user_id = excluded.user_id,
			device = excluded.device, address = excluded.address, seen_at = excluded.seen_at
		WHERE sessions.ended_at = 0`,
		hash, x.ID, data, micros(expiry), x.UserID, x.Device, x.Address, now)
}

// DeleteCtx ends a session.
func (s SessionStore) DeleteCtx(ctx context.Context, hash string) error {
	return s.change(ctx, hash, "delete session", endSession+`hash = $3`, micros(s.db.now()), []byte{}, hash)
}

// endSession leaves a row without data until it expires.
const endSession = `UPDATE sessions SET ended_at = $1, data = $2 WHERE ended_at = 0 AND `

// change writes one session, of which nothing stays known.
func (s SessionStore) change(ctx context.Context, hash, doing, query string, args ...any) error {
	return s.db.Tx(ctx, chat.Scope{}, func(t chat.Tx) error {
		x := t.(*tx)
		x.dropped.hashes = append(x.dropped.hashes, hash)
		return x.exec(doing, query, args...)
	})
}

// Find is FindCtx for callers without a context.
func (s SessionStore) Find(hash string) ([]byte, bool, error) {
	return s.FindCtx(context.Background(), hash)
}

// Commit is CommitCtx for callers without a context.
func (s SessionStore) Commit(hash string, data []byte, expiry time.Time) error {
	return s.CommitCtx(context.Background(), hash, data, expiry)
}

// Delete is DeleteCtx for callers without a context.
func (s SessionStore) Delete(hash string) error { return s.DeleteCtx(context.Background(), hash) }

// sessionIn finds in a session's data whose it is.
func sessionIn(data []byte) (x chat.Session, err error) {
	_, found, err := scs.GobCodec{}.Decode(data)
	if err != nil {
		return x, err
	}
	x.UserID, _ = found[SessionUser].(int64)
	x.ID, _ = found[SessionID].(string)
	x.Device, _ = found[SessionDevice].(string)
	x.Address, _ = found[SessionAddress].(string)
	if x.ID == "" {
		x.ID = rand.Text()
	}
	return x, nil
}

// Touch notes when sessions were last seen, by their ids, in one statement.
func (db *DB) Touch(ctx context.Context, seen map[string]time.Time) error {
	var rows [][]any
	for _, id := range slices.Sorted(maps.Keys(seen)) {
		rows = append(rows, []any{id, micros(seen[id])})
	}
	return db.Tx(ctx, chat.Scope{}, func(t chat.Tx) error {
		t.(*tx).queueRows("touch sessions", rows, func(v string) string {
			return `WITH v (id, seen_at) AS (VALUES ` + v + `)
			UPDATE sessions SET seen_at = v.seen_at FROM v WHERE sessions.id = v.id AND sessions.seen_at < v.seen_at`
		}, nil)
		return nil
	})
}

// Sessions lists a user's signed-in browsers, the last seen first.
func (d *queries) Sessions(ctx context.Context, userID int64) ([]chat.Session, error) {
	scan := func(s scanner) (x chat.Session, err error) {
		return x, s.Scan(&x.ID, &x.UserID, &x.Device, &x.Address, at{&x.CreatedAt}, at{&x.SeenAt})
	}
	all, err := list(ctx, d.q, scan, `SELECT id, user_id, device, address, created_at, seen_at FROM sessions
		WHERE user_id = $1 AND user_id <> 0 AND ended_at = 0 AND expires_at > $2 ORDER BY seen_at DESC, id`,
		userID, micros(time.Now()))
	return all, fail("sessions", err)
}

// EndSessions ends a user's sessions: the one with id, or all but except when id is empty.
func (t *tx) EndSessions(_ context.Context, userID int64, id, except string) error {
	t.dropUser(userID)
	now := micros(t.db.now())
	if id != "" {
		return t.exec("end session", endSession+`user_id = $3 AND id = $4`, now, []byte{}, userID, id)
	}
	return t.exec("end sessions", endSession+`user_id = $3 AND id <> $4`, now, []byte{}, userID, except)
}
