package realtime

import (
	"context"
	"time"
)

const (
	outboxes     = 4    // a slow publish holds up its share of rooms only
	outboxLength = 1024 // more is dropped and left to healing
	publishBatch = 64
	publishLimit = time.Second
)

// outbox publishes in the background, in order for each room.
type outbox struct {
	hub    *Hub
	queues [outboxes]chan *Envelope // of pointers: room for as many envelopes would be 2 MB that nobody uses
}

func newOutbox(h *Hub) *outbox {
	o := &outbox{hub: h}
	for i := range o.queues {
		o.queues[i] = make(chan *Envelope, outboxLength)
	}
	return o
}

func (o *outbox) put(e Envelope) {
	select {
	case o.queues[uint64(e.RoomID)%outboxes] <- &e:
	default:
		o.hub.metrics.Lost("queue")
	}
}

func (o *outbox) run(c *crew) {
	for _, q := range o.queues {
		c.start(func(ctx context.Context) { o.work(ctx, q) })
	}
}

// work publishes until ctx ends, and then what is still queued, within one limit.
func (o *outbox) work(ctx context.Context, q chan *Envelope) {
	for {
		select {
		case e := <-q:
			o.publish(context.WithoutCancel(ctx), collect(e, q))
		case <-ctx.Done():
			o.flush(q)
			return
		}
	}
}

func (o *outbox) flush(q chan *Envelope) {
	ctx, cancel := context.WithTimeout(context.Background(), publishLimit)
	defer cancel()
	for len(q) > 0 {
		o.publish(ctx, collect(<-q, q))
	}
}

// collect takes what else waits, to go in the same round trip.
func collect(first *Envelope, q chan *Envelope) []Envelope {
	batch := []Envelope{*first}
	for len(batch) < publishBatch {
		select {
		case e := <-q:
			batch = append(batch, *e)
		default:
			return batch
		}
	}
	return batch
}

func (o *outbox) publish(ctx context.Context, batch []Envelope) {
	ctx, cancel := context.WithTimeout(ctx, publishLimit)
	defer cancel()
	if err := o.hub.broker.Publish(ctx, batch...); err != nil {
		for range batch {
			o.hub.metrics.Lost("publish")
		}
	}
}
