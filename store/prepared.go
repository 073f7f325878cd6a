package store

import (
	"context"
	"database/sql"
	"strings"
	"sync"
)

// prepared is a pool of SQLite that compiles each query once. (PostgreSQL behind
// pgbouncer cannot keep prepared statements.) Limits are written as CAST($2 AS BIGINT):
// SQLite compiles a statement anew whenever a bare one is bound.
type prepared struct {
	*sql.DB
	stmts *sync.Map // text of a query to *sql.Stmt
}

// QueryContext runs a query that is known, compiled; those with a list of
// values differ each time and are not kept.
func (p prepared) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if strings.Contains(query, "(VALUES ") {
		return p.DB.QueryContext(ctx, query, args...)
	}
	stmt, err := p.stmt(ctx, query)
	if err != nil {
		return nil, err
	}
	return stmt.QueryContext(ctx, args...)
}

func (p prepared) stmt(ctx context.Context, query string) (*sql.Stmt, error) {
	if s, ok := p.stmts.Load(query); ok {
		return s.(*sql.Stmt), nil
	}
	s, err := p.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	if first, loaded := p.stmts.LoadOrStore(query, s); loaded {
		_ = s.Close()
		return first.(*sql.Stmt), nil
	}
	return s, nil
}
