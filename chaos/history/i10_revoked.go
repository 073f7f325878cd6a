package history

import (
	"cmp"
	"fmt"
	"time"
)

// revokedDelay is how long what is said may still reach those who may no longer read.
const revokedDelay = 2 * time.Second

// revokedDoNotRead is I10: no change committed more than 2 s after a right to read was taken away reaches those who had it; 1 s while nothing is broken.
// What was called for later than that was committed later.
func revokedDoNotRead(h *History, _ []Room) (wrong []string) {
	called := map[string]Act{}
	for _, a := range h.acts {
		if first, ok := called[a.Body]; !ok || a.Called < first.Called {
			called[a.Body] = a
		}
	}
	for _, r := range h.revocations {
		for heard, at := range h.heard {
			if r.Until != 0 && at >= r.Until {
				continue // they may read again
			}
			if a, ok := called[heard.Body]; ok && heard.Who == r.Who && a.Called > r.At+cmp.Or(r.Within, revokedDelay) {
				wrong = append(wrong, fmt.Sprintf("%s lost the right to read at %v, and heard %q, said at %v", r.Who, r.At, heard.Body, a.Called))
			}
		}
	}
	return wrong
}
