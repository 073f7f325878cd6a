package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"parley/store"
)

// restoreCommand puts a backup in the place of the database, while no server runs.
func restoreCommand(ctx context.Context, args []string, getenv func(string) string, out io.Writer) error {
	file, err := onlyFile(args, "restore FILE: say which backup")
	if err != nil {
		return err
	}
	c, err := readConfig(getenv)
	if err != nil {
		return err
	}
	if c.DatabaseURL != "" {
		return errors.New("restore: DATABASE_URL is set: restore PostgreSQL with pg_restore or psql, and run parley epoch then")
	}
	done, err := store.Restore(ctx, c.databaseFile(), file)
	if err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	former := "there was none before"
	if done.Aside != "" {
		former = "the one before is now " + done.Aside
	}
	fmt.Fprintf(out, "%s is restored (%d rooms, %d messages); %s\n", c.databaseFile(), done.Rooms, done.Messages, former)
	return nil
}
