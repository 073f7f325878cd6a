package store

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"time"

	_ "modernc.org/sqlite" // the driver "sqlite"

	"parley/migrations"
)

// sqliteRows bounds the rows of a statement, so that the same few texts come
// again and again: they are compiled once, and there is no round trip to save.
const sqliteRows = 32

// readerCache is the memory for pages of a connection that reads, in KiB; the system
// keeps the file itself in memory. SQLite's usual 2,000 take 4 MB a connection, since a page
// of 4,096 bytes and its header take 8 KiB.
const readerCache = "cache_size(-512)"

// openSQLite opens a file with one connection that writes, since SQLite has one
// writer at a time, and a pool of others that only read.
func openSQLite(ctx context.Context, path string) (*DB, error) {
	path, err := createFile(path)
	if err != nil {
		return nil, fmt.Errorf("store: the database file cannot be used: %w", err)
	}
	held, err := lockShared(path)
	if err != nil {
		return nil, fmt.Errorf("store: %w", err)
	}
	db, err := openLocked(ctx, path)
	if err != nil {
		_ = held.Close()
		return nil, err
	}
	db.held, db.file = held, path
	return db, nil
}

func openLocked(ctx context.Context, path string) (*DB, error) {
	writer, err := sqlitePool(path, "_txlock", "immediate", "_synchronous", "FULL", "_foreign_keys", "on")
	if err != nil {
		return nil, err
	}
	writer.SetMaxOpenConns(1)
	reader, err := sqlitePool(path, "_query_only", "on", "_pragma", readerCache)
	if err != nil {
		return nil, err
	}
	readers := max(4, runtime.NumCPU())
	reader.SetMaxOpenConns(readers)
	reader.SetMaxIdleConns(readers) // opening one costs more than a page reads
	reader.SetConnMaxIdleTime(5 * time.Minute)
	if err := migrations.UpSQLite(ctx, writer); err != nil {
		_, _ = writer.Close(), reader.Close()
		return nil, fmt.Errorf("store: %s: %w", path, err)
	}
	return &DB{writer: writer, reader: reader, dialect: dialect{
		lanes: 1, begin: newCompiled(writer).begin, prepares: true, gathers: 1, rows: sqliteRows,
	}}, nil
}

// createFile makes the file for its owner's eyes alone: it holds keys and hashes.
func createFile(path string) (string, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return "", err
	}
	return path, f.Close()
}

func sqlitePool(path string, settings ...string) (*sql.DB, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("store: %w", err)
	}
	settings = append([]string{"_journal_mode", "WAL", "_busy_timeout", "5000"}, settings...)
	db, err := sql.Open("sqlite", fileURL(path, settings...))
	if err != nil {
		return nil, fmt.Errorf("store: open %s: %w", path, err)
	}
	return db, nil
}

// fileURL names a SQLite file with settings.
func fileURL(path string, settings ...string) string {
	v := url.Values{}
	for i := 0; i < len(settings); i += 2 {
		v.Set(settings[i], settings[i+1])
	}
	u := url.URL{Scheme: "file", OmitHost: true, Path: path, RawQuery: v.Encode()}
	return u.String()
}
