package store

import (
	"context"
	"slices"
	"time"

	"parley/chat"
)

// sessionRow is a session as it was found.
type sessionRow struct {
	data    []byte
	userID  int64
	expires time.Time
}

func sessionFields(x *sessionRow) []any { return []any{&x.data, &x.userID, at{&x.expires}} }

// dropped names what a transaction changed of sessions and accounts.
type dropped struct {
	users  []int64  // accounts, with all their sessions
	hashes []string // single sessions
}

func (d dropped) isEmpty() bool { return len(d.users) == 0 && len(d.hashes) == 0 }

// forget drops what is no longer so from what was read recently. It is called
// after every commit, also one of which nobody knows whether it stands.
func (db *DB) forget(d dropped) {
	if d.isEmpty() {
		return
	}
	db.recentUsers.drop(func(id int64, _ chat.User) bool { return slices.Contains(d.users, id) })
	db.recentSessions.drop(func(hash string, x sessionRow) bool {
		return slices.Contains(d.users, x.userID) || slices.Contains(d.hashes, hash)
	})
}

// recentSession is a session that was found a moment ago, if that is enough for ctx.
func (db *DB) recentSession(ctx context.Context, hash string) ([]byte, bool) {
	now := db.now()
	if !chat.IsRecentEnough(ctx) {
		return nil, false
	}
	x, ok := db.recentSessions.get(hash, now)
	if !ok || !x.expires.After(now) {
		return nil, false
	}
	*chat.RecollectionOf(ctx) = chat.Recollection{Hash: hash, Data: x.data}
	return x.data, true
}

// User reads an account. Under [chat.Recent] it may be one that was read a moment ago.
func (db *DB) User(ctx context.Context, id int64) (chat.User, error) {
	now := db.now()
	if chat.IsRecentEnough(ctx) {
		if u, ok := db.recentUsers.get(id, now); ok {
			return u, nil
		}
	}
	begun := db.recentUsers.begin()
	u, err := db.queries.User(ctx, id)
	if err == nil {
		db.recentUsers.put(id, u, begun, now)
	}
	return u, err
}
