package migrations

import (
	"context"
	"database/sql"
	"fmt"
	"io/fs"
	"strconv"
	"strings"
)

// script is one migration: a file whose name begins with its number. A statement ends with the line
// that ends in a semicolon, or stands between two lines with the marks "+goose StatementBegin" and "+goose StatementEnd".
type script struct {
	name       string
	version    int64
	apart      bool // each statement in a transaction of its own: "+goose NO TRANSACTION"
	statements []string
}

// scripts reads all of them, the oldest first.
func scripts(from fs.FS) (all []script, err error) {
	names, err := fs.Glob(from, "*.sql") // in order
	if err != nil {
		return nil, fmt.Errorf("migrations: read: %w", err)
	}
	for _, name := range names {
		text, err := fs.ReadFile(from, name)
		if err != nil {
			return nil, fmt.Errorf("migrations: read: %w", err)
		}
		number, _, _ := strings.Cut(name, "_")
		version, err := strconv.ParseInt(number, 10, 64)
		if err != nil {
			return nil, fmt.Errorf("migrations: the name %s: %w", name, err)
		}
		s := script{name: name, version: version}
		s.read(string(text))
		all = append(all, s)
	}
	return all, nil
}

func newest(all []script) int64 { return all[len(all)-1].version }

// read takes the statements out of a file. Comments between them are left out, and so is the way back ("+goose Down"),
// which nobody goes.
func (s *script) read(text string) {
	text, _, _ = strings.Cut(text, "-- +goose Down")
	var statement strings.Builder
	whole := false
	end := func() {
		s.statements = append(s.statements, statement.String())
		statement.Reset()
	}
	for line := range strings.Lines(text) {
		switch trimmed := strings.TrimSpace(line); {
		case trimmed == "-- +goose NO TRANSACTION":
			s.apart = true
		case trimmed == "-- +goose StatementBegin":
			whole = true
		case trimmed == "-- +goose StatementEnd":
			whole = false
			end()
		case trimmed == "" || strings.HasPrefix(trimmed, "--"):
		default:
			statement.WriteString(line)
			if !whole && strings.HasSuffix(trimmed, ";") {
				end()
			}
		}
	}
	if statement.Len() > 0 { // without its semicolon
		end()
	}
}

// apply runs it in a transaction, or in one for each statement.
func (s script) apply(ctx context.Context, db *sql.DB) error {
	if s.apart {
		return s.run(ctx, db)
	}
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("migrations: %s: begin: %w", s.name, err)
	}
	defer func() { _ = tx.Rollback() }()
	if err := s.run(ctx, tx); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("migrations: %s: commit: %w", s.name, err)
	}
	return nil
}

func (s script) run(ctx context.Context, db database) error {
	for _, statement := range s.statements {
		if _, err := db.ExecContext(ctx, statement); err != nil {
			return fmt.Errorf("migrations: %s: %w", s.name, err)
		}
	}
	return note(ctx, db, s.version)
}
