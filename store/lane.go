package store

import (
	"context"
	"sync"
	"sync/atomic"

	"parley/chat"
	"parley/internal/mutant"
)

const (
	maxActs  = 64    // acts in one transaction
	maxPosts = 256   // posts in one transaction
	maxQueue = 8_192 // jobs that may wait for one lane
)

// job is an act or a post that waits for its transaction.
type job struct {
	ctx   context.Context
	scope chat.Scope
	act   func(chat.Tx) error
	post  *chat.Posting // nil: an act

	taken atomic.Bool // by the lane, or back by a caller who has gone
	out   chat.Posted
	err   error
	done  chan struct{} // closed once out and err stand
}

// lane gathers what waits and writes it in one transaction, with one fsync for all.
type lane struct {
	db   *DB
	wake chan struct{}

	mu     sync.Mutex // guards queue and closed
	queue  []*job
	closed bool
}

func (db *DB) startLanes() {
	for range db.dialect.lanes {
		l := &lane{db: db, wake: make(chan struct{}, 1)}
		db.lanes = append(db.lanes, l)
		db.ends.Go(l.run)
	}
}

// laneFor keeps all writing in a room in one lane, so that its events are told in order.
func (db *DB) laneFor(scope chat.Scope) *lane {
	key := scope.Actor
	if len(scope.Rooms) > 0 {
		key = scope.Rooms[0]
	}
	return db.lanes[uint64(key)%uint64(len(db.lanes))]
}

// Tx runs fn in a transaction with others that wait; see [chat.Store]. fn must
// use the Tx that it is given, not the DB, which would wait for itself.
func (db *DB) Tx(ctx context.Context, scope chat.Scope, fn func(chat.Tx) error) error {
	_, err := db.await(&job{ctx: ctx, scope: scope, act: fn})
	return err
}

// Post adds a message with its room's batch; see [chat.Store].
func (db *DB) Post(ctx context.Context, p chat.Posting) (chat.Posted, error) {
	if p.Draft.Nonce == "" {
		return chat.Posted{}, errNonce
	}
	if mutant.NoNonce {
		p.Draft.Nonce = chat.NewNonce()
	}
	scope := chat.Scope{Actor: p.AuthorID, Rooms: []int64{p.RoomID}}
	if p.Alone {
		scope.Users = []int64{p.AuthorID}
	}
	return db.await(&job{ctx: ctx, scope: scope, post: &p})
}

// await hands a job to its lane and waits for it. A caller who goes away takes
// it back if nothing has begun, and else waits: the act may be using their variables.
func (db *DB) await(j *job) (chat.Posted, error) {
	j.done = make(chan struct{})
	if err := db.laneFor(j.scope).put(j); err != nil {
		return chat.Posted{}, err
	}
	select {
	case <-j.done:
	case <-j.ctx.Done():
		if j.taken.CompareAndSwap(false, true) {
			return chat.Posted{}, fail("wait", j.ctx.Err())
		}
		<-j.done
	}
	return j.out, j.err
}

func (l *lane) put(j *job) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case l.closed:
		return cannotSave(errClosed)
	case len(l.queue) >= maxQueue:
		return cannotSave(errBusy)
	}
	l.queue = append(l.queue, j)
	l.ring()
	return nil
}

// ring wakes the lane; a second ring before it looks is the same one.
func (l *lane) ring() {
	select {
	case l.wake <- struct{}{}:
	default:
	}
}

func (l *lane) close() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.closed = true
	if mutant.DrainDrops {
		answer(l.queue, nil)
		l.queue = nil
	}
	l.ring()
}

// run writes until the lane is closed and empty.
func (l *lane) run() {
	for {
		jobs, more := l.take()
		if len(jobs) > 0 {
			l.write(jobs)
			continue
		}
		if !more {
			return
		}
		<-l.wake
	}
}

// take removes what fits into one transaction from the queue, in order. more is
// false once the lane is closed.
func (l *lane) take() (jobs []*job, more bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	n, acts, posts := 0, 0, 0
	for n < len(l.queue) && acts < maxActs && posts < maxPosts {
		j := l.queue[n]
		n++
		if !j.taken.CompareAndSwap(false, true) {
			continue
		}
		jobs = append(jobs, j)
		if j.post == nil {
			acts++
			continue
		}
		posts++
	}
	l.queue = append(l.queue[:0:0], l.queue[n:]...)
	return jobs, !l.closed || len(l.queue) > 0
}

// length is how much waits.
func (l *lane) length() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.queue)
}
