//go:build bench

package bench

import (
	"fmt"
	"slices"
	"testing"
)

// row is a line of the table: what was measured over some rounds, and what it shall be.
type row struct {
	what string
	unit string
	goal string
	got  []float64
}

// print writes the median with its spread.
func (r row) print(t *testing.T) {
	t.Helper()
	s := slices.Sorted(slices.Values(r.got))
	fmt.Printf("| %s | %.2f%s (%.2f–%.2f) | %s |\n", r.what, s[len(s)/2], r.unit, s[0], s[len(s)-1], r.goal)
}
