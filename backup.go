package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"time"

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
