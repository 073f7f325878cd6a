package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// setAside keeps the database at path under another name too, and makes the file
// at path replaceable: what is beside it would be taken for part of the next one.
func setAside(ctx context.Context, path string) (string, error) {
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	aside, err := freeName(path)
	if err != nil {
		return "", err
	}
	if err := linkDatabase(path, aside); err != nil {
		return "", fmt.Errorf("the present database could not be set aside: %w", err)
	}
	switch err := foldFile(ctx, path); {
	case err == nil:
		removeAll(aside + "-wal") // its file holds all of it
	case hasCode(err, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
		removeAll(aside, aside+"-wal")
		return "", inUse(path)
	} // one that is damaged keeps its log
	if _, err := flush(filepath.Dir(path)); err != nil {
		return "", err
	}
	removeAll(path+"-wal", path+"-shm")
	return aside, nil
}

// linkDatabase gives the files of a database second names. SQLite may fold the
// log into the file afterwards, or drop one that it cannot read: the link stays.
func linkDatabase(path, to string) error {
	if err := os.Link(path, to); err != nil {
		return err
	}
	if err := os.Link(path+"-wal", to+"-wal"); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// freeName is path.before-1, or the next number that is free.
func freeName(path string) (string, error) {
	for n := 1; n < 10_000; n++ {
		name := fmt.Sprintf("%s.before-%d", path, n)
		if _, err := os.Lstat(name); errors.Is(err, fs.ErrNotExist) {
			return name, nil
		}
	}
	return "", fmt.Errorf("there are too many former databases beside %s", path)
}

func foldFile(ctx context.Context, path string) error {
	db, err := sqlitePool(path)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	return intoOneFile(ctx, db)
}

// intoOneFile brings all of a database into its one file. Nobody else may have it open.
func intoOneFile(ctx context.Context, db *sql.DB) error {
	_, err := db.ExecContext(ctx, `PRAGMA journal_mode = DELETE`)
	return err
}

func hasCode(err error, codes ...int) bool {
	e, ok := errors.AsType[*sqlite.Error](err)
	for _, code := range codes {
		if ok && e.Code()&0xff == code {
			return true
		}
	}
	return false
}
