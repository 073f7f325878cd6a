package page

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
)

// room is a room as a server holds it, for tests.
type room struct {
	mu       sync.Mutex // guards what follows
	epoch    string
	rev      int
	messages []said // by seq, from 1
}

type said struct {
	seq, rev int
	text     string // empty: removed
}

const (
	resetAt     = 120 // changes behind, and a reader begins anew
	resetLength = 50
)

func newRoom() *room { return &room{epoch: "e1"} }

func (m said) String() string {
	attrs, words := "", fmt.Sprintf(`<div class="text" dir="auto"><p>%s <span class="edited">edited</span></p></div>`, m.text)
	if m.text == "" {
		attrs, words = "data-removed", "<p>Removed by its author</p>"
	}
	return fmt.Sprintf(`<article class="msg" id="m-%d" data-seq="%d" data-rev="%d" data-author="9" %s><p class="by"><a class="name" href="/people/bex">Bex</a></p>`+
		`<a class="at" href="#"><time datetime="2026-11-20T08:00:00Z">08:00</time></a><div class="what">%s</div></article>`, 1000+m.seq, m.seq, m.rev, attrs, words)
}

func articlesOf(messages []said) string {
	var b strings.Builder
	for _, m := range messages {
		b.WriteString(m.String())
	}
	return b.String()
}

// change posts, edits or removes n times, and gives the frame of all that.
func (r *room) change(rnd *rand.Rand, n int) string {
	r.mu.Lock()
	defer r.mu.Unlock()
	from := r.rev
	for range n {
		r.rev++
		m := said{len(r.messages) + 1, r.rev, fmt.Sprint("text ", r.rev, " of ", r.epoch)}
		if len(r.messages) > 0 && rnd.IntN(3) == 0 {
			m.seq = max(1, len(r.messages)-rnd.IntN(80))
		}
		if m.seq > len(r.messages) {
			r.messages = append(r.messages, m)
		}
		if rnd.IntN(5) == 0 {
			m.text = ""
		}
		r.messages[m.seq-1] = m
	}
	return r.frame(from)
}

// restore begins another epoch, at an earlier revision.
func (r *room) restore(rnd *rand.Rand) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.epoch, r.rev = fmt.Sprint("e", rnd.IntN(1e6)), r.rev/2
	r.messages = r.messages[:len(r.messages)/2]
	for i := range r.messages {
		r.messages[i].rev = min(r.messages[i].rev, r.rev)
	}
}

// frame is what changed after a revision; r.mu is held.
func (r *room) frame(since int) string {
	var changed []said
	for _, m := range r.messages {
		if m.rev > since {
			changed = append(changed, m)
		}
	}
	return r.wrap(since, "", changed)
}

func (r *room) wrap(from int, mark string, messages []said) string {
	return fmt.Sprintf(`<live-frame room="lounge" epoch="%s" meta="1" from="%d" to="%d"%s>%s</live-frame>`, r.epoch, from, r.rev, mark, articlesOf(messages))
}

// since answers a catch-up.
func (r *room) since(rev int, epoch string) string {
	r.mu.Lock()
	defer r.mu.Unlock()
	if epoch != r.epoch || r.rev-rev > resetAt || rev > r.rev {
		return r.reset()
	}
	return r.frame(rev)
}

// reset is the newest messages in place of all; r.mu is held.
func (r *room) reset() string {
	return r.wrap(0, " reset", r.messages[max(0, len(r.messages)-resetLength):])
}

func (r *room) locked(do func() string) string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return do()
}
