package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
)

// rollbackLimit is how long a connection is worth waiting for when nothing is to be kept.
const rollbackLimit = 5 * time.Second

var errRolledBack = errors.New("the transaction had failed before")

// postgresWork is a transaction whose statements travel together: what is queued
// goes out at once and is answered at once, BEGIN with the first and COMMIT with the last.
type postgresWork struct {
	conn   *sql.Conn
	queued []statement
	begun  bool // something has been answered
	over   bool // it was committed
}

func beginPostgres(ctx context.Context, pool *sql.DB) (work, error) {
	conn, err := pool.Conn(ctx)
	if err != nil {
		return nil, err
	}
	w := &postgresWork{conn: conn}
	w.queue(statement{doing: "begin", query: `BEGIN`}, statement{doing: "guard", query: guard})
	return w, nil
}

func (w *postgresWork) queue(all ...statement) { w.queued = append(w.queued, all...) }

func (w *postgresWork) flush(ctx context.Context) error {
	at, err := w.send(ctx, w.queued)
	if err == nil {
		return nil
	}
	err = at.fail(err)
	if !w.begun && isDown(err) {
		return unbegun{err}
	}
	return err
}

// send runs statements in one round trip. Where it fails nothing after that was run.
func (w *postgresWork) send(ctx context.Context, all []statement) (failed statement, err error) {
	w.queued = nil
	if len(all) == 0 {
		return failed, nil
	}
	b := &pgx.Batch{}
	for _, s := range all {
		b.Queue(s.query, s.args...)
	}
	err = w.conn.Raw(func(driver any) error {
		results := driver.(*stdlib.Conn).Conn().SendBatch(ctx, b)
		for _, failed = range all {
			if err := failed.read(results); err != nil {
				_ = results.Close() // it fails likewise
				return err
			}
			w.begun = true
		}
		return results.Close()
	})
	return failed, err
}

// read takes the answer to one of the statements.
func (s statement) read(results pgx.BatchResults) error {
	rows, err := results.Query()
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if s.row == nil {
			continue
		}
		if err := s.row(rows); err != nil {
			return err
		}
	}
	if s.query == commit && rows.Err() == nil && rows.CommandTag().String() != commit {
		return errRolledBack
	}
	return rows.Err()
}

const commit = `COMMIT`

// commit sends COMMIT with what is queued. If the server did not say which of
// them failed, the commit may stand.
func (w *postgresWork) commit(ctx context.Context) error {
	at, err := w.send(ctx, append(w.queued, statement{doing: "commit", query: commit}))
	if err == nil {
		w.over = true
		return nil
	}
	if refused, ok := errors.AsType[*pgconn.PgError](err); ok && at.query != commit && refused.SeverityUnlocalized == "ERROR" {
		return at.fail(err)
	}
	return errCommit(err)
}

// rollback leaves a connection that cannot be used again to the pool, which sees that.
func (w *postgresWork) rollback() {
	if !w.over {
		ctx, cancel := context.WithTimeout(context.Background(), rollbackLimit)
		defer cancel()
		_ = w.conn.Raw(func(driver any) error {
			c := driver.(*stdlib.Conn).Conn()
			if c.IsClosed() || c.PgConn().TxStatus() == 'I' {
				return nil
			}
			_, err := c.Exec(ctx, `ROLLBACK`)
			return err
		})
	}
	_ = w.conn.Close()
}

func (w *postgresWork) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	if err := w.flush(ctx); err != nil {
		return nil, err
	}
	return w.conn.ExecContext(ctx, query, args...)
}

func (w *postgresWork) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if err := w.flush(ctx); err != nil {
		return nil, err
	}
	return w.conn.QueryContext(ctx, query, args...)
}
