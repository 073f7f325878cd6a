package static

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/coder/websocket"

	"parley/internal/testenv"
)

// A room as the server holds it. A reader that is more than resetAt changes behind gets the newest messages instead.
type room struct {
	mu       sync.Mutex // guards what follows
	rev      int
	messages []message // by seq, from 1
}

const (
	resetAt     = 20
	resetLength = 10
)

// change posts, edits or removes, and answers with the frame that tells of it.
func (r *room) change(rnd *rand.Rand) string {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.rev++
	m := message{seq: len(r.messages) + 1, rev: r.rev, text: fmt.Sprint("text ", r.rev)}
	if len(r.messages) > 0 && rnd.IntN(3) == 0 {
		m.seq = max(1, len(r.messages)-rnd.IntN(15))
	}
	if m.seq > len(r.messages) {
		r.messages = append(r.messages, m)
	}
	if rnd.IntN(5) == 0 {
		m.text, m.attrs = "", "data-removed"
	}
	r.messages[m.seq-1] = m
	return frame(r.rev-1, r.rev, m)
}

// since is the catch-up, which holds messages in the order of their seqs.
func (r *room) since(rev int) string {
	r.mu.Lock()
	defer r.mu.Unlock()
	var changed []message
	for _, m := range r.messages {
		if m.rev > rev {
			changed = append(changed, m)
		}
	}
	if len(changed) > resetAt {
		return reset("e1", r.rev, r.messages[len(r.messages)-resetLength:]...)
	}
	return frame(rev, r.rev, changed...)
}

func (r *room) before(seq int) string {
	r.mu.Lock()
	defer r.mu.Unlock()
	page := r.messages[max(0, seq-1-resetLength) : seq-1]
	link := ""
	if len(page) > 0 && page[0].seq > 1 {
		link = strings.ReplaceAll(olderLink, "before=3", fmt.Sprint("before=", page[0].seq))
	}
	return fmt.Sprintf(`<i hidden data-older data-rev="%d"></i>%s%s`, r.rev, link, list(page...))
}

// watch looks at the page after each of its changes: the list stays sorted, nothing is there twice, and the cursor does not go back.
const watch = `globalThis.faults = []; globalThis.before = 0; new MutationObserver(() => {
	const seqs = [...document.querySelectorAll('#log > article')].map((a) => Number(a.dataset.seq));
	if (seqs.some((seq, i) => i && seq <= seqs[i - 1])) faults.push('order ' + seqs);
	if (Number(log.dataset.rev) < before) faults.push('cursor ' + log.dataset.rev);
	before = Number(log.dataset.rev);
	const days = document.querySelectorAll('h2.day').length;
	if (days !== (seqs.length ? 1 : 0)) faults.push('days ' + days);
}).observe(log, { childList: true, attributes: true })`

// What the server holds is what the page shows at rest, however frames were lost, doubled, swapped and delayed, and
// however often the socket broke or a catch-up failed.
func TestThePageIsExactHoweverFramesAreLost(t *testing.T) {
	t.Parallel()
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	rnd := rand.New(rand.NewPCG(seed, 1))
	r := &room{}
	s := newStage(t)
	s.answer = func(w http.ResponseWriter, req *http.Request) {
		if seq, err := strconv.Atoi(req.FormValue("before")); err == nil {
			fmt.Fprint(w, r.before(seq))
			return
		}
		if rand.IntN(4) == 0 {
			http.Error(w, "no", http.StatusServiceUnavailable)
			return
		}
		since, _ := strconv.Atoi(req.FormValue("since"))
		fmt.Fprint(w, r.since(since))
	}
	page, d := s.open(t)
	testenv.Eval[any](t, page, watch)
	var held []string
	for range 300 {
		f := r.change(rnd)
		switch rnd.IntN(12) {
		case 0, 1:
			continue // lost
		case 2:
			held = append(held, f) // comes later
			continue
		case 3:
			d.send(t, f+f)
		case 4:
			testenv.Eval[any](t, page, "scroller.scrollTop = -1e6") // asks for an older page meanwhile
			d.send(t, f)
		case 5:
			d.conn.Close([]websocket.StatusCode{websocket.StatusServiceRestart, websocket.StatusTryAgainLater}[rnd.IntN(2)], "")
			testenv.Eval[any](t, page, "dispatchEvent(new Event('online'))") // at once, in place of waiting
			d = next(t, s.dials, "a socket")
			since, _ := strconv.Atoi(d.query.Get("since"))
			d.send(t, r.since(since))
		default:
			d.send(t, f)
		}
		if len(held) > 0 && rnd.IntN(3) == 0 {
			d.send(t, held[0])
			held = held[1:]
		}
	}
	d.send(t, frame(r.rev, r.rev)) // the heartbeat
	untilRev(t, page, r.rev)
	page.Until(t, "!document.querySelector('[data-older]')")
	wantRoom(t, page, r)
	// Reading up to the beginning brings the rest.
	page.Until(t, "(scroller.scrollTop = -1e6, !document.querySelector('#older'))")
	wantRoom(t, page, r)
	if got := testenv.Eval[int](t, page, "document.querySelectorAll('#log > article').length"); got != len(r.messages) {
		t.Errorf("the page shows %d of %d messages", got, len(r.messages))
	}
	if got := testenv.Eval[[]string](t, page, "faults"); len(got) > 0 {
		t.Errorf("on the way: %s", got)
	}
	page.WantNoProblems(t, "status of 503", "WebSocket")
}

// wantRoom compares what is shown, which begins somewhere and reaches the newest, with what the server holds.
func wantRoom(t *testing.T, page *testenv.Page, r *room) {
	t.Helper()
	got := strings.Split(shown(t, page), ", ")
	var want []string
	for _, m := range r.messages {
		want = append(want, fmt.Sprintf("%d@%d %s", m.seq, m.rev, m.text))
	}
	if len(got) > len(want) || !slices.Equal(got, want[len(want)-len(got):]) {
		t.Errorf("the page shows\n%s\nthe room is\n%s", got, want)
	}
}
