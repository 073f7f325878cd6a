package store

import (
	"context"
	"time"
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

// Exec runs a statement beside all lanes.
func (db *DB) Exec(ctx context.Context, query string, args ...any) error {
	_, err := db.writer.ExecContext(ctx, query, args...)
	return err
}

// Count reads one number.
func (db *DB) Count(ctx context.Context, query string, args ...any) (int64, error) {
	return one(ctx, db.q, scanInt, query, args...)
}

// Sweep drops what has expired.
func (db *DB) Sweep(ctx context.Context) error { return db.sweep(ctx) }
