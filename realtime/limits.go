package realtime

import (
	"time"
)

// Limits bounds how many pages may be open here. 0: no limit.
type Limits struct {
	PerUser    int
	PerAddress int
	Total      int
}

// DefaultLimits are those of the security requirements.
var DefaultLimits = Limits{PerUser: 10, PerAddress: 100, Total: 100_000}

// Refused says that no further page may be opened now; come again after RetryAfter.
type Refused struct {
	Reason     string // "draining", "user", "address", "total", "unready"
	RetryAfter time.Duration
}

func (r *Refused) Error() string { return "realtime: no more viewers: " + r.Reason }
