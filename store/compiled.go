package store

import (
	"context"
	"database/sql"
	"strings"
)

const (
	maxCompiled     = 256
	maxCompiledText = 4_096 // bytes; longer ones have many rows and hardly come again
)

// compiled keeps the statements of SQLite's writer: compiling one takes longer
// than running it. The lane alone uses it. A text that is new is run as it is, and
// compiled after the transaction, which holds the only connection.
type compiled struct {
	pool  *sql.DB
	stmts map[string]*sql.Stmt
	fresh map[string]bool // texts to compile
}

func newCompiled(pool *sql.DB) *compiled {
	return &compiled{pool: pool, stmts: map[string]*sql.Stmt{}, fresh: map[string]bool{}}
}

// find is the statement of a text; nil when there is none yet.
func (c *compiled) find(query string) *sql.Stmt {
	s, ok := c.stmts[query]
	if !ok && len(query) <= maxCompiledText && !strings.Contains(query, "SAVEPOINT") {
		c.fresh[query] = true
	}
	return s
}

// catchUp compiles what was new, in the place of any others when there are too
// many. What does not compile is an error of whoever runs it.
func (c *compiled) catchUp() {
	for query := range c.fresh {
		c.makeRoom()
		if s, err := c.pool.PrepareContext(context.Background(), query); err == nil {
			c.stmts[query] = s
		}
	}
	clear(c.fresh)
}

// makeRoom gives up any one statement of too many.
func (c *compiled) makeRoom() {
	for query, s := range c.stmts {
		if len(c.stmts) < maxCompiled {
			return
		}
		_ = s.Close()
		delete(c.stmts, query)
	}
}
