package store

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// readLimit is how long one statement may take before its reader hears that
// the database cannot be reached.
const readLimit = 10 * time.Second

// querier is what a pool and a transaction have in common.
type querier interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// queries are all reads, on the pool or inside a transaction.
type queries struct {
	q        querier
	numbered bool   // long lists of arguments are $1, $2 …; else ?, ? …
	lock     string // ends a SELECT that locks its row; empty outside of transactions
	now      func() time.Time
}

// scanner is the row that a scan function reads.
type scanner interface{ Scan(dest ...any) error }

// list reads every row of a query. Where it was planned before the tables changed, it is planned
// anew, on whichever connections of the pool knew the plan.
func list[T any](ctx context.Context, q querier, scan func(scanner) (T, error), query string, args ...any) ([]T, error) {
	ctx, cancel := context.WithTimeout(ctx, readLimit)
	defer cancel()
	all, err := rowsOf(ctx, q, scan, query, args...)
	if _, pool := q.(*sql.DB); pool {
		for n := 0; n < postgresReaders && isStale(err); n++ {
			all, err = rowsOf(ctx, q, scan, query, args...)
		}
	}
	return all, err
}

func rowsOf[T any](ctx context.Context, q querier, scan func(scanner) (T, error), query string, args ...any) ([]T, error) {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var all []T
	for rows.Next() {
		one, err := scan(rows)
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, rows.Err()
}

// one reads the only row of a query; sql.ErrNoRows when there is none.
func one[T any](ctx context.Context, q querier, scan func(scanner) (T, error), query string, args ...any) (T, error) {
	all, err := list(ctx, q, scan, query, args...)
	if err == nil && len(all) == 0 {
		err = sql.ErrNoRows
	}
	if err != nil {
		var none T
		return none, err
	}
	return all[0], nil
}

func scanInt(s scanner) (n int64, err error)    { return n, s.Scan(&n) }
func scanText(s scanner) (v string, err error)  { return v, s.Scan(&v) }
func scanBytes(s scanner) (b []byte, err error) { return b, s.Scan(&b) }

// values is the list of rows of a VALUES clause, and their arguments in order.
// A statement with values has no other arguments.
type values struct {
	numbered bool
	text     strings.Builder
	args     []any
}

// values begins a list. SQLite looks up the name of each $1 among all others, so
// that a thousand of them take longer than all else: it gets ? instead.
func (d *queries) values() *values { return &values{numbered: d.numbered} }

// in is a list for IN. PostgreSQL keeps each text that it has planned: there a list is as
// long as a power of two, its first member standing for those that are missing.
func in[T any](d *queries, list []T) *values {
	v := d.values()
	for _, x := range list {
		v.add(x)
	}
	if d.numbered && len(list) > 0 {
		for n := len(list); n&(n-1) != 0; n++ {
			v.add(list[0])
		}
	}
	return v
}

// add appends one row.
func (v *values) add(row ...any) {
	first := v.text.Len() == 0
	if !first {
		v.text.WriteByte(',')
	}
	for i, arg := range row {
		v.args = append(v.args, arg)
		v.text.WriteByte("(,"[min(i, 1)])
		v.text.WriteString(v.mark(arg, first))
	}
	v.text.WriteByte(')')
}

// mark stands for the last argument. Numbers of the first row say that they are:
// PostgreSQL would take them for text.
func (v *values) mark(arg any, first bool) string {
	if !v.numbered {
		return "?"
	}
	mark := "$" + strconv.Itoa(len(v.args))
	if _, ok := arg.(int64); ok && first {
		return "CAST(" + mark + " AS BIGINT)"
	}
	return mark
}

// String is the text: ($1,$2),($3,$4).
func (v *values) String() string { return v.text.String() }

// micros is a time as the database keeps it: microseconds UTC, 0 for none.
func micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

// at reads a time.
type at struct{ *time.Time }

func (a at) Scan(v any) error {
	n, ok := v.(int64)
	if !ok {
		return fmt.Errorf("a time is %T, not a number", v)
	}
	*a.Time = time.Time{}
	if n != 0 {
		*a.Time = time.UnixMicro(n).UTC()
	}
	return nil
}

// span reads a time in seconds.
type span struct{ *time.Duration }

func (p span) Scan(v any) error {
	n, ok := v.(int64)
	if !ok {
		return fmt.Errorf("a span of time is %T, not a number", v)
	}
	*p.Duration = time.Duration(n) * time.Second
	return nil
}

// flag reads a truth kept as 0 or 1.
type flag struct{ to *bool }

func (f flag) Scan(v any) error {
	n, ok := v.(int64)
	if !ok {
		return fmt.Errorf("a flag is %T, not a number", v)
	}
	*f.to = n != 0
	return nil
}

func bit(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// ids reads and writes lists of numbers as '1 22 333'.
type ids struct{ to *[]int64 }

func (i ids) Scan(v any) error {
	text, ok := v.(string)
	if !ok {
		return fmt.Errorf("a list of ids is %T, not text", v)
	}
	*i.to = nil
	for word := range strings.FieldsSeq(text) {
		n, err := strconv.ParseInt(word, 10, 64)
		if err != nil {
			return fmt.Errorf("a list of ids holds %q: %w", word, err)
		}
		*i.to = append(*i.to, n)
	}
	return nil
}

func joinIDs(list []int64) string { return strings.Trim(fmt.Sprint(list), "[]") }

// fold is a name as it is sorted and searched.
func fold(name string) string { return strings.ToLower(name) }
