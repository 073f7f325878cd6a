package chaos

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"parley/chaos/history"
	"parley/chaos/page"
)

// message is one that somebody posted. Only recent's lock lets others than its author look at it.
type message struct {
	room, nonce string
	seq         int64 // 0: not known yet
	version     int   // of its words
}

// poster is somebody who posts, edits and removes, one act after another, each until its outcome is known. They click
// twice now and then.
type poster struct {
	run  *run
	who  *account
	dice *dice
	mine []*message // that can be edited and removed
	n    int
}

// minesKept is how many of their own messages somebody goes back to.
const minesKept = 30

// work acts until ctx ends, and finishes the last act before final ends.
func (p *poster) work(ctx, final context.Context) {
	for rest(ctx, p.dice.between(5*time.Millisecond, 45*time.Millisecond)) {
		switch k := p.dice.IntN(100); {
		case len(p.mine) == 0 || k >= 36:
			p.post(final, rooms[p.dice.IntN(len(rooms)-1)]) // not in the court
		case k < 8:
			p.remove(final)
		case k < 16 && p.run.reacts.Load():
			p.react(final)
		default:
			p.edit(final)
		}
	}
}

func (m *message) body(dice *dice) string {
	filler := ""
	for range dice.IntN(40) {
		filler += " wave"
	}
	return fmt.Sprintf("%s v%d%s", m.nonce, m.version, filler)
}

// post says something under one nonce, and tries that again until it is answered.
func (p *poster) post(ctx context.Context, room string) {
	p.n++
	m := &message{room: room, nonce: fmt.Sprintf("%s-%d-%s", p.who.handle, p.n, rand.Text()[:8])}
	p.run.recent.add(m)
	act := history.Act{Kind: history.Post, Room: room, Nonce: m.nonce, Body: m.body(p.dice), Called: p.run.now()}
	form := url.Values{"nonce": {m.nonce}, "body": {act.Body}}
	if quoted := p.ownIn(room); quoted != nil && p.dice.IntN(8) == 0 {
		act.Quote = quoted.seq
		form.Set("reply_to", fmt.Sprint(quoted.seq))
	}
	bases := []string{p.run.place.somewhere(p.dice)}
	if p.dice.IntN(10) == 0 {
		bases = append(bases, p.run.place.somewhere(p.dice)) // a double click
	}
	var clicks sync.WaitGroup
	for _, base := range bases {
		clicks.Go(func() { p.click(ctx, base, m, act, form) })
	}
	clicks.Wait()
	if m.seq > 0 && room != court { // where other words of it may wait, and be turned away
		p.mine = append(p.mine, m)
	}
	if len(p.mine) > minesKept {
		p.mine = p.mine[1:]
	}
}

// click sends a post until it is answered, as the page does: with the same nonce.
func (p *poster) click(ctx context.Context, base string, m *message, act history.Act, form url.Values) {
	for {
		got, err := p.who.do(ctx, base, "/rooms/"+m.room+"/messages", form, "HX-Request", "true")
		act.Answered = p.run.now()
		switch {
		case err == nil && got.status == http.StatusCreated:
			act.Outcome, act.Seq = history.Done, seqIn(got.header)
			p.run.recent.learn(m, act.Seq)
			p.run.history.Act(act)
			return
		case err == nil && !isTrouble(got.status):
			act.Outcome = history.Refused
			p.run.history.Act(act)
			p.run.history.Odd("I2 %s was refused with %d: %.200s", m.nonce, got.status, got.body)
			return
		}
		p.run.retries.Add(1)
		if !rest(ctx, 50*time.Millisecond+time.Duration(act.Answered%200)*time.Millisecond) {
			p.run.history.Act(act)
			return
		}
	}
}

func seqIn(h http.Header) (seq int64) {
	at := h.Get("Location")
	fmt.Sscan(at[strings.LastIndexByte(at, '/')+1:], &seq)
	return seq
}

// ownIn is one of the own messages in a room, or nil.
func (p *poster) ownIn(room string) *message {
	for range 4 {
		if len(p.mine) == 0 {
			return nil
		}
		if m := p.mine[p.dice.IntN(len(p.mine))]; m.room == room {
			return m
		}
	}
	return nil
}

// emoji are those that pages offer.
var emoji = []string{"👍", "💙", "😂", "👏", "⛵"}

