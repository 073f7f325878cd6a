package chaos

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	"parley/chaos/history"
)

// warden is a moderator who acts during the run: once for each thing, for whoever needs to be sure sees for themselves.
type warden struct {
	run   *run
	who   *account
	dice  *dice
	rooms []string // in which they act; an empty one: everywhere at once
	first bool     // the administrator, who takes back what any decided
}

func (w *warden) work(ctx, final context.Context) {
	for rest(ctx, w.dice.between(150*time.Millisecond, 500*time.Millisecond)) {
		switch k := w.dice.IntN(100); {
		case k < 30:
			w.sanction(final)
		case k < 38:
			w.choose(final)
		case k < 44:
			w.sweep(final)
		case k < 64 && w.first:
			w.undo(final)
		case k < 72 && w.first:
			w.lift(final)
		default:
			w.decide(final)
		}
	}
}

// act sends a form once; done says that it was taken.
func (w *warden) act(ctx context.Context, path string, form url.Values) (called, answered time.Duration, done bool) {
	called = w.run.now()
	got, err := w.who.do(ctx, w.run.place.somewhere(w.dice), path, form)
	answered = w.run.now()
	if err == nil && got.status != http.StatusSeeOther && !isTrouble(got.status) && got.status != http.StatusNotFound && got.status != http.StatusConflict {
		w.run.history.Odd("%s, a moderator, is refused POST %s %v: %d %.300s", w.who.handle, path, form, got.status, said(got.body))
	}
	return called, answered, err == nil && got.status == http.StatusSeeOther
}

var tags = regexp.MustCompile(`<[^>]*>`)

// said is the text of a page's main part, where it has one.
func said(body string) string {
	if at := strings.Index(body, "<main"); at >= 0 {
		body = body[at:]
	}
	return strings.Join(strings.Fields(tags.ReplaceAllString(body, " ")), " ")
}

func (w *warden) room() string { return w.rooms[w.dice.IntN(len(w.rooms))] }

// sanction mutes or bans somebody for a while, or kicks them, now and then with all that they said.
func (w *warden) sanction(ctx context.Context) {
	s, room := w.run.court.any(w.dice), w.room()
	kind := []string{"mute", "mute", "ban", "ban", "kick"}[w.dice.IntN(5)]
	if room == "" && kind == "kick" {
		kind = "warn"
	}
	w.punish(ctx, s, kind, room, w.dice.between(time.Second, 5*time.Second), w.dice.IntN(4) == 0)
}

func (w *warden) punish(ctx context.Context, s *suspect, kind, room string, term time.Duration, swept bool) {
	form := url.Values{"kind": {kind}, "room": {room}, "reason": {noise}, "for": {term.Round(time.Millisecond).String()}}
	if swept {
		form.Set("sweep", "all")
	}
	called, answered, done := w.act(ctx, "/people/"+s.who.handle+"/sanctions", form)
	if !done {
		return
	}
	w.run.court.note(sentence{s.who.handle, kind, room, called, answered})
	if swept {
		w.run.history.Purged(history.Purge{Who: s.who.handle, Room: room, Called: called, Answered: answered})
	}
}

// sweep removes all that somebody said, in a room or everywhere; sweepAt says who and where.
func (w *warden) sweep(ctx context.Context) {
	w.sweepAt(ctx, w.run.court.any(w.dice), w.room())
}

func (w *warden) sweepAt(ctx context.Context, s *suspect, room string) {
	called, answered, done := w.act(ctx, "/removals", url.Values{"room": {room}, "handle": {s.who.handle}, "span": {"all"}})
	if done {
		w.run.history.Purged(history.Purge{Who: s.who.handle, Room: room, Called: called, Answered: answered})
	}
}

// choose removes a few messages of somebody.
func (w *warden) choose(ctx context.Context) {
	s, room := w.run.court.any(w.dice), w.room()
	seqs := s.spots(room, 1+w.dice.IntN(4))
	if len(seqs) == 0 {
		return
	}
	form := url.Values{"room": {room}}
	for _, seq := range seqs {
		form.Add("seq", fmt.Sprint(seq))
	}
	called, answered, done := w.act(ctx, "/removals", form)
	if done {
		w.run.history.Purged(history.Purge{Who: s.who.handle, Room: room, Seqs: seqs, Called: called, Answered: answered})
	}
}

// removed finds an act of moderators or of a rule that was not undone.
const removed = `SELECT id FROM removals WHERE undone_at = 0 AND by_user <> user_id AND user_id <> 0 ORDER BY random() LIMIT 1`

// undo brings back what one act took away.
func (w *warden) undo(ctx context.Context) {
	if id, ok := w.run.place.number(ctx, removed); ok {
		w.act(ctx, fmt.Sprintf("/removals/%d/undo", id), url.Values{})
	}
}

// noise is why suspects are sanctioned.
const noise = "Noise"

// inForce finds a sanction of a suspect that stands.
const inForce = `SELECT id FROM sanctions WHERE reason = '` + noise + `' AND kind IN ('mute', 'ban') AND lifted_at = 0
	AND (until_at = 0 OR until_at > EXTRACT(EPOCH FROM clock_timestamp()) * 1000000) ORDER BY random() LIMIT 1`

// lift takes a sanction back.
func (w *warden) lift(ctx context.Context) {
	if id, ok := w.run.place.number(ctx, inForce); ok {
		w.act(ctx, fmt.Sprintf("/sanctions/%d/lift", id), url.Values{"reason": {"Enough"}})
	}
}

var caseLink = regexp.MustCompile(`/desk/((?:hold|report)-[a-z0-9-]+)`)

// cases are those that a moderator finds on their desk; not ok: it could not be read.
func (w *warden) cases(ctx context.Context) (subjects []string, ok bool) {
	got, err := w.who.do(ctx, w.run.place.somewhere(w.dice), "/desk", nil)
	if err != nil || got.status != http.StatusOK {
		return nil, false
	}
	for _, found := range caseLink.FindAllStringSubmatch(got.body, -1) {
		subjects = append(subjects, found[1])
	}
	return subjects, true
}

// decide takes one case from the desk, and decides it.
func (w *warden) decide(ctx context.Context) {
	subjects, _ := w.cases(ctx)
	if len(subjects) == 0 {
		return
	}
	subject := subjects[w.dice.IntN(len(subjects))]
	if w.dice.IntN(3) == 0 {
		w.act(ctx, "/desk/"+subject, url.Values{"do": {"take"}})
	}
	w.act(ctx, "/desk/"+subject, w.verdict(subject))
}

func (w *warden) verdict(subject string) url.Values {
	verdicts := []string{"publish", "publish", "refuse"}
	if strings.HasPrefix(subject, "report") {
		verdicts = []string{"remove", "remove", "dismiss"}
	}
	return url.Values{"do": {verdicts[w.dice.IntN(len(verdicts))]}}
}

// informer reports what suspects say.
type informer struct {
	run  *run
	who  *account
	dice *dice
}

func (i *informer) work(ctx context.Context) {
	for rest(ctx, i.dice.between(300*time.Millisecond, 800*time.Millisecond)) {
		s, room := i.run.court.any(i.dice), rooms[i.dice.IntN(len(rooms))]
		if seqs := s.spots(room, saidKept); len(seqs) > 0 {
			seq := seqs[len(seqs)-1]
			i.who.do(ctx, i.run.place.somewhere(i.dice), fmt.Sprintf("/rooms/%s/messages/%d/reports", room, seq), url.Values{"reason": {"spam"}})
		}
	}
}
