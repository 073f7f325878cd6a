package store

import (
	"strconv"
	"strings"
)

// where gathers the conditions of a query that asks for different things at different times.
type where struct {
	numbered bool
	text     strings.Builder
	args     []any
}

// where begins a list of conditions.
func (d *queries) where() *where { return &where{numbered: d.numbered} }

// and adds a condition; each ? in it stands for the next of args.
func (w *where) and(condition string, args ...any) {
	if w.text.Len() == 0 {
		w.text.WriteString(" WHERE ")
	} else {
		w.text.WriteString(" AND ")
	}
	w.text.WriteString(w.marks(condition, args...))
}

// marks is a text with the marks of this database in place of each ?.
func (w *where) marks(text string, args ...any) string {
	var b strings.Builder
	for i, part := range strings.Split(text, "?") {
		if i > 0 {
			w.args = append(w.args, args[i-1])
			b.WriteString(w.mark())
		}
		b.WriteString(part)
	}
	return b.String()
}

// mark stands for the last argument.
func (w *where) mark() string {
	if w.numbered {
		return "$" + strconv.Itoa(len(w.args))
	}
	return "?"
}

// String is the clause; empty when there is no condition.
func (w *where) String() string { return w.text.String() }
