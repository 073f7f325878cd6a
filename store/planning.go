package store

import "context"

// learnAfter is after how much this process has written PostgreSQL is told to look at its tables.
const learnAfter = 1_000

// wrote counts what was written, and has the sweeper learn once there has been so much.
func (db *DB) wrote(n int) {
	if all := db.written.Add(int64(n)); all >= learnAfter && all-int64(n) < learnAfter {
		close(db.busy)
	}
}

// learn has PostgreSQL look at the tables that every post reads. Plans are made for the empty tables of a new place, and
// stay until its autovacuum comes by, up to a minute later. Meanwhile a crowd can make them bad ones: each post then
// looks for the last message of its room by reading all of it.
func (db *DB) learn(ctx context.Context) error {
	if db.dialect.learn == "" {
		return nil
	}
	_, err := db.reader.ExecContext(ctx, db.dialect.learn)
	return fail("learn", err)
}
