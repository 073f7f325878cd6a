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
)

// suspect is somebody of whom moderators take notice: who is muted, banned and swept, and whose words wait. They try all
// the same, and take a refusal for an answer.
type suspect struct {
	run  *run
	who  *account
	dice *dice
	id   int
	n    int // of their words

	mu   sync.Mutex // guards said
	said []*words   // of the last, with what is known of where they stand
}

// words are what a suspect said, or tried to.
type words struct {
	room, nonce, body string
	quote             int64
	version           int
	message           *message // as readers look for it
}

// saidKept is how much of what they said somebody goes back to.
const saidKept = 40

// work acts until ctx ends, and finishes the last act before final ends.
func (s *suspect) work(ctx, final context.Context) {
	for rest(ctx, s.dice.between(150*time.Millisecond, 450*time.Millisecond)) {
		switch k := s.dice.IntN(100); {
		case k < 60:
			s.post(final, s.somewhere())
		case k < 75:
			s.edit(final)
		case k < 78:
			s.remove(final)
		default:
			s.postAgain(final)
		}
	}
}

// somewhere is a room: mostly the court.
func (s *suspect) somewhere() string {
	if s.dice.IntN(2) == 0 {
		return court
	}
	return rooms[s.dice.IntN(len(rooms))]
}

// text is the body of a version: its second word is a secret of its own. Some have a link.
func (s *suspect) text(nonce string, version int) string {
	body := s.plain(nonce, version)
	if s.dice.IntN(4) == 0 {
		body += " https://example.org/harbour"
	}
	return body + strings.Repeat(" wave", s.dice.IntN(10))
}

// post says something new, now and then with two clicks, and tells whether it was taken.
func (s *suspect) post(ctx context.Context, room string) history.Act {
	_, quote := s.pick(room)
	if s.dice.IntN(6) != 0 {
		quote = 0
	}
	return s.say(ctx, room, quote, s.text)
}

// plain is a text without a link, which new accounts may write too.
func (s *suspect) plain(nonce string, version int) string {
	return fmt.Sprintf("%s %[1]s-v%03d", nonce, version)
}

// say is post with words that are made for it.
func (s *suspect) say(ctx context.Context, room string, quote int64, text func(nonce string, version int) string) history.Act {
	s.n++
	nonce := fmt.Sprintf("%s%d-%d-%s", marked, s.id, s.n, rand.Text()[:10])
	w := &words{room: room, nonce: nonce, body: text(nonce, 0), quote: quote, message: &message{room: room, nonce: nonce}}
	s.run.recent.add(w.message)
	acts := make([]history.Act, 1)
	if s.dice.IntN(10) == 0 {
		acts = make([]history.Act, 2) // a double click
	}
	var clicks sync.WaitGroup
	for i := range acts {
		base := s.run.place.somewhere(s.dice)
		clicks.Go(func() { acts[i] = s.click(ctx, base, w, false) })
	}
	clicks.Wait()
	if acts[0].Outcome == history.Done {
		s.keep(w)
	}
	return acts[0]
}

func (s *suspect) keep(w *words) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.said = append(s.said, w)
	if len(s.said) > saidKept {
		s.said = s.said[1:]
	}
}

