package chat

import (
	"context"
	"time"
)

const (
	watchedFor    = 24 * time.Hour // how long the desk tells of what was caught
	shownWatching = 20             // filters on a desk, those that caught the most
)

// Watching is a filter that only watches, and how much it caught lately.
type Watching struct {
	FilterID int64
	Name     string
	Room     Room // ID, slug and name; the zero one: everywhere
	Caught   int64
}

// Watching lists the filters that only watch and have caught something in the last day:
// those that the actor decides about.
func (s *Service) Watching(ctx context.Context, a Actor) ([]Watching, error) {
	scope, err := s.deskOf(ctx, s.Store, a)
	if err != nil {
		return nil, err
	}
	now := s.Now()
	return s.Store.Watching(ctx, scope, now.Add(-watchedFor), now, shownWatching)
}
