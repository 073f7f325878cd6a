package chaos

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"sync"
	"time"

	"parley/chaos/history"
)

const (
	suspects  = 5
	informers = 2
	// wardens are an administrator, a moderator of the place, one of the court, and one who sets its rules.
	wardens = 3 // besides the administrator, who has an account
)

// bench is all who moderate and are moderated.
type bench struct {
	wardens   []*warden
	setter    *setter
	informers []*informer

	mu        sync.Mutex // guards what follows
	suspects  []*suspect
	sentences []sentence
	settings  []setting
}

// sentence is a sanction that was acknowledged.
type sentence struct {
	who, kind, room  string
	called, answered time.Duration
}

func (b *bench) note(s sentence) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.sentences = append(b.sentences, s)
}

func (b *bench) set(s setting) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.settings = append(b.settings, s)
}

// any is a random suspect.
func (b *bench) any(d *dice) *suspect {
	all := b.all()
	return all[d.IntN(len(all))]
}

func (b *bench) all() []*suspect {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.suspects[:len(b.suspects):len(b.suspects)]
}

// appoint gives moderators their ranks, and the place its rules, once the program has them.
func (r *run) appoint(accounts []*account) {
	p, admin := r.place, r.place.admin
	p.keep(r.t, heldLedger)
	p.moderated = true
	staff := accounts[:wardens]
	admin.must(r.t, p.url, "/admin/people/"+staff[0].handle+"/role", url.Values{"role": {"moderator"}})
	admin.must(r.t, p.url, "/admin/settings", url.Values{"auto_hide": {"1"}, "new_posts": {"3"}})
	for _, a := range staff[1:] {
		admin.must(r.t, p.url, "/rooms/"+court+"/members", url.Values{"handle": {a.handle}})
		admin.must(r.t, p.url, "/rooms/"+court+"/members/"+a.handle+"/role", url.Values{"role": {"moderator"}})
	}
	for _, a := range staff {
		a.ear = nil
	}
	b := &r.court
	b.wardens = []*warden{
		{r, admin, newDice(r.seed, 500), []string{"", "lounge", "hall", "den", court}, true},
		{r, staff[0], newDice(r.seed, 501), []string{"", "lounge", "hall", court}, false},
		{r, staff[1], newDice(r.seed, 502), []string{court}, false},
	}
	b.setter = &setter{r, staff[2], newDice(r.seed, 503)}
	for i, a := range accounts[wardens : wardens+informers] {
		b.informers = append(b.informers, &informer{r, a, newDice(r.seed, uint64(510+i))})
	}
	for _, a := range accounts[wardens+informers:] {
		r.accuse(a)
	}
}

// accuse makes somebody a suspect.
func (r *run) accuse(a *account) *suspect {
	b := &r.court
	b.mu.Lock()
	defer b.mu.Unlock()
	s := &suspect{run: r, who: a, id: len(b.suspects) + 1, dice: newDice(r.seed, uint64(600+len(b.suspects)))}
	a.ear = &ear{r, a.handle, fmt.Sprint(marked, s.id, "-")}
	b.suspects = append(b.suspects, s)
	return s
}

// sit lets all of them act until talk ends.
func (b *bench) sit(wg *sync.WaitGroup, talk, final context.Context) {
	for _, s := range b.all() {
		wg.Go(func() { s.work(talk, final) })
	}
	for _, w := range b.wardens {
		wg.Go(func() { w.work(talk, final) })
	}
	for _, i := range b.informers {
		wg.Go(func() { i.work(talk) })
	}
	if b.setter != nil {
		wg.Go(func() { b.setter.work(talk, final) })
	}
}

// pardon ends all that moderators have begun, and then everybody may speak again.
func (r *run) pardon(ctx context.Context, phase string) {
	if r.court.setter == nil {
		return
	}
	first := r.court.wardens[0]
	r.try(ctx, first)
	r.court.setter.set(ctx, modes[0])
	r.drain(ctx, phase, "sanctions stand", inForce, func(id int64) {
		first.act(ctx, fmt.Sprintf("/sanctions/%d/lift", id), url.Values{})
	})
	r.drain(ctx, phase, "holds or reports wait", waiting, func(int64) { r.clear(ctx, first) })
	for _, s := range r.court.all()[:2] {
		first.sweepAt(ctx, s, "")
	}
	r.drain(ctx, phase, "removals are not undone", everySecond, func(id int64) {
		first.act(ctx, fmt.Sprintf("/removals/%d/undo", id), url.Values{})
	})
	for _, s := range r.court.all() {
		for _, room := range []string{"lounge", "hall", court} {
			if act := s.say(ctx, room, 0, s.plain); act.Outcome != history.Done || act.Held != 0 {
				r.history.Odd("%s: %s is pardoned, and what they say in %s is not taken: %+v", phase, s.who.handle, room, act)
			}
		}
	}
}

