package realtime

import (
	"context"
	"time"
)

// pulseEvery is how exact the slow things are: badges, typing, who is here.
const pulseEvery = 250 * time.Millisecond

func (h *Hub) pulse(ctx context.Context) {
	t := time.NewTicker(pulseEvery)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case now := <-t.C:
			h.badges.flush(now)
			h.typists.flush(now)
			h.presence.flush(now)
		}
	}
}
