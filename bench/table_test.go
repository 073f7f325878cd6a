//go:build bench

package bench

import (
	"fmt"
	"math"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// row is a line of the table: what was measured over some rounds, and what it shall be.
type row struct {
	what string
	unit string
	goal string
	got  []float64
}

// table is what the run has measured so far, in its order.
var table struct {
	sync.Mutex
	lines []string
}

// print writes the median with its spread, and puts it into the table.
func (r row) print(t *testing.T) {
	t.Helper()
	if len(r.got) == 0 {
		t.Fatalf("nothing was measured for %q", r.what)
	}
	least, most := slices.Min(r.got), slices.Max(r.got)
	figure := fmt.Sprintf("%s%s (%s–%s)", number(median(r.got)), r.unit, number(least), number(most))
	goal := r.goal
	if goal != "" && !strings.HasSuffix(goal, r.unit) {
		goal += r.unit
	}
	table.Lock()
	defer table.Unlock()
	table.lines = append(table.lines, fmt.Sprintf("| %s | %s | %s |", r.what, figure, goal))
	fmt.Printf("- %s: %s %s\n", r.what, figure, goal)
}

// note tells something about the figures before it, on a line of its own.
func note(format string, args ...any) { fmt.Printf("("+format+")\n", args...) }

// printTable writes all that was measured as README.md has it.
func printTable() {
	table.Lock()
	defer table.Unlock()
	if len(table.lines) == 0 {
		return
	}
	fmt.Printf("\n(%s, %d cores, %s; with %s)\n", time.Now().Format(time.DateOnly), runtime.NumCPU(), runtime.Version(), strings.Join(noLimits, " "))
	fmt.Printf("| | Measured (least–most of %d) | Goal |\n|---|---|---|\n", rounds)
	fmt.Println(strings.Join(table.lines, "\n"))
}

func median(of []float64) float64 { return percentile(of, 50) }

// percentile is the least of the values that so many percent are not above.
func percentile(of []float64, percent float64) float64 {
	sorted := slices.Sorted(slices.Values(of))
	return sorted[max(0, int(math.Ceil(percent/100*float64(len(sorted))))-1)]
}

func micros(d time.Duration) float64 { return float64(d) / float64(time.Microsecond) }

func millis(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// number writes a figure with as many digits as it is worth.
func number(x float64) string {
	if math.Abs(x) < 100 {
		return strconv.FormatFloat(x, 'f', 2, 64)
	}
	digits := strconv.FormatFloat(x, 'f', 0, 64)
	for at := len(digits) - 3; at > 0 && digits[at-1] != '-'; at -= 3 {
		digits = digits[:at] + "," + digits[at:]
	}
	return digits
}
