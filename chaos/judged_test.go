package chaos

import (
	"time"

	"parley/chaos/history"
)

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
