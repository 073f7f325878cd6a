package realtime

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"
)

// step is one thing that happens. which and where say to whom, modulo how many there are.
type step struct {
	Does         string
	Which, Where int
}

// doings are the steps, the frequent ones more often.
var doings = map[string]func(*world, step){
	"post": (*world).post, "post ": (*world).post, "edit": (*world).edit, "remove": (*world).remove, "burst": (*world).burst,
	"commit, then die": (*world).dieAfterCommit,
	"envelope":         (*world).arrive, "envelope ": (*world).arrive, "envelope again": (*world).arriveAgain, "envelope lost": (*world).lose,
	"stop reading": (*world).stopReading, "read on": (*world).readOn, "come back": (*world).comeBack,
	"time": (*world).wait, "database": (*world).database, "restore": (*world).restore, "revoke": (*world).revoke,
}

// world is a room in a database, two replicas, and people with a page each.
type world struct {
	l        *ledger
	net      *post
	replicas []replica
	seats    []*seat
	restored int
	problem  string // the first thing that broke a promise
}

// seat is a person and their page, which is the same however often its socket is another.
type seat struct {
	*page
	id      int64
	home    replica
	goOn    func()
	revoked bool
	epoch   string // where the page stood at the step before
	cursor  int64
}

func (w *world) wrong(format string, args ...any) {
	if w.problem == "" {
		w.problem = fmt.Sprintf(format, args...)
	}
}

// play runs the steps, then lets the world come to rest, and says what promise was broken.
func play(t *testing.T, steps []step) (problem string) {
	bubble(t, func(t *testing.T) {
		w := &world{l: newLedger(), net: &post{}}
		w.l.most = 10
		w.replicas = []replica{start(t, w.l, w.net.join()), start(t, w.l, w.net.join())}
		for i := range 4 {
			p := &page{t: t, wrong: w.wrong, shown: map[int64]Article{}, cursor: -1}
			s := &seat{page: p, id: int64(i + 1), home: w.replicas[i%2], cursor: -1}
			w.seats = append(w.seats, s)
			w.connect(s)
		}
		for i, s := range steps {
			doings[s.Does](w, s)
			synctest.Wait()
			for _, seat := range w.seats {
				w.check(seat, fmt.Sprintf("step %d, %s", i, s.Does))
			}
		}
		w.rest()
		problem = w.problem
	})
	return problem
}

func (w *world) replica(s step) replica { return w.replicas[s.Where%len(w.replicas)] }
func (w *world) seat(s step) *seat      { return w.seats[s.Which%len(w.seats)] }

func (w *world) post(s step)           { w.replica(s).announce(w.l.post(1)) }
func (w *world) dieAfterCommit(s step) { w.l.post(1) }

func (w *world) burst(s step) {
	for range maxQueue + 6 {
		w.post(s)
	}
}

// among picks a message, newer ones more often; 0: there is none.
func (w *world) among(s step) int64 {
	w.l.mu.Lock()
	defer w.l.mu.Unlock()
	n := len(w.l.room(1).articles)
	if n == 0 {
		return 0
	}
	return int64(n - s.Which%n)
}

func (w *world) edit(s step) {
	if seq := w.among(s); seq > 0 {
		w.replica(s).announce(w.l.edit(1, seq))
	}
}

func (w *world) remove(s step) {
	if seq := w.among(s); seq > 0 {
		w.replica(s).announce(w.l.remove(1, seq))
	}
}

func (w *world) arrive(s step)      { w.net.arrive(s.Which, false) }
func (w *world) arriveAgain(s step) { w.net.arrive(s.Which, true) }
func (w *world) lose(s step)        { w.net.lose(s.Which) }

func (w *world) stopReading(s step) {
	if p := w.seat(s); p.goOn == nil {
		p.goOn = p.pause()
	}
}

func (w *world) readOn(s step) {
	if p := w.seat(s); p.goOn != nil {
		p.goOn()
		p.goOn = nil
	}
}

func (w *world) comeBack(s step) {
	w.readOn(s)
	w.connect(w.seat(s))
}

