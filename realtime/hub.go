package realtime

import (
	"context"
	"crypto/rand"
	"log/slog"
	"runtime"
	"sync"
	"time"

	"parley/chat"
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
type Hub struct {
	id      string // names this replica to the others
	broker  Broker
	source  Source
	metrics Metrics
	log     *slog.Logger

	crew     *crew
	shards   []*shard
	poller   func() *poller // made for the first socket; nil: each has a goroutine that reads
	portable bool           // as where the system can neither poll nor write without waiting
	gate     *gate
	healer   *healer
	outbox   *outbox
	badges   *badges // to this replica's viewers
	presence *presence
	typists  *typists
	people   *people
	limits   *limiter

	mu    sync.RWMutex // guards rooms and everything below
	rooms map[int64]*room
	known int64 // highest number of a right taken away that was heard of
	based bool  // healing knows from which number on to look for them
}

// NewHub makes a hub. Nothing happens before Run.
func NewHub(c HubConfig) *Hub {
	h := &Hub{id: rand.Text()[:originLength], broker: c.Broker, source: c.Source, metrics: c.Metrics.filled(), log: c.Log,
		crew: newCrew(), gate: newGate(), rooms: map[int64]*room{}}
	if h.log == nil {
		h.log = slog.Default()
	}
	h.healer, h.outbox, h.people, h.limits = newHealer(h), newOutbox(h), newPeople(h), newLimiter(c.Limits)
	h.presence, h.typists = newPresence(h, c.Pieces.Here), newTypists(h, c.Pieces.Typing)
	h.badges = newBadges(h.showBadge)
	for range runtime.GOMAXPROCS(0) {
		h.shards = append(h.shards, newShard(h))
	}
	h.poller = sync.OnceValue(h.poll)
	return h
}

// Run heals, receives and publishes until ctx ends. It returns when all that
// the hub has started is over; viewers are Drain's business, before.
func (h *Hub) Run(ctx context.Context) error {
	h.crew.start(h.healer.run)
	h.crew.start(h.pulse)
	h.crew.start(h.people.run)
	h.outbox.run(h.crew)
	for _, s := range h.shards {
		h.crew.start(s.run)
	}
	h.crew.start(func(ctx context.Context) { h.broker.Run(ctx, h) })
	<-ctx.Done()
	h.hangUp()
	h.crew.dismiss()
	return ctx.Err()
}

// Join registers a viewer, who collects from now on: call it before permission
// is checked, then ServeSocket or Next, and Leave in every case. The error is a
// *Refused. Run must have begun: Join waits up to 2 s for its first look at the database.
func (h *Hub) Join(ctx context.Context, w Viewing) (*Viewer, error) {
	if err := h.limits.admit(w.Person.ID, chat.Neighbours(w.Address)); err != nil {
		return nil, err
	}
	v := newViewer(h, w)
	h.register(v)
	h.people.add(v)
	h.metrics.Viewers(1)
	if err := h.ready(ctx); err != nil {
		v.Leave()
		return nil, err
	}
	return v, nil
}

// ready says whether this replica can watch over a newcomer.
func (h *Hub) ready(ctx context.Context) error {
	switch {
	case !h.healer.await(ctx):
		return &Refused{Reason: "unready", RetryAfter: 2 * time.Second}
	case h.limits.isDraining(): // it came between Drain's beginning and its last look
		return errDraining
	}
	return nil
}

// register puts a viewer into its room, which opens if it is the first.
func (h *Hub) register(v *Viewer) {
	h.mu.Lock()
	defer h.mu.Unlock()
	r := h.rooms[v.viewing.RoomID]
	if r == nil {
		r = newRoom(h, v.viewing.RoomID, v.viewing.Slug)
		h.rooms[r.id] = r
		h.crew.start(r.open)
	}
	v.room, v.viewing.Slug = r, r.slug // whose bytes may be those of the whole request
	v.floor.Store(h.known)
	r.add(v)
}

// welcome makes a viewer that may read known to the others.
func (h *Hub) welcome(v *Viewer) {
	h.people.load(v.viewing.Person.ID)
	h.presence.enter(v)
}

func (h *Hub) leave(v *Viewer) {
	if v.begun {
		h.presence.exit(v)
	}
	v.room.remove(v)
	h.people.remove(v)
	h.limits.release(v.viewing.Person.ID, chat.Neighbours(v.viewing.Address))
	h.metrics.Viewers(-1)
}

// Viewers counts the pages open here.
func (h *Hub) Viewers() int { return h.limits.count() }

// Here lists who is in a room, as far as this replica knows: see Pieces.
func (h *Hub) Here(roomID int64) (people []Person, count int) { return h.presence.here(roomID) }

func (h *Hub) room(id int64) *room {
	h.mu.RLock()
	defer h.mu.RUnlock()
	return h.rooms[id]
}

// sweep closes rooms that have had no viewer for a while.
func (h *Hub) sweep() {
	h.mu.Lock()
	defer h.mu.Unlock()
	for id, r := range h.rooms {
		if r.abandoned() {
			delete(h.rooms, id)
			h.presence.close(id)
			h.broker.Unsubscribe(id)
		}
	}
}

// watched lists the rooms with viewers here.
func (h *Hub) watched() map[int64]*room {
	h.mu.RLock()
	defer h.mu.RUnlock()
	rooms := make(map[int64]*room, len(h.rooms))
	for id, r := range h.rooms {
		if r.watched() {
			rooms[id] = r
		}
	}
	return rooms
}
