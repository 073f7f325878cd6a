//go:build bench

package bench

import "testing"

// audience is many viewers whose messages are counted: a crowd in this process, or one in a process of its own.
type audience interface {
	// size is how many viewers there are.
	size() int
	// seen is how many messages have come so far, over all viewers.
	seen(t *testing.T) int64
	// await waits until n messages more than before have come.
	await(t *testing.T, before, n int64)
	// message is the size of the last message that came alone, in bytes.
	message(t *testing.T) int64
}

// ownSockets is how many sockets this process opens at most to one server: a process may have 20,000 files.
const ownSockets = 5000

// audienceOf opens n sockets at a path of a server, as guests.
func audienceOf(t *testing.T, url, path string, n int) audience {
	t.Helper()
	if n <= ownSockets {
		return gather(t, url, path, n, func(int) string { return "" })
	}
	return startGallery(t, seats{URL: url, Paths: []string{path}, N: n})
}
