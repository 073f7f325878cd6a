package realtime

import (
	"context"
	"fmt"
	"time"
)

// Checked is when healing last compared this replica with the database; zero: not
// yet. While nobody has a page open here there is nothing to compare.
func (h *Hub) Checked() time.Time {
	h.gate.mu.Lock()
	defer h.gate.mu.Unlock()
	return h.gate.last
}

// Replicas asks Redis how many replicas listen, this one too, and tells how long the answer took.
func (r *Redis) Replicas(ctx context.Context) (replicas int64, took time.Duration, err error) {
	began := time.Now()
	ask := r.client.PubSubNumSub
	if r.cluster != nil {
		ask = r.client.PubSubShardNumSub
	}
	got, err := ask(ctx, r.channel(0)).Result()
	if err != nil {
		return 0, 0, fmt.Errorf("realtime: count replicas: %w", err)
	}
	return got[r.channel(0)], time.Since(began), nil
}
