package realtime

import (
	"net"
	"sync"
)

// descriptor is a TCP connection as the kernel numbers it, to be read and written without
// waiting, and without what Go's net does around each call. The number is nobody
// else's until shut: whoever uses it holds mu, and for no longer than a call that does not wait.
type descriptor struct {
	mu sync.Mutex // guards fd
	fd int        // none: it was shut, or never there
}

const none = -1

// descriptorOf finds the number of a connection; none: it is not plain TCP, or the system knows no calls that do not wait.
func descriptorOf(conn net.Conn) int {
	tcp, ok := conn.(*net.TCPConn)
	if !ok || !sendsNow {
		return none
	}
	n := none
	raw, err := tcp.SyscallConn()
	if err == nil {
		_ = raw.Control(func(fd uintptr) { n = int(fd) })
	}
	return n
}

// use calls fn with the number; false: there is none.
func (d *descriptor) use(fn func(fd int)) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.fd == none {
		return false
	}
	fn(d.fd)
	return true
}

// send says how much of b the connection took at once.
func (d *descriptor) send(b []byte) int {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.fd == none {
		return 0
	}
	n, _ := sendNow(d.fd, b)
	return max(n, 0)
}

// shut forgets the number, before the connection is closed and the kernel gives it to another.
func (d *descriptor) shut() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.fd = none
}
