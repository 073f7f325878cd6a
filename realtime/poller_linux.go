package realtime

import (
	"context"
	"net"
	"sync"
	"syscall"
)

// poller waits for all pages at once, so that one that says nothing costs no
// goroutine. Its epoll is beside that of Go's runtime, which knows only goroutines.
type poller struct {
	hub *Hub
	fd  int

	mu      sync.Mutex // guards sockets
	sockets map[int32]*socket
}

const (
	pollEvents  = 256
	pollOneShot = 1 << 30 // EPOLLONESHOT
)

// poll makes and starts the hub's poller; nil: the system has none to give.
func (h *Hub) poll() *poller {
	fd, err := syscall.EpollCreate1(syscall.EPOLL_CLOEXEC)
	if err != nil {
		h.log.Warn("sockets are read by goroutines", "err", err)
		return nil
	}
	p := &poller{hub: h, fd: fd, sockets: map[int32]*socket{}}
	if !h.crew.start(p.run) {
		syscall.Close(fd)
		return nil
	}
	return p
}

// run hands on what becomes readable, until ctx ends.
func (p *poller) run(ctx context.Context) {
	defer syscall.Close(p.fd)
	stop := p.stopper(ctx)
	defer stop()
	events := make([]syscall.EpollEvent, pollEvents)
	buffer := make([]byte, 128)
	for ctx.Err() == nil {
		n, err := syscall.EpollWait(p.fd, events, -1)
		if err != nil && err != syscall.EINTR {
			p.hub.log.Error("reading from sockets", "err", err)
			return
		}
		for _, e := range events[:max(n, 0)] {
			if s := p.find(e.Fd); s != nil {
				s.readable(p, buffer)
			}
		}
	}
}

// stopper wakes run when ctx ends: the other end of its pipe closes.
func (p *poller) stopper(ctx context.Context) (stop func()) {
	var ends [2]int
	if syscall.Pipe2(ends[:], syscall.O_CLOEXEC) != nil {
		return func() {}
	}
	e := syscall.EpollEvent{Events: syscall.EPOLLIN, Fd: int32(ends[0])}
	_ = syscall.EpollCtl(p.fd, syscall.EPOLL_CTL_ADD, ends[0], &e)
	halt := context.AfterFunc(ctx, func() { syscall.Close(ends[1]) })
	return func() {
		if halt() {
			syscall.Close(ends[1])
		}
		syscall.Close(ends[0])
	}
}

func (p *poller) find(fd int32) *socket {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.sockets[fd]
}

// start has what came with the request read, and then waits for the socket.
// False: its connection is closed, or the hub is over.
func (p *poller) start(s *socket) bool {
	if s.emptied() {
		return p.await(s)
	}
	return p.read(s)
}

// read has the library read from a socket until there is no more.
func (p *poller) read(s *socket) bool {
	return p.hub.crew.start(func(context.Context) {
		if s.read(s.emptied) {
			p.again(s)
		}
	})
}

// again waits for a socket that was readable, unless it is over.
func (p *poller) again(s *socket) {
	if !s.viewer.ended() && !p.await(s) {
		s.drop()
	}
}

// await waits for what a page says next. False: its connection is closed.
func (p *poller) await(s *socket) bool {
	op := syscall.EPOLL_CTL_MOD
	if !s.polled {
		op, s.polled = syscall.EPOLL_CTL_ADD, true
	}
	var err error
	open := s.wire.now.use(func(fd int) {
		p.mu.Lock()
		p.sockets[int32(fd)], s.wire.number = s, fd
		p.mu.Unlock()
		e := syscall.EpollEvent{Events: syscall.EPOLLIN | syscall.EPOLLRDHUP | pollOneShot, Fd: int32(fd)}
		err = syscall.EpollCtl(p.fd, op, fd, &e)
	})
	return open && err == nil
}

// forget is for a socket that is over. Its number may be another's by now.
func (p *poller) forget(s *socket) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if n := int32(s.wire.number); p.sockets[n] == s {
		delete(p.sockets, n)
	}
}

// readable takes what a page says. Answers to pings, which is nearly all that
// pages ever say, go no further; the rest is the library's to read.
func (s *socket) readable(p *poller, buffer []byte) {
	switch s.glance(buffer) {
	case nothing:
		p.again(s)
	case words:
		if !p.read(s) {
			s.drop()
		}
	}
}

type glimpse int

const (
	nothing glimpse = iota // or answers to pings
	words                  // kept for the library, which also finds out why nothing can be read
	ending                 // the library's Close reads
)

// glance looks at what has come, without waiting. Once the viewer is ended what
// the page says is the library's alone.
func (s *socket) glance(buffer []byte) glimpse {
	s.viewer.mu.Lock()
	defer s.viewer.mu.Unlock()
	if s.viewer.ending != nil {
		return ending
	}
	n, err := s.wire.peek(buffer)
	switch {
	case err == syscall.EAGAIN || err == syscall.EINTR:
		return nothing
	case err == nil && n > 0 && onlyPongs(buffer[:n]):
		s.wire.hear()
		return nothing
	}
	s.wire.before = append(s.wire.before, buffer[:n]...)
	return words
}

// emptied says whether the library has read all that came, and shelves it then.
func (s *socket) emptied() bool {
	s.viewer.mu.Lock()
	l := s.library
	if s.viewer.ending != nil || l.in.Buffered() > 0 || len(s.wire.before) > 0 {
		s.viewer.mu.Unlock()
		return s.viewer.ended()
	}
	s.library = nil
	s.viewer.mu.Unlock()
	l.shelve()
	return true
}

// peek reads without waiting.
func (w *wire) peek(b []byte) (n int, err error) {
	if !w.now.use(func(fd int) { n, err = syscall.Read(fd, b) }) {
		return 0, net.ErrClosed
	}
	return max(n, 0), err
}

// onlyPongs says whether b is whole, masked pongs (RFC 6455, 5.5.3) and nothing else.
func onlyPongs(b []byte) bool {
	for len(b) > 0 {
		if len(b) < 6 || b[0] != finPong || b[1] < masked || b[1] > masked+125 {
			return false
		}
		size := 6 + int(b[1]-masked)
		if len(b) < size {
			return false
		}
		b = b[size:]
	}
	return true
}
