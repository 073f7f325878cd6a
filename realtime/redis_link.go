package realtime

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/redis/go-redis/v9"
)

// link is one connection with subscriptions; on Cluster there is one for each master.
type link struct {
	address string
	pubsub  *redis.PubSub
	born    time.Time
	heard   atomic.Int64   // when something came last, in nanoseconds since 1970
	leaving map[string]int // unsubscriptions that Redis has not confirmed; Redis.mu guards it
}

func (l *link) hear() { l.heard.Store(time.Now().UnixNano()) }

func (l *link) silence() time.Duration { return time.Since(time.Unix(0, l.heard.Load())) }

// receive delivers until the link fails. go-redis would connect again by
// itself, but not say what was missed: so a failed link is given up.
func (r *Redis) receive(ctx context.Context, l *link) {
	r.receiveAll(ctx, l)
	if time.Since(l.born) < time.Second { // something is wrong with it
		sleep(ctx, 200*time.Millisecond)
	}
	r.giveUp(l)
	r.reload(ctx)
}

func (r *Redis) receiveAll(ctx context.Context, l *link) {
	for {
		m, err := l.pubsub.Receive(ctx)
		if err != nil {
			return
		}
		l.hear()
		switch m := m.(type) {
		case *redis.Message:
			r.bring(m)
		case *redis.Subscription:
			if !r.confirm(l, m) {
				return
			}
		}
	}
}

// bring decodes and delivers. What it cannot read is a gap.
func (r *Redis) bring(m *redis.Message) {
	e, err := decode(m.Payload)
	if err == nil {
		r.receiver.Deliver(e)
		return
	}
	r.mu.Lock()
	w := r.wishes[m.Channel]
	r.mu.Unlock()
	if w != nil {
		r.missed(w)
	}
}

func (r *Redis) missed(w *wish) {
	if w.roomID == 0 {
		r.receiver.Missed()
		return
	}
	r.receiver.Missed(w.roomID)
}

// confirm takes Redis' word on a subscription; false: it has ended one that is
// wanted, since its slot has moved.
func (r *Redis) confirm(l *link, s *redis.Subscription) bool {
	if s.Kind == "unsubscribe" || s.Kind == "sunsubscribe" {
		return r.confirmEnd(l, s.Channel)
	}
	w, missed := r.enliven(l, s.Channel)
	if w == nil {
		return true
	}
	r.weigh()
	if missed {
		r.missed(w)
	}
	return true
}

// enliven marks a wish as live, unless Redis' word is about an earlier one of that name.
func (r *Redis) enliven(l *link, channel string) (_ *wish, missed bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	w := r.wishes[channel]
	if w == nil || w.link != l || w.live || l.leaving[channel] > 0 {
		return nil, false
	}
	missed = w.missed
	w.live, w.missed = true, false
	if w.begun {
		r.lost--
	} else {
		w.begun = true
		close(w.first)
	}
	return w, missed
}

func (r *Redis) confirmEnd(l *link, channel string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	n := l.leaving[channel]
	if n == 0 {
		return false
	}
	if l.leaving[channel] = n - 1; n == 1 {
		delete(l.leaving, channel)
	}
	return true
}

// giveUp closes a link; what it carried is subscribed anew.
func (r *Redis) giveUp(l *link) {
	l.pubsub.Close()
	r.mu.Lock()
	if r.links[l.address] == l {
		delete(r.links, l.address)
	}
	for _, w := range r.wishes {
		if w.link != l {
			continue
		}
		if w.live {
			r.lost++
		}
		w.link, w.live, w.missed = nil, false, w.missed || w.live
	}
	r.mu.Unlock()
	r.weigh()
	r.kick()
}

// weigh tells the receiver when the broker came or went: it is up while
// everything that was live is so.
func (r *Redis) weigh() {
	r.mu.Lock()
	up := r.wishes[r.channel(0)].live && r.lost == 0
	changed := up != r.up
	r.up = up
	r.mu.Unlock()
	if changed {
		r.receiver.BrokerUp(up)
	}
}
