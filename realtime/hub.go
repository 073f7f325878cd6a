package realtime

import (
	"context"
	"log/slog"
)

// HubConfig is all that a hub needs.
type HubConfig struct {
	Broker  Broker
	Source  Source
	Pieces  Pieces
	Limits  Limits
	Metrics Metrics
	Log     *slog.Logger // nil: slog.Default()
}

// Hub knows the viewers connected to this replica, by room.
type Hub struct{}

// NewHub makes a hub. Nothing happens before Run.
func NewHub(c HubConfig) *Hub { return &Hub{} }

// Run heals, receives and publishes until ctx ends, and returns when all that it started has ended.
func (h *Hub) Run(ctx context.Context) error { <-ctx.Done(); return ctx.Err() }

// Join registers a viewer, who collects from now on: call it before permission
// is checked, then ServeSocket or Next, and Leave in every case. The error is a *Refused.
func (h *Hub) Join(ctx context.Context, v Viewing) (*Viewer, error) { return &Viewer{}, nil }

// Send delivers an envelope here at once and publishes it to the others. It does not block.
func (h *Hub) Send(e Envelope) {}

// Deliver takes an envelope from the broker.
func (h *Hub) Deliver(e Envelope) {}

// Missed heals these rooms at once; none: all.
func (h *Hub) Missed(roomIDs ...int64) {}

// BrokerUp takes the broker's state.
func (h *Hub) BrokerUp(up bool) {}

// Here lists who is in a room, as far as this replica knows: see Pieces.
func (h *Hub) Here(roomID int64) (people []Person, count int) { return nil, 0 }

// Viewers counts the pages open here.
func (h *Hub) Viewers() int { return 0 }

// Drain refuses newcomers and closes everybody with 1012, spread over up to 20 s.
// It returns when all are gone or ctx ends.
func (h *Hub) Drain(ctx context.Context) {}
