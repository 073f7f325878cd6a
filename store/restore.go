package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	sqlite3 "modernc.org/sqlite/lib"

	"parley/migrations"
)

// Restored is what a restore has done.
type Restored struct {
	Rooms, Messages int64
	Aside           string // where the database stands that was there before; empty: there was none
}

// Restore puts the backup in file in the place of the SQLite database at path,
// which nothing may have open, and sets that one aside. At every moment path is
// the one or the other, whole. Rooms get new epochs; see [DB.RenewEpochs].
func Restore(ctx context.Context, path, file string) (Restored, error) {
	var done Restored
	if err := looksLikeSQLite(file); err != nil {
		return done, err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return done, err
	}
	held, err := lockAlone(path)
	if err != nil {
		return done, err
	}
	defer func() { _ = held.Close() }()
	part, err := emptyBeside(path)
	if err != nil {
		return done, err
	}
	defer removeAll(part, part+"-wal", part+"-shm", part+"-journal")
	if err := copyDatabase(file, part); err != nil {
		return done, fmt.Errorf("%s could not be copied: %w", file, err)
	}
	if err := done.prepare(ctx, part); err != nil {
		return done, fmt.Errorf("%s cannot be restored: %w", file, err)
	}
	if done.Aside, err = setAside(ctx, path); err != nil {
		return done, err
	}
	return done, rename(part, path)
}

// looksLikeSQLite says in one line what is wrong with a file at first sight.
func looksLikeSQLite(file string) error {
	info, err := os.Stat(file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("there is no file %s", file)
	case err != nil:
		return err
	case !info.Mode().IsRegular():
		return fmt.Errorf("%s is no file", file)
	}
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	magic := []byte("SQLite format 3\x00")
	head := make([]byte, len(magic))
	if _, err := io.ReadFull(f, head); err != nil || !bytes.Equal(head, magic) {
		return fmt.Errorf("%s is no backup of Parley: it is no SQLite database", file)
	}
	return nil
}

// copyDatabase copies a database, with the log of writes that belongs to it when
// it is the copy of one that was not closed.
func copyDatabase(file, to string) error {
	if err := copyFile(file, to); err != nil {
		return err
	}
	if err := copyFile(file+"-wal", to+"-wal"); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// prepare checks a copy, brings it up to this program's schema, begins new
// epochs, and leaves all of it in one file on the disk.
func (r *Restored) prepare(ctx context.Context, part string) error {
	db, err := sqlitePool(part)
	if err != nil {
		return err
	}
	err = r.renew(ctx, db)
	if err = errors.Join(err, db.Close()); err != nil {
		return err
	}
	_, err = flush(part)
	return err
}

func (r *Restored) renew(ctx context.Context, db *sql.DB) error {
	db.SetMaxOpenConns(1)
	if err := isParley(ctx, db); err != nil {
		return err
	}
	if err := migrations.UpSQLite(ctx, db); err != nil {
		return err
	}
	if err := renewEpochs(ctx, db); err != nil {
		return err
	}
	err := db.QueryRowContext(ctx, `SELECT (SELECT COUNT(*) FROM rooms), (SELECT COUNT(*) FROM messages)`).Scan(&r.Rooms, &r.Messages)
	if err != nil {
		return err
	}
	return intoOneFile(ctx, db)
}

// isParley says whether a database is whole, and a place of Parley.
func isParley(ctx context.Context, db *sql.DB) error {
	if err := integrity(ctx, db); hasCode(err, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB) {
		return fmt.Errorf("it is damaged: %w", err)
	} else if err != nil {
		return err
	}
	var tables int
	err := db.QueryRowContext(ctx, `SELECT COUNT(*) FROM sqlite_master WHERE type = 'table'
		AND name IN ('goose_db_version', 'schema_info', 'keys', 'rooms', 'messages')`).Scan(&tables)
	if err == nil && tables != 5 {
		err = errors.New("it is a database, but not one of Parley's")
	}
	return err
}
