package store

import (
	"context"
	"time"
)

// State is how the database stands, for those who run the place.
type State struct {
	Schema     int64 // number of the newest migration
	Bytes      int64 // that the database holds
	FreeBytes  int64 // on the disk of a SQLite database; -1: not known here
	LastBackup time.Time
	HoldsDue   int64 // delayed messages that should have been shown a minute ago
	Waiting    int   // acts and posts in the queues of this process
}

// State reads how the database stands.
func (db *DB) State(ctx context.Context, now time.Time) (State, error) {
	size := `pg_database_size(current_database())`
	if db.file != "" {
		size = `(SELECT page_count * page_size FROM pragma_page_count, pragma_page_size)`
	}
	scan := func(r scanner) (s State, err error) {
		return s, r.Scan(&s.Schema, &s.Bytes, at{&s.LastBackup}, &s.HoldsDue)
	}
	s, err := one(ctx, db.q, scan, `SELECT (SELECT MAX(version_id) FROM goose_db_version WHERE is_applied), `+size+`, p.backup_at,
		(SELECT COUNT(*) FROM holds WHERE decided_at = 0 AND due_at <> 0 AND due_at < $1) FROM place p WHERE p.id = 1`, micros(now.Add(-time.Minute)))
	if s.FreeBytes = -1; db.file != "" {
		s.FreeBytes = freeBytes(db.file)
	}
	for _, l := range db.lanes {
		s.Waiting += l.length()
	}
	return s, fail("state", err)
}
