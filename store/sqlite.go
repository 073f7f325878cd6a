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

// openSQLite opens a file with one connection that writes, since SQLite has one
// writer at a time, and a pool of others that only read.
func openSQLite(ctx context.Context, path string) (*DB, error) {
	path, err := createFile(path)
	if err != nil {
		return nil, fmt.Errorf("store: the database file cannot be used: %w", err)
	}
	writer, err := sqlitePool(path, "_txlock", "immediate", "_synchronous", "FULL", "_foreign_keys", "on")
	if err != nil {
		return nil, err
	}
	writer.SetMaxOpenConns(1)
	reader, err := sqlitePool(path, "_query_only", "on")
	if err != nil {
		return nil, err
	}
	reader.SetMaxOpenConns(max(4, runtime.NumCPU()))
	reader.SetMaxIdleConns(max(2, runtime.NumCPU()))
	reader.SetConnMaxIdleTime(5 * time.Minute)
	if err := migrations.UpSQLite(ctx, writer); err != nil {
		_, _ = writer.Close(), reader.Close()
		return nil, fmt.Errorf("store: %s: %w", path, err)
	}
	return &DB{writer: writer, reader: reader, dialect: dialect{lanes: 1, prepares: true}}, nil
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
	v := url.Values{"_journal_mode": {"WAL"}, "_busy_timeout": {"5000"}}
	for i := 0; i < len(settings); i += 2 {
		v.Set(settings[i], settings[i+1])
	}
	u := url.URL{Scheme: "file", OmitHost: true, Path: path, RawQuery: v.Encode()}
	db, err := sql.Open("sqlite", u.String())
	if err != nil {
		return nil, fmt.Errorf("store: open %s: %w", path, err)
	}
	return db, nil
}
