package store

import (
	"context"
	"database/sql"
)

// sqliteWork is a transaction on the one connection that writes. There are no
// round trips to save: what is queued is run one after the other.
type sqliteWork struct {
	tx       *sql.Tx
	compiled *compiled
	queued   []statement
}

func (c *compiled) begin(ctx context.Context) (work, error) {
	sqlTx, err := c.pool.BeginTx(ctx, nil)
	return &sqliteWork{tx: sqlTx, compiled: c}, err
}

func (w *sqliteWork) queue(all ...statement) { w.queued = append(w.queued, all...) }

func (w *sqliteWork) flush(ctx context.Context) error {
	all := w.queued
	w.queued = nil
	for _, s := range all {
		if err := w.run(ctx, s); err != nil {
			return s.fail(err)
		}
	}
	return nil
}

func (w *sqliteWork) run(ctx context.Context, s statement) error {
	if s.row == nil {
		_, err := w.ExecContext(ctx, s.query, s.args...)
		return err
	}
	_, err := list(ctx, w, func(row scanner) (none struct{}, err error) { return none, s.row(row) }, s.query, s.args...)
	return err
}

func (w *sqliteWork) commit(ctx context.Context) error {
	if err := w.flush(ctx); err != nil {
		return err
	}
	if err := w.tx.Commit(); err != nil {
		return errCommit(err)
	}
	return nil
}

func (w *sqliteWork) rollback() {
	_ = w.tx.Rollback()
	w.compiled.catchUp()
}

func (w *sqliteWork) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	if err := w.flush(ctx); err != nil {
		return nil, err
	}
	if s := w.compiled.find(query); s != nil {
		return w.tx.StmtContext(ctx, s).ExecContext(ctx, args...)
	}
	return w.tx.ExecContext(ctx, query, args...)
}

func (w *sqliteWork) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if err := w.flush(ctx); err != nil {
		return nil, err
	}
	if s := w.compiled.find(query); s != nil {
		return w.tx.StmtContext(ctx, s).QueryContext(ctx, args...)
	}
	return w.tx.QueryContext(ctx, query, args...)
}
