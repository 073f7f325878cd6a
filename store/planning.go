package store

import "context"

// learnFirst is after how much this process has written PostgreSQL is told to look at its tables; it is again each time that
// this has become ten times as much.
const learnFirst = 1_000

// wrote counts what was written, and has the sweeper learn when it is time.
func (db *DB) wrote(n int) {
	all := db.written.Add(int64(n))
	for at := int64(learnFirst); at <= all; at *= 10 {
		if all-int64(n) < at {
			select {
			case db.grown <- struct{}{}:
			default: // it is about to
			}
		}
	}
}

// learn has PostgreSQL look at the tables that every post reads. Plans are made for the small tables of a new place, and
// stay until its autovacuum comes by, up to a minute later. Meanwhile a crowd can make them bad ones: each post then
// looks for the last message of its room by reading all of them.
func (db *DB) learn(ctx context.Context) error {
	if db.dialect.learn == "" {
		return nil
	}
	_, err := db.reader.ExecContext(ctx, db.dialect.learn)
	return fail("learn", err)
}
