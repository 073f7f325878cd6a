//go:build unix

package realtime

import "syscall"

// rawWriter writes to connections without waiting and without allocating. One goroutine uses it.
type rawWriter struct {
	b    []byte
	n    int
	call func(fd uintptr) bool
}

func newRawWriter() *rawWriter {
	r := &rawWriter{}
	r.call = func(fd uintptr) bool {
		r.n, _ = syscall.Write(int(fd), r.b)
		return true
	}
	return r
}

// write says how much of b the connection took at once.
func (r *rawWriter) write(c syscall.RawConn, b []byte) int {
	r.b, r.n = b, 0
	if c.Write(r.call) != nil {
		return 0
	}
	return max(r.n, 0)
}
