package store

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	"parley/chat"
	"parley/internal/mutant"
)

const (
	batchLimit = 15 * time.Second // for one transaction
	soloLimit  = 30 * time.Second // for running a failed batch again, one by one
	tries      = 4                // of one job that collides with other transactions
)

var (
	errClosed = errors.New("store: the database is closed")
	errNonce  = errors.New("store: a post needs a nonce")
	errBusy   = errors.New("store: too much waits to be written")
)

// unknown is the error of a COMMIT: what it wrote may stand or not.
type unknown struct{ error }

func (u unknown) Unwrap() error { return u.error }

// write runs jobs in one transaction and answers them. If something else than
// the database itself broke it, each runs again alone, so that one cannot harm the others.
func (l *lane) write(jobs []*job) {
	ctx, cancel := context.WithTimeout(context.Background(), soloLimit)
	defer cancel()
	if len(jobs) > 1 {
		err := l.db.try(ctx, jobs)
		if err == nil || !mayRepeat(err) {
			answer(jobs, err)
			return
		}
	}
	for _, j := range jobs {
		answer([]*job{j}, l.db.alone(ctx, j))
	}
}

// alone runs one job, again if other transactions were in its way.
func (db *DB) alone(ctx context.Context, j *job) error {
	err := db.try(ctx, []*job{j})
	for n := 1; n < tries && (isCollision(err) || isStale(err)); n++ {
		err = db.try(ctx, []*job{j})
	}
	return err
}

// mayRepeat says whether a failed batch is worth running again: nothing of it
// stands, and the database answers.
func mayRepeat(err error) bool {
	var u unknown
	return !errors.As(err, &u) && !isBroken(err)
}

// answer lets the callers go on; a batch that failed overrules what each job has so far.
func answer(jobs []*job, batch error) {
	for _, j := range jobs {
		if batch != nil {
			j.out, j.err = chat.Posted{}, batch
		}
		j.err = forWriter(j.err)
		close(j.done)
	}
}

// forWriter turns a database that is down into the refusal that keeps the person's text.
func forWriter(err error) error {
	if err != nil && isDown(err) {
		return cannotSave(err)
	}
	return err
}

// try runs jobs in one transaction, and tells what happened when it is durable. It
// begins again when the pool gave it a connection that had broken since its last use.
func (db *DB) try(ctx context.Context, jobs []*job) (err error) {
	ctx, cancel := context.WithTimeout(ctx, batchLimit)
	defer cancel()
	for range tries {
		var early unbegun
		if err = db.once(ctx, jobs); !errors.As(err, &early) || !isDown(err) || ctx.Err() != nil {
			break
		}
	}
	return err
}

func (db *DB) once(ctx context.Context, jobs []*job) error {
	begun := time.Now()
	w, err := db.dialect.begin(ctx)
	if err != nil {
		return unbegun{fmt.Errorf("store: begin: %w", err)}
	}
	defer w.rollback()
	t := newTx(ctx, db, w)
	if err := t.run(jobs); err != nil {
		return err
	}
	if err := t.count(); err != nil {
		return err
	}
	if mutant.EarlyTell && w.flush(ctx) == nil {
		t.tellAll()
	}
	err = w.commit(ctx)
	db.forget(t.dropped)
	if err != nil && !mutant.EarlyAck {
		return err
	}
	t.answerPosts(jobs)
	t.tellAll()
	db.wrote(len(jobs))
	if fn := db.committed.Load(); fn != nil {
		(*fn)(len(jobs), time.Since(begun))
	}
	return nil
}

// run judges and queues the posts, and runs the acts.
func (t *tx) run(jobs []*job) error {
	t.takeLocks(jobs)
	var posts []*job
	for _, j := range jobs {
		if j.post != nil {
			posts = append(posts, j)
		}
	}
	if err := t.postAll(posts); err != nil {
		return err
	}
	if len(posts) == len(jobs) {
		return nil
	}
	if err := t.work.flush(t.ctx); err != nil {
		return err
	}
	for _, j := range jobs {
		if j.post == nil {
			if err := t.act(j, len(jobs) > 1); err != nil {
				return err
			}
		}
	}
	return nil
}

// act runs one act so that its failure undoes nothing but itself. The error it
// returns is one that breaks the whole batch.
func (t *tx) act(j *job, shared bool) error {
	if !shared {
		j.err = guarded(func() error { return j.act(t) })
		return j.err
	}
	if err := t.exec("savepoint", `SAVEPOINT act`); err != nil {
		return err
	}
	told := len(t.events)
	if j.err = guarded(func() error { return j.act(t) }); j.err == nil {
		return t.exec("release", `RELEASE SAVEPOINT act`)
	}
	t.events = t.events[:told]
	if isDown(j.err) {
		return j.err
	}
	return t.exec("undo", `ROLLBACK TO SAVEPOINT act; RELEASE SAVEPOINT act`)
}

// guarded turns a panic into an error: it must end one request, not the program.
func guarded(fn func() error) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("store: panic in a transaction: %v\n%s", v, debug.Stack())
		}
	}()
	return fn()
}
