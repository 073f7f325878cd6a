// Package migrations holds the database's schema, written once in PostgreSQL's
// words, and brings a database up to it. Migrations only go forward.
package migrations

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
)

//go:embed *.sql *.sqlite
var files embed.FS

// lockID is the advisory lock that replicas starting together queue at.
const lockID = 7_265_894_331

// UpSQLite brings a SQLite database up to date, in one transaction. Where others may do so at the same
// moment, db's transactions must begin as ones that write: they wait then, and see that it is done.
func UpSQLite(ctx context.Context, db *sql.DB) error {
	all, err := scripts(dialectFS(true))
	if err != nil {
		return err
	}
	if at, err := ofSQLite.version(ctx, db); err != nil || at >= newest(all) {
		return settle(ctx, db, at, newest(all), err)
	}
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("migrations: begin: %w", err)
	}
	defer func() { _ = tx.Rollback() }()
	at, err := ofSQLite.open(ctx, tx)
	if err != nil || at >= newest(all) { // somebody was faster
		return settle(ctx, tx, at, newest(all), err)
	}
	for _, s := range all {
		if s.version > at {
			if err := s.run(ctx, tx); err != nil {
				return err
			}
		}
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("migrations: commit: %w", err)
	}
	return nil
}

// UpPostgres brings a PostgreSQL database up to date, one replica at a time. The
// lock belongs to a transaction of its own, so it holds behind pgbouncer as well.
func UpPostgres(ctx context.Context, db *sql.DB) error {
	all, err := scripts(dialectFS(false))
	if err != nil {
		return err
	}
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("migrations: begin: %w", err)
	}
	defer func() { _ = tx.Rollback() }()
	const lock = `SELECT set_config('idle_in_transaction_session_timeout', '0', true), pg_advisory_xact_lock($1)`
	if _, err := tx.ExecContext(ctx, lock, int64(lockID)); err != nil {
		return fmt.Errorf("migrations: lock: %w", err)
	}
	at, err := ofPostgres.open(ctx, db)
	if err != nil || at >= newest(all) {
		return settle(ctx, db, at, newest(all), err)
	}
	for _, s := range all {
		if s.version > at {
			if err := s.apply(ctx, db); err != nil {
				return err
			}
		}
	}
	return nil
}

// settle ends an upgrade where nothing is to be done: err if looking failed, else whether
// code of this number may use a database that may be newer.
func settle(ctx context.Context, db database, at, code int64, err error) error {
	if err != nil || at == code {
		return err
	}
	var oldest int64
	if err := db.QueryRowContext(ctx, `SELECT oldest_code FROM schema_info`).Scan(&oldest); err != nil {
		return fmt.Errorf("migrations: oldest code: %w", err)
	}
	if oldest > code {
		return fmt.Errorf("this database has been upgraded by a newer Parley: it needs schema %d, and this program knows only %d; start the newer version", oldest, code)
	}
	return nil
}
