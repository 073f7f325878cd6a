package store

import (
	"cmp"
	"context"
	"database/sql"
	"maps"
	"slices"

	"parley/chat"
)

// tx is the open transaction of a batch: its queries see its own writes.
type tx struct {
	queries
	ctx     context.Context // the lane's
	db      *DB
	work    work
	desk    *desk        // the posts of the batch; nil: it has none
	events  []chat.Event // told after the commit
	dropped dropped      // not known any more after the commit
	grown   grown        // counted just before the commit
}

// grown are the counters of the place that a batch has grown. Everybody's acts write that
// one row: it is locked last, after the access counter, and for as short as may be.
type grown struct{ staff, ranges bool }

// count writes what has grown. Of an act that was undone it counts too, and nobody minds.
func (t *tx) count() error {
	if t.grown == (grown{}) {
		return nil
	}
	return t.exec("count", `UPDATE place SET staff_rev = staff_rev + $1, range_rev = range_rev + $2 WHERE id = 1`, bit(t.grown.staff), bit(t.grown.ranges))
}

func newTx(ctx context.Context, db *DB, w work) *tx {
	return &tx{queries: queries{q: inLane{ctx, w}, numbered: db.dialect.numbered, lock: db.dialect.forUpdate, now: db.queries.now}, ctx: ctx, db: db, work: w}
}

// Tell queues an event, to be told once the transaction is durable.
func (t *tx) Tell(e chat.Event) { t.events = append(t.events, e) }

// dropUser has nothing of an account and its sessions stay known after the commit.
func (t *tx) dropUser(id int64) { t.dropped.users = append(t.dropped.users, id) }

// tellAll tells what was queued, after what was posted.
func (t *tx) tellAll() {
	if t.desk != nil {
		t.desk.tell(t.db.tell)
	}
	for _, e := range t.events {
		t.db.tell(e)
	}
}

// exec runs a statement and says what it was for when it fails.
func (t *tx) exec(doing, query string, args ...any) error {
	_, err := t.q.ExecContext(context.Background(), query, args...)
	return fail(doing, err)
}

// affects is exec for statements that count: it tells how many rows they touched.
func (t *tx) affects(doing, query string, args ...any) (int64, error) {
	r, err := t.q.ExecContext(context.Background(), query, args...)
	if err != nil {
		return 0, fail(doing, err)
	}
	n, err := r.RowsAffected()
	return n, fail(doing, err)
}

// inLane runs statements on the lane's own context: a caller who goes away
// must not break the transaction for the others.
type inLane struct {
	ctx  context.Context
	work work
}

func (l inLane) ExecContext(_ context.Context, query string, args ...any) (sql.Result, error) {
	return l.work.ExecContext(l.ctx, query, args...)
}

func (l inLane) QueryContext(_ context.Context, query string, args ...any) (*sql.Rows, error) {
	return l.work.QueryContext(l.ctx, query, args...)
}

// locks are the rows that a batch locks before all else, in the one order that
// every writer keeps: users by id, then rooms by id. (The access counter comes after them, and the place last.)
type locks struct {
	users []userLock
	rooms []int64
}

// userLock is shared by those who act, and held alone by whoever acts on the user.
type userLock struct {
	id    int64
	alone bool
}

// takeLocks queues the locks of a batch.
func (t *tx) takeLocks(jobs []*job) {
	if t.db.dialect.lock != nil {
		t.work.queue(t.db.dialect.lock(locksOf(jobs))...)
	}
}

// locksOf is the union of what all jobs need.
func locksOf(jobs []*job) locks {
	users, rooms := map[int64]bool{}, map[int64]bool{}
	for _, j := range jobs {
		if id := j.scope.Actor; id != 0 && !users[id] {
			users[id] = false
		}
		for _, id := range j.scope.Users {
			users[id] = true
		}
		for _, id := range j.scope.Rooms {
			rooms[id] = true
		}
	}
	var l locks
	for id, alone := range users {
		l.users = append(l.users, userLock{id, alone})
	}
	slices.SortFunc(l.users, func(a, b userLock) int { return cmp.Compare(a.id, b.id) })
	l.rooms = slices.Sorted(maps.Keys(rooms))
	return l
}
