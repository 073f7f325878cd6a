package store

import "math/bits"

// queueRows queues a statement over rows, several if one does not take so many.
// text is its SQL around the list of values.
func (t *tx) queueRows(doing string, rows [][]any, text func(values string) string, row func(scanner) error) {
	for len(rows) > 0 {
		n := t.db.dialect.portion(len(rows))
		v := t.values()
		for _, r := range rows[:n] {
			v.add(r...)
		}
		t.work.queue(statement{doing: doing, query: text(v.String()), args: v.args, row: row})
		rows = rows[n:]
	}
}

// portion is how many of n rows the next statement takes: a power of two where texts are to come again.
func (d dialect) portion(n int) int {
	if d.rows == 0 {
		return n
	}
	return min(d.rows, 1<<(bits.Len(uint(n))-1))
}

// collect makes a function that takes rows into a list.
func collect[T any](all *[]T, scan func(scanner) (T, error)) func(scanner) error {
	return func(s scanner) error {
		one, err := scan(s)
		*all = append(*all, one)
		return err
	}
}
