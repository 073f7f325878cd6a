package realtime

import (
	"context"
	"slices"
	"sync"
)

// post is what carries envelopes between replicas: each one stays where it is until the test lets it arrive, again or never.
type post struct {
	mu      sync.Mutex // guards what follows
	brokers []*held
	waiting []letter
}

type letter struct {
	to *held
	e  Envelope
}

// held is one replica's broker on a post.
type held struct {
	post *post
	r    Receiver
}

func (p *post) join() *held {
	h := &held{post: p}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.brokers = append(p.brokers, h)
	return h
}

// arrive delivers a waiting envelope, which waits on if it is to come again.
func (p *post) arrive(which int, again bool) {
	p.mu.Lock()
	if len(p.waiting) == 0 {
		p.mu.Unlock()
		return
	}
	l := p.waiting[which%len(p.waiting)]
	p.mu.Unlock()
	if !again {
		p.lose(which)
	}
	l.to.r.Deliver(l.e)
}

// lose forgets a waiting envelope.
func (p *post) lose(which int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if n := len(p.waiting); n > 0 {
		p.waiting = slices.Delete(p.waiting, which%n, which%n+1)
	}
}

func (p *post) loseAll() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.waiting = nil
}

func (h *held) Publish(_ context.Context, envelopes ...Envelope) error {
	h.post.mu.Lock()
	defer h.post.mu.Unlock()
	for _, to := range h.post.brokers {
		for _, e := range envelopes {
			if to != h {
				h.post.waiting = append(h.post.waiting, letter{to, e})
			}
		}
	}
	return nil
}

func (h *held) Run(ctx context.Context, r Receiver) error {
	h.r = r
	r.BrokerUp(true)
	<-ctx.Done()
	return ctx.Err()
}

func (h *held) Subscribe(context.Context, int64) error { return nil }
func (h *held) Unsubscribe(int64)                      {}
func (h *held) Up() bool                               { return true }
