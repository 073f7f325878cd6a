package realtime

import (
	"context"
	"errors"
)

// ErrBrokerDown says that the broker cannot be reached now. What was asked for
// is remembered where that makes sense, and healing does the rest.
var ErrBrokerDown = errors.New("realtime: the broker is down")

// Broker carries envelopes to every replica, this one included. It may lose
// them, and says so where it knows; it never changes the order of those that one
// caller publishes for one room.
type Broker interface {
	// Publish sends envelopes, in order. It returns within about a second.
	Publish(ctx context.Context, envelopes ...Envelope) error
	// Subscribe asks for a room's envelopes and returns once they come. When it
	// fails the wish stays: they come, with Missed, as soon as the broker can.
	Subscribe(ctx context.Context, roomID int64) error
	// Unsubscribe ends the wish. It does not wait.
	Unsubscribe(roomID int64)
	// Run delivers until ctx ends.
	Run(ctx context.Context, r Receiver) error
	// Up says whether envelopes are coming now.
	Up() bool
}

// Receiver takes what a broker brings. Its methods do not block.
type Receiver interface {
	Deliver(Envelope)
	// Missed tells that envelopes of these rooms may have been lost; none: of all.
	Missed(roomIDs ...int64)
	// BrokerUp tells that the broker came or went.
	BrokerUp(up bool)
}