// connect gives a page a new socket. Where permission would be refused, it gets none.
func (w *world) connect(s *seat) {
	if s.leave != nil {
		s.leave()
		s.v = nil
	}
	if !s.revoked {
		_ = s.page.connect(s.home.Hub, Viewing{RoomID: 1, Since: s.page.cursor, Epoch: s.page.epoch, Person: Person{ID: s.id}})
	}
}

func (w *world) wait(s step)     { time.Sleep(time.Duration(s.Which%40) * 50 * time.Millisecond) }
func (w *world) database(s step) { w.l.setDown(s.Which%2 == 0) }

// restore brings back a database from before anybody lost a right.
func (w *world) restore(s step) {
	for _, p := range w.seats {
		p.revoked = false
	}
	w.restored++
	w.l.restore(1, fmt.Sprint("restored ", w.restored))
}

// revoke takes a person's right away; half of the time no envelope tells of it.
func (w *world) revoke(s step) {
	p := w.seat(s)
	p.revoked = true
	d := w.l.revoke(Drop{UserID: p.id})
	if s.Where%2 == 0 {
		w.replica(s).Send(Envelope{Kind: KindDrop, Drop: d})
	}
}

// check compares a page with the room as far as its cursor goes: nothing up to there is missing, old, or removed and still shown.
func (w *world) check(s *seat, when string) {
	w.l.mu.Lock()
	defer w.l.mu.Unlock()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.page.epoch == s.epoch && s.page.cursor < s.cursor {
		w.wrong("%s: the page of %d went back from %d to %d", when, s.id, s.cursor, s.page.cursor)
	}
	s.epoch, s.cursor = s.page.epoch, s.page.cursor
	r := w.l.room(1)
	if s.epoch != r.epoch {
		return
	}
	for _, seq := range slices.Sorted(maps.Keys(r.articles)) {
		a, shown := r.articles[seq], s.shown[seq]
		switch {
		case shown.Rev > s.cursor:
			w.wrong("%s: the page of %d at %d shows revision %d", when, s.id, s.cursor, shown.Rev)
		case seq >= s.first && a.Rev <= s.cursor && shown != a:
			w.wrong("%s: the page of %d at %d shows %+v, not %+v", when, s.id, s.cursor, shown, a)
		}
	}
}

// rest ends all faults: what was under way is lost, and everybody reads and comes back. Within the time of healing and
// a second every page is where the room is, and whoever lost the right to read has no page.
func (w *world) rest() {
	w.l.setDown(false)
	w.net.loseAll()
	for i := range w.seats {
		w.readOn(step{Which: i})
	}
	for range 2 { // a restore that is noticed now sends everybody away once more
		time.Sleep(healEvery + time.Second)
		synctest.Wait()
		for _, s := range w.seats {
			if s.ending() != nil || s.v == nil {
				w.connect(s)
			}
		}
	}
	synctest.Wait()
	for _, s := range w.seats {
		w.check(s, "at rest")
		w.l.mu.Lock()
		epoch, rev := w.l.room(1).epoch, w.l.room(1).rev
		w.l.mu.Unlock()
		switch {
		case s.revoked && s.v != nil && s.ending() == nil:
			w.wrong("at rest: %d still reads", s.id)
		case !s.revoked && (s.epoch != epoch || s.cursor != rev):
			w.wrong("at rest: the page of %d is at %d of %q, the room at %d of %q", s.id, s.cursor, s.epoch, rev, epoch)
		}
	}
}

func TestEveryPageIsTrueWhateverHappens(t *testing.T) {
	names := make([]string, 0, len(doings))
	for name := range doings {
		names = append(names, name)
	}
	slices.Sort(names)
	steps := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) step {
		return step{rapid.SampledFrom(names).Draw(t, "does"), rapid.IntRange(0, 100).Draw(t, "which"), rapid.IntRange(0, 3).Draw(t, "where")}
	}), 1, 60)
	rapid.Check(t, func(rt *rapid.T) {
		script := steps.Draw(rt, "steps")
		if problem := play(t, script); problem != "" {
			var told strings.Builder
			for _, s := range script {
				fmt.Fprintf(&told, "\n%+v", s)
			}
			rt.Fatalf("%s%s", problem, told.String())
		}
	})
}
