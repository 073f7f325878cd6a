// Package store keeps everything Parley knows in SQLite or PostgreSQL, with one
// text of SQL for both. It knows no rules: its file names mirror those of chat.
package store

import (
	"context"
	"database/sql"
	"errors"
	"io"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"parley/chat"
)

// DB is an open database. It reads on a pool of connections, and writes through lanes.
type DB struct {
	queries
	dialect   dialect
	writer    *sql.DB
	reader    *sql.DB
	tell      func(chat.Event)
	now       func() time.Time
	lanes     []*lane
	committed atomic.Pointer[func(jobs int, took time.Duration)] // nil: nobody counts
	secrets   sync.Map                                           // name to key; keys never change while the program runs
	// What was read of sessions, by their hashes, and of accounts, by their ids, a moment ago.
	recentSessions recent[string, sessionRow]
	recentUsers    recent[int64, chat.User]
	entrants       *gathering[entrant, entry]
	byHash         *gathering[string, foundSession] // sessions by their hashes
	file           string                           // of SQLite; else empty
	held           io.Closer                        // the lock on a SQLite file; else nil
	written        atomic.Int64                     // posts and acts since the start
	grown          chan struct{}                    // tells that learn is to look
	sweeper        context.CancelFunc
	ends           sync.WaitGroup // of the lanes and the sweeper
}

// dialect is where the two databases differ while they are used.
type dialect struct {
	lanes int
	// begin opens a transaction.
	begin func(ctx context.Context) (work, error)
	// lock are the statements that take the locks of a batch; nil where there is one writer.
	lock func(l locks) []statement
	// forUpdate ends a SELECT that locks its row.
	forUpdate string
	numbered  bool   // see values
	rows      int    // the most that one statement takes; 0: any number
	prepares  bool   // keeps compiled queries
	learn     string // has the planner look at the tables; empty where there is none that remembers
	gathers   int    // the most callers whose reading is one statement; 1: there is no round trip to share
}

// Open opens the database that url names (postgres://… or the path of a SQLite
// file), brings its schema up to date and starts its lanes. tell hears what has
// happened once it is durable, in order; it must not wait and must not use the store.
func Open(ctx context.Context, url string, tell func(chat.Event)) (*DB, error) {
	open := openSQLite
	if strings.HasPrefix(url, "postgres://") || strings.HasPrefix(url, "postgresql://") {
		open = openPostgres
	}
	db, err := open(ctx, url)
	if err != nil {
		return nil, err
	}
	db.queries = queries{q: db.reader, numbered: db.dialect.numbered, now: func() time.Time { return db.now() }}
	if db.dialect.prepares {
		db.q = prepared{db.reader, new(sync.Map)}
	}
	db.entrants = &gathering[entrant, entry]{most: db.dialect.gathers, read: db.entries}
	db.byHash = &gathering[string, foundSession]{most: db.dialect.gathers, read: db.queries.sessions}
	db.tell, db.now, db.grown = tell, time.Now, make(chan struct{}, 1)
	db.startLanes()
	db.startSweeper()
	return db, nil
}

// OnCommit has fn told of every transaction that became durable: how many acts
// and posts it held and how long it took. fn must not wait.
func (db *DB) OnCommit(fn func(jobs int, took time.Duration)) { db.committed.Store(&fn) }

// Ping says whether the database answers.
func (db *DB) Ping(ctx context.Context) error {
	_, err := one(ctx, db.q, scanInt, `SELECT 1`)
	return fail("ping", err)
}

// Close waits for what is being written, and closes the database. Later writes are refused.
func (db *DB) Close() error {
	db.sweeper()
	for _, l := range db.lanes {
		l.close()
	}
	db.ends.Wait()
	err := errors.Join(db.reader.Close(), db.writer.Close())
	if db.held != nil { // only now may a restore begin
		_ = db.held.Close()
	}
	return err
}

var (
	_ chat.Store = (*DB)(nil)
	_ chat.Tx    = (*tx)(nil)
)
