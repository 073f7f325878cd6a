package realtime

import "context"

// Memory is the broker of a single process.
type Memory struct{}

// NewMemory makes a broker that stays inside the process.
func NewMemory() *Memory { return &Memory{} }

// Publish implements Broker.
func (m *Memory) Publish(ctx context.Context, envelopes ...Envelope) error { return nil }

// Subscribe implements Broker.
func (m *Memory) Subscribe(ctx context.Context, roomID int64) error { return nil }

// Unsubscribe implements Broker.
func (m *Memory) Unsubscribe(roomID int64) {}

// Run implements Broker.
func (m *Memory) Run(ctx context.Context, r Receiver) error { <-ctx.Done(); return ctx.Err() }

// Up implements Broker.
func (m *Memory) Up() bool { return true }
