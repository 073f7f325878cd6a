package chaos

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"parley/chaos/history"
)

// apart is the shortest slow mode that can be set, and lockedFor how long the court is locked.
const (
	apart     = 5 * time.Second
	lockedFor = 1500 * time.Millisecond
)

// mode is what a moderator sets for the court.
type mode struct {
	what        string // a rule of package history; empty: none
	form        url.Values
	least, most time.Duration
}

var modes = []mode{
	{"", url.Values{}, 500 * time.Millisecond, time.Second},
	{history.AllWait, url.Values{"approve-all": {"on"}}, 1500 * time.Millisecond, 3 * time.Second},
	{history.Locked, url.Values{"lock": {lockedFor.String()}}, time.Second, 2 * time.Second},
	{history.Delayed, url.Values{"delay": {"1"}}, 1500 * time.Millisecond, 3 * time.Second},
	{history.Slow, url.Values{"slow": {"5"}}, 2 * time.Second, 3 * time.Second},
	{history.LinkWait, url.Values{"approve-links": {"on"}}, time.Second, 2500 * time.Millisecond},
	{"", url.Values{"approve-new": {"on"}}, time.Second, 2 * time.Second},
}

// setting is a mode that was set, and acknowledged.
type setting struct {
	what             string
	called, answered time.Duration
}

// setter is the moderator who alone sets the court's rules.
type setter struct {
	run  *run
	who  *account
	dice *dice
}

func (s *setter) work(ctx, final context.Context) {
	for {
		for _, i := range s.dice.Perm(len(modes)) {
			s.set(final, modes[i])
			if !rest(ctx, s.dice.between(modes[i].least, modes[i].most)) {
				return
			}
		}
	}
}

// set sets a mode until that is acknowledged.
func (s *setter) set(ctx context.Context, m mode) {
	for {
		called := s.run.now()
		got, err := s.who.do(ctx, s.run.place.somewhere(s.dice), "/rooms/"+court+"/controls", m.form)
		switch {
		case err == nil && got.status == http.StatusSeeOther:
			s.run.court.set(setting{m.what, called, s.run.now()})
			return
		case err == nil && !isTrouble(got.status):
			s.run.history.Odd("the rules %v of the court are refused with %d: %.300s", m.form, got.status, said(got.body))
			return
		case !rest(ctx, 100*time.Millisecond):
			return
		}
	}
}
