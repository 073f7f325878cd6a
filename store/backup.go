package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"time"
)

// Backup copies the SQLite database at path, as it is at one moment, into a new
// file for its owner's eyes alone, while others read and write. The file gets its
// name only when it is whole and on the disk. It returns the file's size in bytes.
func Backup(ctx context.Context, path, file string) (size int64, err error) {
	if err := isNew(file); err != nil {
		return 0, err
	}
	if err := mustExist(path); err != nil {
		return 0, err
	}
	held, err := lockShared(path)
	if err != nil {
		return 0, err
	}
	defer func() { _ = held.Close() }()
	part, err := emptyBeside(file)
	if err != nil {
		return 0, fmt.Errorf("a backup cannot be written there: %w", err)
	}
	defer func() { _ = os.Remove(part) }() // nothing, once it has its name
	if err := vacuumInto(ctx, path, part); err != nil {
		return 0, fmt.Errorf("the backup could not be written to %s: %w", file, err)
	}
	if size, err = flush(part); err != nil {
		return 0, fmt.Errorf("the backup could not be written to %s: %w", file, err)
	}
	if err := publish(part, file); err != nil {
		return size, err
	}
	noteBackup(ctx, path)
	return size, nil
}

// noteBackup tells the place when it was copied. The copy is good without it.
func noteBackup(ctx context.Context, path string) {
	db, err := sqlitePool(path)
	if err != nil {
		return
	}
	defer func() { _ = db.Close() }()
	_, _ = db.ExecContext(ctx, `UPDATE place SET backup_at = $1 WHERE id = 1`, time.Now().UnixMicro())
}

// isNew refuses to write over what is there.
func isNew(file string) error {
	info, err := os.Lstat(file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	case info.IsDir():
		return fmt.Errorf("%s is a folder: give the name of a new file", file)
	}
	return fmt.Errorf("%s exists already, and nothing is written over it: give the name of a new file", file)
}

// vacuumInto writes a snapshot of the database at path into an empty file, and reads it again.
func vacuumInto(ctx context.Context, path, part string) error {
	db, err := sqlitePool(path)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	if _, err := db.ExecContext(ctx, `VACUUM INTO $1`, part); err != nil {
		return err
	}
	copied, err := sql.Open("sqlite", fileURL(part, "mode", "ro", "immutable", "1"))
	if err != nil {
		return err
	}
	defer func() { _ = copied.Close() }()
	return integrity(ctx, copied)
}

// integrity has SQLite look at every page and index of a database.
func integrity(ctx context.Context, db *sql.DB) error {
	var verdict string
	if err := db.QueryRowContext(ctx, `PRAGMA integrity_check(1)`).Scan(&verdict); err != nil {
		return err
	}
	if verdict != "ok" {
		return fmt.Errorf("it is damaged: %s", strings.Join(strings.Fields(verdict), " "))
	}
	return nil
}

// publish gives a whole file its name, and brings the name to the disk too.
func publish(part, file string) error {
	if err := isNew(file); err != nil {
		return err
	}
	return rename(part, file)
}
