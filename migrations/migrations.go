// Package migrations holds the database's schema, written once in PostgreSQL's
// words, and brings a database up to it. Migrations only go forward.
package migrations

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"time"

	"github.com/pressly/goose/v3"
)

//go:embed *.sql *.sqlite
var files embed.FS

// lockID is the advisory lock that replicas starting together queue at.
const lockID = 7_265_894_331

// UpSQLite brings a SQLite database up to date. If another program does so at
// the same moment one of them fails, and sees at its next look that it is done.
func UpSQLite(ctx context.Context, db *sql.DB) error {
	p, err := provider(goose.DialectSQLite3, db, true)
	if err != nil {
		return err
	}
	for range 5 {
		if err = up(ctx, p, db); err == nil || ctx.Err() != nil {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	return err
}

// UpPostgres brings a PostgreSQL database up to date, one replica at a time. The
// lock belongs to a transaction of its own, so it holds behind pgbouncer as well.
func UpPostgres(ctx context.Context, db *sql.DB) error {
	p, err := provider(goose.DialectPostgres, db, false)
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
	return up(ctx, p, db)
}

func provider(dialect goose.Dialect, db *sql.DB, sqlite bool) (*goose.Provider, error) {
	p, err := goose.NewProvider(dialect, db, dialectFS(sqlite), goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return nil, fmt.Errorf("migrations: read: %w", err)
	}
	return p, nil
}

func up(ctx context.Context, p *goose.Provider, db *sql.DB) error {
	at, code, err := p.GetVersions(ctx)
	if err != nil {
		return fmt.Errorf("migrations: version: %w", err)
	}
	if at > code {
		return mayUse(ctx, db, code)
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("migrations: up: %w", err)
	}
	return nil
}

// mayUse says whether code of this number may use a database that newer code has upgraded.
func mayUse(ctx context.Context, db *sql.DB, code int64) error {
	var oldest int64
	if err := db.QueryRowContext(ctx, `SELECT oldest_code FROM schema_info`).Scan(&oldest); err != nil {
		return fmt.Errorf("migrations: oldest code: %w", err)
	}
	if oldest > code {
		return fmt.Errorf("this database has been upgraded by a newer Parley: it needs schema %d, and this program knows only %d; start the newer version", oldest, code)
	}
	return nil
}
