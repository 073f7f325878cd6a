package main

import (
	"context"
	"maps"
	"sync"
	"time"
)

// seenEvery is how exact the lists of sessions are: nothing is written more often.
const seenEvery = time.Minute

// seen gathers which sessions were used, so that no request waits for writing it.
type seen struct {
	mu       sync.Mutex // guards sessions
	sessions map[string]time.Time
}

func newSeen() *seen { return &seen{sessions: map[string]time.Time{}} }

func (s *seen) note(session string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sessions[session] = time.Now()
}

// take empties what was gathered.
func (s *seen) take() map[string]time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	gathered := maps.Clone(s.sessions)
	clear(s.sessions)
	return gathered
}

// run writes what was gathered now and then until ctx ends. What cannot be
// written is dropped: the next visit notes it again.
func (s *seen) run(ctx context.Context, write func(context.Context, map[string]time.Time) error, failed func(error)) {
	tick := time.NewTicker(seenEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if gathered := s.take(); len(gathered) > 0 {
			if err := write(ctx, gathered); err != nil {
				failed(err)
			}
		}
	}
}
