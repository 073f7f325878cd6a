package store

import (
	"context"
	"fmt"
)

// statement is SQL that waits to be run with others.
type statement struct {
	doing string // for its error
	query string
	args  []any
	row   func(scanner) error // takes each row; nil: nobody wants them
}

func (s statement) fail(err error) error { return fail(s.doing, err) }

// work is the open transaction of a batch, on a connection of its own. What is
// queued goes to the database together, in order: before anything that is run at
// once, when it is flushed, or with the commit.
type work interface {
	querier
	queue(all ...statement)
	flush(ctx context.Context) error
	// commit's error is an unknown one unless nothing stands.
	commit(ctx context.Context) error
	// rollback undoes what was not committed, and gives the connection back. It is called in every case.
	rollback()
}

// unbegun is the error of a transaction whose connection was broken before anything was run.
type unbegun struct{ error }

func (u unbegun) Unwrap() error { return u.error }

func errCommit(err error) error { return unknown{fmt.Errorf("store: commit: %w", err)} }
