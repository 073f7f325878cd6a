package realtime

import "time"

// Metrics is told what happens. Nil functions are left out; none may block.
type Metrics struct {
	Viewers    func(delta int)       // pages open here
	Closed     func(code int)        // a viewer ended, by its WebSocket close code
	Gap        func(where string)    // a frame did not follow the one before: "hub", "viewer"
	HealBehind func(n int)           // rooms that healing found behind
	Lagging    func(delta int)       // viewers whose queue overflowed and who have not caught up
	Lag        func(d time.Duration) // from the announcement to the socket
	CatchUp    func(rows int)        // messages read in one catch-up
	Lost       func(where string)    // envelopes not sent: "announce", "queue", "publish"
	BrokerUp   func(up bool)         //
}

func (m Metrics) filled() Metrics {
	fill(&m.Viewers, func(int) {})
	fill(&m.Closed, func(int) {})
	fill(&m.Gap, func(string) {})
	fill(&m.HealBehind, func(int) {})
	fill(&m.Lagging, func(int) {})
	fill(&m.Lag, func(time.Duration) {})
	fill(&m.CatchUp, func(int) {})
	fill(&m.Lost, func(string) {})
	fill(&m.BrokerUp, func(bool) {})
	return m
}

func fill[T any](f *func(T), none func(T)) {
	if *f == nil {
		*f = none
	}
}
