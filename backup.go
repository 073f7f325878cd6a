package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"parley/handlers"
	"parley/store"
)

// backupCommand copies the place into one file while it is used. All that Parley
// knows is in its database: accounts and their sessions, keys, pictures, messages.
func backupCommand(ctx context.Context, args []string, getenv func(string) string, out io.Writer) error {
	file, err := onlyFile(args, "backup FILE: say which file to write")
	if err != nil {
		return err
	}
	c, err := readConfig(getenv)
	if err != nil {
		return err
	}
	if c.DatabaseURL != "" {
		return errors.New("backup: DATABASE_URL is set: back PostgreSQL up with pg_dump; after restoring that, run parley epoch")
	}
	began := time.Now()
	size, err := store.Backup(ctx, c.databaseFile(), file)
	if err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	fmt.Fprintf(out, "%s holds the place as it was at %s: %d bytes, checked\n", file, began.Format(time.RFC3339), size)
	return nil
}

// onlyFile is the absolute path of the only argument.
func onlyFile(args []string, usage string) (string, error) {
	if len(args) != 1 || args[0] == "" {
		return "", errors.New(usage)
	}
	return filepath.Abs(args[0])
}

// backupFile is a backup on its way to somebody.
type backupFile struct {
	*os.File
	size int64
}

func (f backupFile) Size() int64 { return f.size }

// Close removes the file.
func (f backupFile) Close() error {
	return errors.Join(f.File.Close(), os.Remove(f.Name()))
}

// makeBackup copies the place into a file beside it, to be sent; nil where there is PostgreSQL.
func (a *app) makeBackup() func(context.Context) (handlers.Backup, error) {
	if a.config.DatabaseURL != "" {
		return nil
	}
	return func(ctx context.Context) (handlers.Backup, error) {
		a.dropLeftBackups()
		name := filepath.Join(a.config.Data, ".backup-"+rand.Text()+".db")
		size, err := store.Backup(ctx, a.config.databaseFile(), name)
		if err != nil {
			return nil, fmt.Errorf("backup: %w", err)
		}
		f, err := os.Open(name)
		if err != nil {
			return nil, fmt.Errorf("backup: %w", err)
		}
		return backupFile{f, size}, nil
	}
}

// dropLeftBackups removes what was on its way when the program was cut off.
func (a *app) dropLeftBackups() {
	left, _ := filepath.Glob(filepath.Join(a.config.Data, ".backup-*.db"))
	for _, name := range left {
		if info, err := os.Stat(name); err == nil && time.Since(info.ModTime()) > 24*time.Hour {
			_ = os.Remove(name)
		}
	}
}