// click sends words until they are taken or refused. What is refused after a try without an answer may have been taken.
func (s *suspect) click(ctx context.Context, base string, w *words, again bool) history.Act {
	act := history.Act{Kind: history.Post, Room: w.room, Nonce: w.nonce, Body: w.body, Quote: w.quote, Who: s.who.handle, Again: again, Called: s.run.now()}
	form := url.Values{"nonce": {w.nonce}, "body": {w.body}}
	if w.quote != 0 {
		form.Set("reply_to", fmt.Sprint(w.quote))
	}
	for unknown := false; ; unknown = true {
		got, err := s.who.do(ctx, base, "/rooms/"+w.room+"/messages", form, "HX-Request", "true")
		act.Answered = s.run.now()
		switch {
		case err == nil && got.status == http.StatusCreated:
			act.Outcome, act.Seq, act.Held = history.Done, seqIn(got.header), heldIn(got.header)
			s.run.recent.learn(w.message, act.Seq)
		case err == nil && got.status < http.StatusInternalServerError:
			if !unknown {
				act.Outcome = history.Refused
			}
			if again && (got.status == http.StatusConflict || got.status == http.StatusUnprocessableEntity) {
				s.run.history.Odd("I2 %s was refused with %d: %.200s", w.nonce, got.status, got.body)
			}
		case rest(ctx, 100*time.Millisecond):
			s.run.retries.Add(1)
			continue
		}
		s.run.history.Act(act)
		return act
	}
}

// heldIn is the hold that an answer names; 0: none.
func heldIn(h http.Header) (id int64) {
	_, hold, _ := strings.Cut(h.Get("Location"), "#h-")
	fmt.Sscan(hold, &id)
	return id
}

// pick is one of the words that stand in a room (empty: in any), with their seq; nil and 0: there are none.
func (s *suspect) pick(room string) (*words, int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for range 8 {
		if len(s.said) == 0 {
			break
		}
		w := s.said[s.dice.IntN(len(s.said))]
		if seq := s.run.recent.seqOf(w.message); seq != 0 && (room == "" || w.room == room) {
			return w, seq
		}
	}
	return nil, 0
}

// spots are the places of up to n messages of the suspect in a room.
func (s *suspect) spots(room string, n int) (seqs []int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, w := range s.said {
		if seq := s.run.recent.seqOf(w.message); seq != 0 && w.room == room && len(seqs) < n {
			seqs = append(seqs, seq)
		}
	}
	return seqs
}

// postAgain sends what was taken before once more: it answers the same, and once what waited stands, where.
func (s *suspect) postAgain(ctx context.Context) {
	s.mu.Lock()
	said := s.said
	s.mu.Unlock()
	if len(said) > 0 {
		s.click(ctx, s.run.place.somewhere(s.dice), said[s.dice.IntN(len(said))], true)
	}
}

// edit gives words a new version, in one try.
func (s *suspect) edit(ctx context.Context) {
	w, seq := s.pick("")
	if w == nil {
		return
	}
	w.version++
	s.change(ctx, w, seq, history.Edit, s.text(w.nonce, w.version))
}

// remove takes own words away, in one try.
func (s *suspect) remove(ctx context.Context) {
	w, seq := s.pick("")
	if w == nil {
		return
	}
	s.mu.Lock()
	for i := range s.said {
		if s.said[i] == w {
			s.said = append(s.said[:i:i], s.said[i+1:]...)
			break
		}
	}
	s.mu.Unlock()
	s.change(ctx, w, seq, history.Remove, "")
}

func (s *suspect) change(ctx context.Context, w *words, seq int64, kind history.Kind, body string) {
	form := url.Values{}
	if body != "" {
		form.Set("body", body)
	}
	act := history.Act{Kind: kind, Room: w.room, Nonce: w.nonce, Body: body, Seq: seq, Who: s.who.handle, Called: s.run.now()}
	got, err := s.who.do(ctx, s.run.place.somewhere(s.dice), fmt.Sprintf("/rooms/%s/messages/%d/%s", w.room, seq, kind), form)
	act.Answered = s.run.now()
	switch {
	case err == nil && got.status == http.StatusSeeOther && strings.HasPrefix(got.header.Get("Location"), "/rooms/"):
		act.Outcome = history.Done
	case err == nil && got.status == http.StatusSeeOther:
		s.run.history.Odd("the %s of message %d by %s leads to %s", kind, seq, s.who.handle, got.header.Get("Location"))
	case err == nil && got.status < http.StatusInternalServerError:
		act.Outcome = history.Refused
	}
	s.run.history.Act(act)
}
