package chaos

import (
	"context"
	"fmt"
	"net/url"
	"sync"
	"time"
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
