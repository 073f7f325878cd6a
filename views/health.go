package views

import (
	"fmt"

	"github.com/a-h/templ"
)

// CheckState says how something stands.
type CheckState int

// The states, the better first.
const (
	Fine CheckState = iota
	Warn
	Bad
)

// Check is one thing that was looked at: how it stands, and what to do about it.
type Check struct {
	State CheckState
	Title string
	About string
	Href  templ.SafeURL // where something can be done; empty: nowhere here
}

func (c Check) icon() string {
	return [...]string{"check", "info", "circle-alert"}[c.State]
}

// sorted are the checks that want somebody, the worst first, and the others.
func sorted(all []Check) (wanting, fine []Check) {
	for _, state := range []CheckState{Bad, Warn, Fine} {
		for _, c := range all {
			switch {
			case c.State != state:
			case state == Fine:
				fine = append(fine, c)
			default:
				wanting = append(wanting, c)
			}
		}
	}
	return wanting, fine
}

// Bytes is an amount of data: "2.1 GB".
func Bytes(n int64) string {
	units := []string{"bytes", "KB", "MB", "GB", "TB"}
	v, i := float64(n), 0
	for v >= 1000 && i < len(units)-1 {
		v, i = v/1000, i+1
	}
	if i == 0 {
		return fmt.Sprintf("%d bytes", n)
	}
	return fmt.Sprintf("%.1f %s", v, units[i])
}
