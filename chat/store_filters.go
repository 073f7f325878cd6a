package chat

import (
	"context"
	"time"
)

// FilterReader reads filters, and what they look at.
type FilterReader interface {
	Filter(ctx context.Context, id int64) (Filter, error)
	// Filters lists those in use of a room, or (0) of the whole place, with how much each has caught.
	Filters(ctx context.Context, roomID int64) ([]Filter, error)
	// FiltersInUse lists those in use everywhere, those of the whole place first, at most limit.
	FiltersInUse(ctx context.Context, limit int) ([]Filter, error)
	// FilterRev grows with each change of a filter.
	FilterRev(ctx context.Context) (int64, error)
	// FilterHits lists what a filter caught lately, newest first.
	FilterHits(ctx context.Context, filterID int64, limit int) ([]HitListing, error)
	// Watching lists the filters that only watch and have caught something since then, as far as
	// whoever has that desk decides about them now; those that caught the most first.
	Watching(ctx context.Context, scope DeskScope, since, now time.Time, limit int) ([]Watching, error)
	// Said hands the last messages of a room, or (0) of all rooms that a reader may read, to
	// each, newest first: also what others than its author removed outside of direct
	// conversations, as long as its words are kept.
	Said(ctx context.Context, q SaidQuery, each func(Said) error) error
}

// FilterWriter changes filters, and notes what they catch.
type FilterWriter interface {
	AddFilter(ctx context.Context, f Filter) (Filter, error)
	SaveFilter(ctx context.Context, f Filter) error // all but where it holds, its kind and who made it
	AddFilterHits(ctx context.Context, hits []FilterHit) error
	// TrimFilterHits leaves the newest keep hits of each filter, and none from before since. The others are counted.
	TrimFilterHits(ctx context.Context, keep int, since time.Time) error
}

// SaidQuery asks for messages that were said.
type SaidQuery struct {
	RoomID int64 // 0: all that Reader may read
	Reader int64
	Limit  int
}
