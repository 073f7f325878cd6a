package history

import "fmt"

// arrivedInTime is I8: what was acknowledged is on every connected screen within the healing interval and one second of
// the last fault's end.
func arrivedInTime(h *History, _ []Room) (wrong []string) {
	for _, a := range h.arrivals {
		switch {
		case a.Took < 0:
			wrong = append(wrong, fmt.Sprintf("%s, %s: it did not arrive", a.Phase, a.Who))
		case a.Took > a.Limit+a.Pause:
			wrong = append(wrong, fmt.Sprintf("%s, %s: after %v, and %v is the most", a.Phase, a.Who, a.Took, a.Limit+a.Pause))
		}
	}
	return wrong
}
