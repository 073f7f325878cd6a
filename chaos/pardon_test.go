package chaos

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"time"

	"parley/chaos/history"
)

// pardon ends all that moderators have begun, and then everybody may speak again.
func (r *run) pardon(ctx context.Context, phase string) {
	if r.court.setter == nil {
		return
	}
	first := r.court.wardens[0]
	r.lift(ctx, phase, first)
	r.try(ctx, first)
	r.court.setter.set(ctx, modes[0])
	r.lift(ctx, phase, first)
	r.drain(ctx, phase, "holds or reports wait", waiting, func(int64) { r.clear(ctx, first) })
	for _, s := range r.court.all() {
		for _, room := range []string{"lounge", "hall", court} {
			if act := s.say(ctx, room, 0, s.plain); act.Outcome != history.Done || act.Held != 0 {
				r.history.Odd("%s: %s is pardoned, and what they say in %s is not taken: %+v", phase, s.who.handle, room, act)
			}
		}
	}
	for _, s := range r.court.all()[:2] {
		first.sweepAt(ctx, s, "")
	}
	r.drain(ctx, phase, "removals are not undone", everySecond, func(id int64) {
		first.act(ctx, fmt.Sprintf("/removals/%d/undo", id), url.Values{})
	})
}

// lift ends all sanctions.
func (r *run) lift(ctx context.Context, phase string, w *warden) {
	r.drain(ctx, phase, "sanctions stand", inForce, func(id int64) {
		w.act(ctx, fmt.Sprintf("/sanctions/%d/lift", id), url.Values{})
	})
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
const everySecond = `SELECT id FROM removals WHERE undone_at = 0 AND by_user <> user_id AND user_id <> 0 AND id % 2 = 0 ORDER BY id LIMIT 1`

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
