package history

import (
	"fmt"
	"time"
)

// revokedDelay is how long what is said may still reach those who may no longer read.
const revokedDelay = 2 * time.Second

// revokedDoNotRead is I10: no change committed more than 2 s after a right to read was taken away reaches those who had it.
// What was called for later than that was committed later.
func revokedDoNotRead(h *History, _ []Room) (wrong []string) {
	called := map[string]Act{}
	for _, a := range h.acts {
		if first, ok := called[a.Body]; !ok || a.Called < first.Called {
			called[a.Body] = a
		}
	}
	for _, r := range h.revocations {
		for heard := range h.heard {
			if a, ok := called[heard.Body]; ok && heard.Who == r.Who && a.Called > r.At+revokedDelay {
				wrong = append(wrong, fmt.Sprintf("%s lost the right to read at %v, and heard %q, said at %v", r.Who, r.At, heard.Body, a.Called))
			}
		}
	}
	return wrong
}
