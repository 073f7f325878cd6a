package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"parley/chat"
)

// epochCommand has every open page start anew, because what it shows may have
// been lost: after a restore of PostgreSQL, or a failover to a server that lagged behind.
func epochCommand(ctx context.Context, args []string, getenv func(string) string, out io.Writer) error {
	if len(args) != 0 {
		return errors.New("epoch takes no argument")
	}
	c, err := readConfig(getenv)
	if err != nil {
		return err
	}
	if err := hasPlace(c); err != nil {
		return fmt.Errorf("epoch: %w", err)
	}
	db, err := openStore(ctx, c, func(chat.Event) {})
	if err != nil {
		return err
	}
	rooms, err := db.RenewEpochs(ctx)
	if err = errors.Join(err, db.Close()); err != nil {
		return fmt.Errorf("epoch: %w", err)
	}
	fmt.Fprintf(out, "The epochs of %d rooms are new: open pages start anew with what is stored\n", rooms)
	return nil
}

// hasPlace refuses to begin a new database where one is to be changed.
func hasPlace(c Config) error {
	if _, err := os.Stat(c.databaseFile()); c.DatabaseURL == "" && errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("there is no database at %s: is PARLEY_DATA or DATABASE_URL right?", c.databaseFile())
	}
	return nil
}
