package limit

import (
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Floods limits how fast each account acts, in this process: a bucket for each.
type Floods struct {
	every rate.Limit
	burst int
	now   func() time.Time

	mu      sync.Mutex // guards buckets and swept
	buckets map[int64]*rate.Limiter
	swept   time.Time
}

// NewFloods allows so many acts a second in the long run and burst at once. perSecond 0: no limit.
func NewFloods(perSecond float64, burst int, now func() time.Time) *Floods {
	return &Floods{every: rate.Limit(perSecond), burst: burst, now: now, buckets: map[int64]*rate.Limiter{}}
}

// Take counts one act of an account, or tells how long to wait before the next one. A refused act does not count.
func (f *Floods) Take(userID int64) time.Duration {
	if f.every == 0 {
		return 0
	}
	now := f.now()
	f.mu.Lock()
	defer f.mu.Unlock()
	f.sweep(now)
	b := f.buckets[userID]
	if b == nil {
		b = rate.NewLimiter(f.every, f.burst)
		f.buckets[userID] = b
	}
	r := b.ReserveN(now, 1)
	wait := r.DelayFrom(now)
	if wait > 0 {
		r.CancelAt(now)
	}
	return wait
}

// sweep drops full buckets, once a minute: they are as good as new ones.
func (f *Floods) sweep(now time.Time) {
	if now.Sub(f.swept) < time.Minute {
		return
	}
	f.swept = now
	for id, b := range f.buckets {
		if b.TokensAt(now) >= float64(f.burst) {
			delete(f.buckets, id)
		}
	}
}
