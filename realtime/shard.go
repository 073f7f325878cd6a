package realtime

import (
	"context"
	"log/slog"
	"sync"
	"time"
)

// shard writes to its share of the sockets. What it is to do comes in one queue,
// so that nothing overtakes anything; there is no goroutine for each socket, and
// what has come for a room meanwhile goes out in one write.
type shard struct {
	index int

	mu   sync.Mutex // guards jobs
	jobs []job
	wake chan struct{}

	// Of its worker alone:
	log    *slog.Logger
	gate   *gate
	lag    func(time.Duration)
	groups map[*room]*group
	due    []*group // with something pending
	batch  batch
	beats  []byte
}

// group is the viewers of one room in a shard.
type group struct {
	viewers []*Viewer
	pending []*parcel // to all of them
}

// job is one thing for a shard to do.
type job struct {
	kind   jobKind
	room   *room   // give: to all of its viewers in the shard
	viewer *Viewer // give: to it alone
	parcel *parcel
}

type jobKind int

const (
	give jobKind = iota
	enter
	depart
)

func newShard(h *Hub) *shard {
	return &shard{index: len(h.shards), wake: make(chan struct{}, 1), log: h.log, gate: h.gate, lag: h.metrics.Lag,
		groups: map[*room]*group{}}
}

// post never waits.
func (s *shard) post(j job) {
	s.mu.Lock()
	s.jobs = append(s.jobs, j)
	s.mu.Unlock()
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

func (s *shard) run(ctx context.Context) {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	var jobs []job
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.wake:
			jobs = s.take(jobs)
			s.work(jobs)
		case now := <-tick.C:
			s.tick(now)
		}
	}
}

// rescue keeps a mistake in one room from the others.
func (s *shard) rescue() {
	if p := recover(); p != nil {
		s.log.Error("panic in a shard", "panic", p)
	}
}

// take swaps the queue for one that is done with.
func (s *shard) take(done []job) []job {
	clear(done)
	s.mu.Lock()
	defer s.mu.Unlock()
	jobs := s.jobs
	s.jobs = done[:0]
	return jobs
}

// work gathers what is for whole rooms, and keeps the order for each viewer.
func (s *shard) work(jobs []job) {
	for _, j := range jobs {
		if j.kind == give && j.room != nil {
			s.gather(j)
			continue
		}
		s.serve(j)
	}
	for _, g := range s.due {
		s.spread(g)
	}
	clear(s.due)
	s.due = s.due[:0]
}

// serve does what is for one viewer, after what its room has pending.
func (s *shard) serve(j job) {
	defer s.rescue()
	v := j.viewer
	g := s.groups[v.room]
	if g == nil {
		g = &group{}
	}
	s.spread(g)
	switch j.kind {
	case give:
		s.batch.begin(j.parcel, s.isOpen())
		v.offer(&s.batch)
	case enter:
		g.viewers = ofShard.include(g.viewers, v)
		s.groups[v.room] = g
	case depart:
		if g.viewers = ofShard.exclude(g.viewers, v); len(g.viewers) == 0 {
			delete(s.groups, v.room)
		}
	}
}

func (s *shard) gather(j job) {
	g := s.groups[j.room]
	if g == nil {
		return
	}
	if len(g.pending) == 0 {
		s.due = append(s.due, g)
	}
	g.pending = append(g.pending, j.parcel)
}

// spread brings a group what is pending, in as few writes as it makes.
func (s *shard) spread(g *group) {
	defer s.rescue()
	pending := g.pending
	g.pending = g.pending[:0]
	for rest := pending; len(rest) > 0; {
		n := s.batch.fill(rest, s.isOpen())
		for _, v := range g.viewers {
			v.offer(&s.batch)
		}
		for _, p := range rest[:n] {
			if !p.at.IsZero() {
				s.lag(time.Since(p.at))
			}
		}
		rest = rest[n:]
	}
	clear(pending)
}

func (s *shard) isOpen() bool {
	open, _ := s.gate.state()
	return open
}
