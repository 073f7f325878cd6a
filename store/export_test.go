package store

import (
	"context"
	"database/sql"
	"sync/atomic"
	"time"

	"parley/chat"
)

// SetPatience shortens how long an unreachable database is asked again.
func SetPatience(d time.Duration) (back func()) {
	was := patience
	patience = d
	return func() { patience = was }
}

// SetNow gives the store another clock.
func (db *DB) SetNow(now func() time.Time) { db.now = now }

// Waiting is how many jobs stand in the queues of lanes.
func (db *DB) Waiting() (n int) {
	for _, l := range db.lanes {
		l.mu.Lock()
		n += len(l.queue)
		l.mu.Unlock()
	}
	return n
}

// Closing says whether all lanes have been told to end.
func (db *DB) Closing() bool {
	for _, l := range db.lanes {
		l.mu.Lock()
		closed := l.closed
		l.mu.Unlock()
		if !closed {
			return false
		}
	}
	return true
}

// CountReads counts the statements that are read from now on, outside of acts.
func (db *DB) CountReads() *atomic.Int64 {
	c := &counting{querier: db.q}
	db.q = c
	return &c.n
}

type counting struct {
	querier
	n atomic.Int64
}

func (c *counting) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	c.n.Add(1)
	return c.querier.QueryContext(ctx, query, args...)
}

// Exec runs a statement beside all lanes.
func (db *DB) Exec(ctx context.Context, query string, args ...any) error {
	_, err := db.writer.ExecContext(ctx, query, args...)
	return err
}

// ExecIn runs a statement in an act.
func ExecIn(t chat.Tx, query string) error { return t.(*tx).exec("test", query) }

// AskIn reads one text in an act.
func AskIn(t chat.Tx, query string) (string, error) {
	scan := func(s scanner) (text string, err error) { return text, s.Scan(&text) }
	return one(context.Background(), t.(*tx).q, scan, query)
}

// Count reads one number.
func (db *DB) Count(ctx context.Context, query string, args ...any) (int64, error) {
	return one(ctx, db.q, scanInt, query, args...)
}

// Sweep drops what has expired.
func (db *DB) Sweep(ctx context.Context) error { return db.sweep(ctx) }

// LockAlone holds a database as a restore does, until it is released.
func LockAlone(path string) (release func() error, err error) {
	held, err := lockAlone(path)
	if err != nil {
		return nil, err
	}
	return held.Close, nil
}

// Work counts what transactions send to the database.
type Work struct{ Statements, Trips int }

// CountWork counts from now on. Read it when nothing is being written.
func (db *DB) CountWork() *Work {
	n, begin := new(Work), db.dialect.begin
	db.dialect.begin = func(ctx context.Context) (work, error) {
		w, err := begin(ctx)
		return &counted{work: w, n: n}, err
	}
	return n
}

type counted struct {
	work
	n      *Work
	queued int
}

func (c *counted) queue(all ...statement) {
	c.queued += len(all)
	c.work.queue(all...)
}

func (c *counted) flush(ctx context.Context) error {
	c.n.Statements += c.queued
	c.n.Trips += min(c.queued, 1)
	c.queued = 0
	return c.work.flush(ctx)
}

func (c *counted) commit(ctx context.Context) error {
	c.n.Statements += c.queued
	c.n.Trips++
	return c.work.commit(ctx)
}

func (c *counted) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	c.n.Statements++
	c.n.Trips++
	return c.work.ExecContext(ctx, query, args...)
}

func (c *counted) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	c.n.Statements++
	c.n.Trips++
	return c.work.QueryContext(ctx, query, args...)
}
