package realtime

import (
	"context"
	"slices"
	"sync"
)

// Memory is the broker of a single process. It is up while it runs, and loses nothing.
type Memory struct {
	bus *bus

	mu       sync.RWMutex // guards receiver and rooms
	receiver Receiver
	rooms    map[int64]bool
}

// bus joins the brokers of one process: one, except in tests.
type bus struct {
	mu      sync.RWMutex // guards brokers
	brokers []*Memory
}

// NewMemory makes a broker that stays inside the process.
func NewMemory() *Memory { return (&bus{}).join() }

func (b *bus) join() *Memory {
	m := &Memory{bus: b, rooms: map[int64]bool{}}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.brokers = append(slices.Clip(b.brokers), m)
	return m
}

// Publish implements Broker.
func (m *Memory) Publish(_ context.Context, envelopes ...Envelope) error {
	m.bus.mu.RLock()
	brokers := m.bus.brokers
	m.bus.mu.RUnlock()
	for _, e := range envelopes {
		for _, to := range brokers {
			to.receive(e)
		}
	}
	return nil
}

func (m *Memory) receive(e Envelope) {
	m.mu.RLock()
	r, wanted := m.receiver, e.ofPlace() || m.rooms[e.RoomID]
	m.mu.RUnlock()
	if r != nil && wanted {
		r.Deliver(e)
	}
}

// Subscribe implements Broker.
func (m *Memory) Subscribe(_ context.Context, roomID int64) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.rooms[roomID] = true
	return nil
}

// Unsubscribe implements Broker.
func (m *Memory) Unsubscribe(roomID int64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.rooms, roomID)
}

// Run implements Broker.
func (m *Memory) Run(ctx context.Context, r Receiver) error {
	m.attach(r)
	defer m.attach(nil)
	r.BrokerUp(true)
	<-ctx.Done()
	return ctx.Err()
}

func (m *Memory) attach(r Receiver) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.receiver = r
}

// Up implements Broker.
func (m *Memory) Up() bool {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return m.receiver != nil
}
