//go:build bench

package bench

import (
	"bytes"
	"sync/atomic"
	"testing"
	"time"
)

// TestPostToScreen takes the time from before a post is sent until a viewer has read it: one of 1,000, and the last of
// them. The machine does nothing else; 5 posts come a second.
func TestPostToScreen(t *testing.T) {
	const viewers, posts = 1000, 30
	p := newPlace(t, 2)
	one, all := p.watch(t, 1), p.watch(t, viewers-1)
	if err := p.say(1, "lounge", 60); err != nil {
		t.Fatal(err)
	}
	rows := []row{
		{what: "post to the screen of one of 1,000 viewers, p50", unit: " ms", goal: "≤ 5"},
		{what: "… p99", unit: " ms", goal: "≤ 20"},
		{what: "post to the last of 1,000 viewers, p50", unit: " ms", goal: "≤ 15"},
		{what: "… p99", unit: " ms", goal: "≤ 50"},
	}
	for range rounds {
		ones, lasts := p.timed(t, posts, one, all)
		rows[0].got = append(rows[0].got, median(ones))
		rows[1].got = append(rows[1].got, percentile(ones, 99))
		rows[2].got = append(rows[2].got, median(lasts))
		rows[3].got = append(rows[3].got, percentile(lasts, 99))
	}
	for _, r := range rows {
		r.print(t)
	}
}

// witnesses are viewers of whom it is known when the last one read the last message.
type witnesses struct {
	*crowd
	last atomic.Int64 // Unix nanoseconds
}

// watch has guests look at the lounge.
func (p *place) watch(t *testing.T, n int) *witnesses {
	t.Helper()
	w := &witnesses{crowd: &crowd{}}
	w.each = func(_ int, payload []byte) {
		if now := time.Now().UnixNano(); bytes.Contains(payload, article) {
			w.last.Store(now)
		}
	}
	t.Cleanup(w.leave)
	if err := w.enter(n, seats{URL: p.URL, Paths: []string{"/ws?room=lounge&since=-1"}}.open); err != nil {
		t.Fatal(err)
	}
	return w
}

// timed posts five times a second: how many milliseconds it took until one had it, and until the last of all had it.
func (p *place) timed(t *testing.T, posts int, one, all *witnesses) (ones, lasts []float64) {
	t.Helper()
	pace := time.NewTicker(time.Second / 5)
	defer pace.Stop()
	for range posts {
		<-pace.C
		hadOne, hadAll, began := one.seen(t), all.seen(t), time.Now()
		if err := p.say(1, "lounge", 60); err != nil {
			t.Fatal(err)
		}
		one.await(t, hadOne, 1)
		all.await(t, hadAll, int64(all.size()))
		at := time.Unix(0, one.last.Load()).Sub(began)
		ones = append(ones, millis(at))
		lasts = append(lasts, millis(max(at, time.Unix(0, all.last.Load()).Sub(began))))
	}
	return ones, lasts
}
