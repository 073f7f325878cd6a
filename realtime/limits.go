package realtime

import (
	"sync"
	"time"
)

// Limits bounds how many pages may be open here. 0: no limit.
type Limits struct {
	PerUser    int // of one account; guests share none
	PerAddress int // of one address, or of those that count as one: see [chat.Neighbours]
	Total      int
}

// DefaultLimits are those of the security requirements.
var DefaultLimits = Limits{PerUser: 10, PerAddress: 100, Total: 100_000}

// Refused says that no further page may be opened now; come again after RetryAfter.
type Refused struct {
	Reason     string // "draining", "user", "address", "total" or "unready"
	RetryAfter time.Duration
}

func (r *Refused) Error() string { return "realtime: no more viewers: " + r.Reason }

var errDraining = &Refused{Reason: "draining", RetryAfter: time.Second}

// limiter counts the pages that are open.
type limiter struct {
	limits Limits

	mu        sync.Mutex // guards everything below
	draining  bool
	total     int
	users     map[int64]int
	addresses map[string]int
}

func newLimiter(l Limits) *limiter {
	return &limiter{limits: l, users: map[int64]int{}, addresses: map[string]int{}}
}

// admit counts one more page, or says why not.
func (l *limiter) admit(userID int64, address string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case l.draining:
		return errDraining
	case full(l.total, l.limits.Total):
		return &Refused{Reason: "total", RetryAfter: 10 * time.Second}
	case userID != 0 && full(l.users[userID], l.limits.PerUser):
		return &Refused{Reason: "user", RetryAfter: 10 * time.Second}
	case address != "" && full(l.addresses[address], l.limits.PerAddress):
		return &Refused{Reason: "address", RetryAfter: 10 * time.Second}
	}
	l.total++
	l.users[userID]++
	l.addresses[address]++
	return nil
}

func full(n, limit int) bool { return limit > 0 && n >= limit }

func (l *limiter) release(userID int64, address string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.total--
	if l.users[userID]--; l.users[userID] == 0 {
		delete(l.users, userID)
	}
	if l.addresses[address]--; l.addresses[address] == 0 {
		delete(l.addresses, address)
	}
}

func (l *limiter) count() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.total
}

func (l *limiter) drain() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.draining = true
}

func (l *limiter) isDraining() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.draining
}
