package chat

import "sync"

// sharing lets callers who ask for the same at the same time share one reading, so
// that a crowd that comes at once reads once. Nobody gets a reading that began
// before they asked: it is as fresh as one's own.
type sharing[V any] struct {
	mu      sync.Mutex // guards what follows
	running map[string]*shared[V]
	waiting map[string]*shared[V] // has not begun, for another runs
}

// shared is one reading.
type shared[V any] struct {
	done  chan struct{} // closed once value and err stand
	value V
	err   error
}

func newSharing[V any]() *sharing[V] {
	return &sharing[V]{running: map[string]*shared[V]{}, waiting: map[string]*shared[V]{}}
}

// read reads what key names, or waits for another caller who is going to.
func (s *sharing[V]) read(key string, do func() (V, error)) (V, error) {
	s.mu.Lock()
	if r := s.waiting[key]; r != nil {
		s.mu.Unlock()
		<-r.done
		return r.value, r.err
	}
	r := &shared[V]{done: make(chan struct{})}
	for before := s.running[key]; before != nil; before = s.running[key] {
		s.waiting[key] = r
		s.mu.Unlock()
		<-before.done
		s.mu.Lock()
	}
	delete(s.waiting, key)
	s.running[key] = r
	s.mu.Unlock()
	defer s.end(key, r)
	r.err = errShared // stands if do panics
	r.value, r.err = do()
	return r.value, r.err
}

func (s *sharing[V]) end(key string, r *shared[V]) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.running, key)
	close(r.done)
}

var errShared = &Error{Kind: Internal, Message: "Something went wrong on our side. Try again in a moment."}
