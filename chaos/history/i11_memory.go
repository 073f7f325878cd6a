package history

import "fmt"

// maxHeld is the most that may be kept for one reader who does not read, in bytes, in the program and in its kernel.
const maxHeld = 256 << 10

// memoryBounded is I11.
func memoryBounded(h *History, _ []Room) (wrong []string) {
	for _, x := range h.held {
		if x.Bytes > maxHeld {
			wrong = append(wrong, fmt.Sprintf("%d bytes are kept for %s, and %d are the most", x.Bytes, x.Who, maxHeld))
		}
	}
	return wrong
}