// try has somebody speak who is muted, and where slow mode is on, so that each window sees that at least once.
func (r *run) try(ctx context.Context, first *warden) {
	slow := slices.IndexFunc(modes, func(m mode) bool { return m.what == history.Slow })
	r.court.setter.set(ctx, modes[slow])
	some := r.court.all()
	for _, s := range some[:2] {
		s.say(ctx, court, 0, s.plain)
		s.say(ctx, court, 0, s.plain)
		first.punish(ctx, s, "mute", "", time.Minute, false)
		s.say(ctx, "lounge", 0, s.plain)
	}
}

// everySecond finds a removal by a moderator or a rule that is to be undone: the others stay.
const everySecond = `SELECT id FROM removals WHERE undone_at = 0 AND by_user <> user_id AND id % 2 = 0 ORDER BY id LIMIT 1`

// waiting counts what a desk has to decide, and what shows itself soon.
const waiting = `SELECT NULLIF((SELECT count(*) FROM holds WHERE decided_at = 0) + (SELECT count(*) FROM reports WHERE decided_at = 0), 0)`

// pardonLimit is how long one part of a pardon may take.
const pardonLimit = 15 * time.Second

// drain does something until a query finds nothing any more.
func (r *run) drain(ctx context.Context, phase, what, query string, do func(int64)) {
	for deadline := time.Now().Add(pardonLimit); ; {
		n, found := r.place.number(ctx, query)
		switch {
		case !found:
			return
		case time.Now().After(deadline):
			r.history.Odd("%s: %s after %v (%d)", phase, what, pardonLimit, n)
			return
		}
		do(n)
		rest(ctx, 10*time.Millisecond)
	}
}

// clear decides all that is on a desk.
func (r *run) clear(ctx context.Context, w *warden) {
	subjects, _ := w.cases(ctx)
	for _, subject := range subjects {
		w.act(ctx, "/desk/"+subject, w.verdict(subject))
	}
}

// judged tells the history what surely held: who could not speak, and which rules the court had.
func (r *run) judged() {
	if r.court.setter == nil {
		return
	}
	r.judgeSanctions()
	r.judgeRules()
}

const forever = time.Duration(1 << 62)

// judgeSanctions finds, of each sanction that was acknowledged, when it ended.
func (r *run) judgeSanctions() {
	p := r.place
	p.rows(r.t, func(scan func(...any) error) error {
		var who, kind, room string
		var created, until, lifted int64
		if err := scan(&who, &kind, &room, &created, &until, &lifted); err != nil {
			return err
		}
		at, ends := p.clock(created), forever
		for _, end := range []int64{until, lifted} {
			if end != 0 {
				ends = min(ends, p.clock(end))
			}
		}
		for _, s := range r.court.sentences {
			if s.who != who || s.kind != kind || s.room != room || at < s.called-slack || at > s.answered+slack {
				continue
			}
			r.history.Barred(history.Bar{Who: who, Room: room, What: kind, From: s.answered, To: ends - slack})
			if kind == "ban" && (room == "" || room == "den") {
				r.history.Revoked(history.Revocation{Who: who, At: s.answered, Until: ends - slack})
			}
		}
		return nil
	}, `SELECT u.handle, x.kind, COALESCE(r.slug, ''), x.created_at, x.until_at, x.lifted_at FROM sanctions x
		JOIN users u ON u.id = x.user_id LEFT JOIN rooms r ON r.id = x.room_id WHERE x.kind IN ('mute', 'ban') ORDER BY x.id`)
}

// slack is how far the clocks of the run and of the database's rows may be apart.
const slack = 20 * time.Millisecond

// judgeRules finds when a rule surely held: from the first acknowledgement after it was written until another is written.
func (r *run) judgeRules() {
	p := r.place
	var written []time.Duration
	p.rows(r.t, func(scan func(...any) error) error {
		var at int64
		err := scan(&at)
		written = append(written, p.clock(at))
		return err
	}, `SELECT a.created_at FROM audit a JOIN rooms r ON r.id = a.room_id WHERE a.act = 'room_controls' AND r.slug = $1 ORDER BY a.id`, court)
	for _, s := range r.court.settings {
		rule := history.Rule{Room: court, What: s.what, From: s.answered, To: forever, Apart: apart}
		for _, at := range written {
			if at > s.answered+slack {
				rule.To = min(rule.To, at-slack)
			}
		}
		if among(written, s.called-slack, s.answered+slack) > 1 {
			continue // one of them is an earlier try that took effect late
		}
		if s.what == history.Locked {
			rule.To = min(rule.To, s.called+lockedFor-slack)
		}
		if s.what != "" {
			r.history.Ruled(rule)
		}
	}
}

// among is how many moments lie between two.
func among(moments []time.Duration, from, to time.Duration) (n int) {
	for _, at := range moments {
		if at >= from && at <= to {
			n++
		}
	}
	return n
}
