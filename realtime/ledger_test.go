package realtime

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
)

// ledger is a database for tests: rooms, their articles, and the rights taken away.
type ledger struct {
	mu    sync.Mutex // guards everything below
	rooms map[int64]*ledgerRoom
	lost  []Drop
	in    map[int64][]int64 // rooms by user
	most  int               // changes in one catch-up; more is a reset with half as many messages; 0: no limit
	down  bool
	reads int // catch-ups
	ticks int // heads
	// before and after are called around the reading of a catch-up, without the lock.
	before, after func()
}

type ledgerRoom struct {
	epoch     string
	rev, meta int64
	staff     int64
	articles  map[int64]Article // by seq
}

var errDown = errors.New("the database is down")

func newLedger() *ledger {
	return &ledger{rooms: map[int64]*ledgerRoom{}, in: map[int64][]int64{}}
}

func slugOf(id int64) string { return fmt.Sprintf("room-%d", id) }

// room finds a room, or makes it; l.mu is held.
func (l *ledger) room(id int64) *ledgerRoom {
	if l.rooms[id] == nil {
		l.rooms[id] = &ledgerRoom{epoch: "e1", articles: map[int64]Article{}}
	}
	return l.rooms[id]
}

// post commits a message and returns its live frame.
func (l *ledger) post(id int64) Frame {
	l.mu.Lock()
	defer l.mu.Unlock()
	r := l.room(id)
	return l.write(id, int64(len(r.articles))+1, "message")
}

// say commits a message of these words and returns its live frame: what a catch-up brings is the same.
func (l *ledger) say(id int64, words string) Frame {
	l.mu.Lock()
	defer l.mu.Unlock()
	f := l.write(id, int64(len(l.room(id).articles))+1, "")
	f.Articles[0].HTML = words
	l.room(id).articles[f.Articles[0].Seq] = f.Articles[0]
	return f
}

// edit commits a change of a message and returns its live frame.
func (l *ledger) edit(id, seq int64) Frame {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.write(id, seq, "edited")
}

// remove commits a tombstone and returns its live frame.
func (l *ledger) remove(id, seq int64) Frame {
	l.mu.Lock()
	defer l.mu.Unlock()
	f := l.write(id, seq, "removed")
	f.Articles[0].Removed = true
	l.room(id).articles[seq] = f.Articles[0]
	return f
}

func (l *ledger) write(id, seq int64, words string) Frame {
	r := l.room(id)
	r.rev++
	a := Article{ID: id*1000 + seq, Seq: seq, Rev: r.rev, HTML: fmt.Sprintf("<article>%s %d at %d</article>", words, seq, r.rev)}
	r.articles[seq] = a
	return Frame{RoomID: id, Slug: slugOf(id), Epoch: r.epoch, Meta: r.meta, From: r.rev - 1, To: r.rev, Articles: []Article{a}}
}

// restore begins another epoch, at a lower revision, and without the rights taken away since.
func (l *ledger) restore(id int64, epoch string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	r := l.room(id)
	r.epoch, r.rev, l.lost = epoch, 1, nil
	for seq, a := range r.articles {
		if a.Rev = 1; seq > 1 {
			delete(r.articles, seq)
			continue
		}
		r.articles[seq] = a
	}
}

func (l *ledger) revoke(d Drop) Drop {
	l.mu.Lock()
	defer l.mu.Unlock()
	d.Rev = int64(len(l.lost)) + 1
	l.lost = append(l.lost, d)
	return d
}

func (l *ledger) setDown(down bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.down = down
}

func (l *ledger) setMeta(id, meta int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.room(id).meta = meta
}

func (l *ledger) catchUps() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.reads
}

// do runs fn with the lock, unless the database is down.
func (l *ledger) do(fn func()) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.down {
		return errDown
	}
	fn()
	return nil
}

func (l *ledger) changes(id, since int64) Frame {
	r := l.room(id)
	f := Frame{RoomID: id, Slug: slugOf(id), Epoch: r.epoch, Meta: r.meta, From: since, To: r.rev, Reset: since < 0}
	all := slices.SortedFunc(maps.Values(r.articles), func(a, b Article) int { return cmp.Compare(a.Seq, b.Seq) })
	f.Articles = slices.DeleteFunc(slices.Clone(all), func(a Article) bool { return a.Rev <= since })
	if l.most > 0 && (f.Reset || len(f.Articles) > l.most) {
		f.From, f.Reset, f.Articles = 0, true, all[max(0, len(all)-l.most/2):]
	}
	return f
}

func (l *ledger) source() Source {
	return Source{
		CatchUp: func(_ context.Context, id, since int64) (f Frame, err error) {
			if l.before != nil {
				l.before()
			}
			err = l.do(func() { l.reads++; f = l.changes(id, since) })
			if l.after != nil {
				l.after()
			}
			return f, err
		},
		Heads: func(_ context.Context, ids []int64) (heads []Head, err error) {
			err = l.do(func() {
				l.ticks++
				for _, id := range ids {
					r := l.room(id)
					heads = append(heads, Head{RoomID: id, Epoch: r.epoch, Rev: r.rev, Meta: r.meta, StaffRev: r.staff})
				}
			})
			return heads, err
		},
		AccessAfter: func(_ context.Context, rev int64) (lost []Drop, err error) {
			err = l.do(func() { lost = slices.Clone(l.lost[min(int(rev), len(l.lost)):]) })
			return lost, err
		},
		LastAccess: func(context.Context) (n int64, err error) {
			err = l.do(func() { n = int64(len(l.lost)) })
			return n, err
		},
		RoomState: func(_ context.Context, id int64) (html string, meta int64, err error) {
			err = l.do(func() { meta = l.room(id).meta })
			return fmt.Sprintf(`<live-room meta="%d"></live-room>`, meta), meta, err
		},
		RoomsOf: func(_ context.Context, user int64) (ids []int64, err error) {
			err = l.do(func() { ids = slices.Clone(l.in[user]) })
			return ids, err
		},
	}
}
