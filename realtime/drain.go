package realtime

import (
	"context"
	"time"
)

const (
	drainPace  = 200 // viewers closed a second, so that others are not overrun by those who come back
	drainLimit = 20 * time.Second
)

// Drain refuses newcomers and closes everybody with 1012, spread over up to
// 20 s. It returns when all have left or ctx ends.
func (h *Hub) Drain(ctx context.Context) {
	h.limits.drain()
	all := h.people.all()
	spread := min(drainLimit, time.Duration(len(all))*time.Second/drainPace)
	start := time.Now()
	for i, v := range all {
		due := start.Add(spread * time.Duration(i) / time.Duration(len(all)))
		if !sleep(ctx, time.Until(due)) {
			break
		}
		v.End(restarting, "restarting")
	}
	for _, v := range h.people.all() { // also those who came meanwhile, or if ctx has ended
		v.End(restarting, "restarting")
	}
	for h.Viewers() > 0 && sleep(ctx, 20*time.Millisecond) {
	}
}

// sleep waits for d; false: ctx ended first.
func sleep(ctx context.Context, d time.Duration) bool {
	if d <= 0 {
		return ctx.Err() == nil
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}

func (p *people) all() (vs []*Viewer) {
	p.mu.RLock()
	defer p.mu.RUnlock()
	for _, u := range p.users {
		vs = append(vs, u.viewers...)
	}
	return vs
}