// react puts an emoji under a message of somebody's, or takes it away. It is tried once: nobody knows what a second try
// would do.
func (p *poster) react(ctx context.Context) {
	m := p.mine[p.dice.IntN(len(p.mine))]
	if others := p.run.recent.of(m.room); len(others) > 0 {
		if other := others[p.dice.IntN(len(others))]; other.seq > 0 {
			m = &other
		}
	}
	act := history.Act{Kind: history.React, Room: m.room, Nonce: m.nonce, Seq: m.seq, Called: p.run.now()}
	got, err := p.who.do(ctx, p.run.place.somewhere(p.dice), fmt.Sprintf("/rooms/%s/messages/%d/reactions", m.room, m.seq),
		url.Values{"emoji": {emoji[p.dice.IntN(len(emoji))]}}, "HX-Request", "true")
	act.Answered = p.run.now()
	switch {
	case err == nil && got.status == http.StatusNoContent:
		act.Outcome = history.Done
	case err == nil && got.status == http.StatusConflict: // it has been removed
		act.Outcome = history.Refused
	case err == nil && !isTrouble(got.status):
		p.run.history.Odd("a reaction to message %d of %s was refused with %d: %.200s", m.seq, m.room, got.status, got.body)
	}
	p.run.history.Act(act)
}

func (p *poster) edit(ctx context.Context) {
	m := p.mine[p.dice.IntN(len(p.mine))]
	m.version++
	p.change(ctx, m, history.Edit, m.body(p.dice))
}

func (p *poster) remove(ctx context.Context) {
	i := p.dice.IntN(len(p.mine))
	m := p.mine[i]
	p.mine = append(p.mine[:i:i], p.mine[i+1:]...)
	p.change(ctx, m, history.Remove, "")
}

// change edits or removes until it is known that it is so. Each try is an act by itself.
func (p *poster) change(ctx context.Context, m *message, kind history.Kind, body string) {
	form := url.Values{}
	if body != "" {
		form.Set("body", body)
	}
	for {
		act := history.Act{Kind: kind, Room: m.room, Nonce: m.nonce, Body: body, Seq: m.seq, Called: p.run.now()}
		got, err := p.who.do(ctx, p.run.place.somewhere(p.dice), fmt.Sprintf("/rooms/%s/messages/%d/%s", m.room, m.seq, kind), form)
		act.Answered = p.run.now()
		switch {
		case err == nil && got.status == http.StatusSeeOther && strings.HasPrefix(got.header.Get("Location"), "/rooms/"):
			act.Outcome = history.Done
		case err == nil && !isTrouble(got.status):
			act.Outcome = history.Refused
			p.run.history.Odd("I9 the %s of message %d was refused with %d: %.200s", kind, m.seq, got.status, got.header.Get("Location")+said(got.body))
		}
		p.run.history.Act(act)
		if act.Outcome != history.Unknown {
			return
		}
		p.run.retries.Add(1)
		if !rest(ctx, 100*time.Millisecond) {
			return
		}
	}
}

// finder is somebody who reads rooms' pages and looks for what was just said.
type finder struct {
	run  *run
	who  *account
	dice *dice
}

func (f *finder) work(ctx context.Context) {
	for rest(ctx, f.dice.between(100*time.Millisecond, 300*time.Millisecond)) {
		if f.dice.IntN(4) == 0 {
			f.prowl(ctx)
		}
		f.find(ctx, rooms[f.dice.IntN(len(rooms))])
	}
}

// nooks are where words that wait might come to light.
var nooks = []string{"/rooms/court/messages?since=0", "/rooms/court/messages?before=1000000", "/rooms/court/members",
	"/rooms/court/controls", "/rooms/court/composer", "/rooms", "/home", "/sidebar", "/mentions", "/desk", "/admin/audit"}

// prowl looks where nothing of it is shown.
func (f *finder) prowl(ctx context.Context) {
	f.who.do(ctx, f.run.place.somewhere(f.dice), nooks[f.dice.IntN(len(nooks))], nil)
}

// find reads a page, and tells what it says of recent messages.
func (f *finder) find(ctx context.Context, room string) {
	sought, called := f.run.recent.of(room), f.run.now()
	got, err := f.who.do(ctx, f.run.place.somewhere(f.dice), "/rooms/"+room, nil)
	answered := f.run.now()
	if err != nil || isTrouble(got.status) {
		return
	}
	d, ok := page.ReadDocument(got.body)
	if !ok || got.status != http.StatusOK {
		f.run.history.Odd("the page of %s answers %d without a list: %.200s", room, got.status, got.header.Get("Location"))
		return
	}
	for _, a := range d.Articles {
		f.run.history.Saw("a page", room, a, d.Rev)
	}
	for _, m := range sought {
		if r, ok := found(d, m); ok {
			r.Room, r.Nonce, r.Called, r.Answered = room, m.nonce, called, answered
			f.run.history.Read(r)
		}
	}
}

// found is what a page says of a message; not ok: nothing, for it may stand above what is shown, or be a tombstone.
func found(d page.Document, m message) (r history.Read, ok bool) {
	removed := false
	for _, a := range d.Articles {
		if a.Seq == m.seq || !a.Removed && history.Key(a.Text) == m.nonce {
			return history.Read{Exists: true, Removed: a.Removed, Body: a.Text}, true
		}
		removed = removed || a.Removed
	}
	if m.seq == 0 {
		return history.Read{}, !d.Older && !removed
	}
	return history.Read{}, len(d.Articles) == 0 || m.seq > d.Articles[len(d.Articles)-1].Seq
}
