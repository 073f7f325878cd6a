package realtime

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"parley/internal/testenv"
)

func TestMain(m *testing.M) { testenv.Main(m) }

// inbox is a receiver that remembers.
type inbox struct {
	mu     sync.Mutex // guards everything below
	got    []Envelope
	missed []int64 // 0: all
	ups    []bool
}

func (b *inbox) Deliver(e Envelope) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.got = append(b.got, e)
}

func (b *inbox) Missed(ids ...int64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(ids) == 0 {
		ids = []int64{0}
	}
	b.missed = append(b.missed, ids...)
}

func (b *inbox) BrokerUp(up bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.ups = append(b.ups, up)
}

func (b *inbox) seqs(room int64) (seqs []int64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, e := range b.got {
		if e.RoomID == room {
			seqs = append(seqs, e.Seq)
		}
	}
	return seqs
}

func (b *inbox) hasMissed(room int64) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Contains(b.missed, room)
}

func (b *inbox) forget() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.got, b.missed, b.ups = nil, nil, nil
}

// within waits until ok holds.
func within(t *testing.T, limit time.Duration, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(limit); !ok(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("after %v still not: %s", limit, what)
		}
	}
}

// run starts a broker for the time of the test, and waits until it is up.
func run(t *testing.T, b Broker) *inbox {
	t.Helper()
	in := &inbox{}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { defer close(done); b.Run(ctx, in) }()
	t.Cleanup(func() { cancel(); <-done })
	within(t, 5*time.Second, "up", b.Up)
	return in
}

func note(room, seq int64) Envelope {
	return Envelope{Kind: KindAsk, Origin: "0123456789abcdef", RoomID: room, Seq: seq}
}

func badge(room, seq int64) Envelope {
	return Envelope{Kind: KindBadge, Origin: "0123456789abcdef", RoomID: room, Seq: seq}
}

func subscribe(t *testing.T, b Broker, rooms ...int64) {
	t.Helper()
	for _, room := range rooms {
		if err := b.Subscribe(t.Context(), room); err != nil {
			t.Fatal(err)
		}
	}
}

func publish(t *testing.T, b Broker, envelopes ...Envelope) {
	t.Helper()
	if err := b.Publish(t.Context(), envelopes...); err != nil {
		t.Fatal(err)
	}
}

// testBroker is what every broker keeps. newBroker joins another replica.
func testBroker(t *testing.T, newBroker func(t *testing.T) Broker) {
	t.Run("brings a room's envelopes to every replica that subscribed, in order", func(t *testing.T) {
		one, two, three := newBroker(t), newBroker(t), newBroker(t)
		a, b, c := run(t, one), run(t, two), run(t, three)
		rooms := []int64{1, 2, 3, 4, 5, 6, 7, 8, 9}
		subscribe(t, one, rooms...)
		subscribe(t, two, rooms...)
		var want []int64
		for seq := range int64(50) {
			want = append(want, seq)
			for _, room := range rooms {
				publish(t, one, note(room, seq))
			}
		}
		for _, room := range rooms {
			for _, in := range []*inbox{a, b} {
				within(t, 5*time.Second, fmt.Sprint("room ", room, " in order"), func() bool { return slices.Equal(in.seqs(room), want) })
			}
			if got := c.seqs(room); got != nil {
				t.Errorf("a replica that did not subscribe got %v", got)
			}
		}
	})
	t.Run("takes many envelopes at once", func(t *testing.T) {
		b := newBroker(t)
		in := run(t, b)
		subscribe(t, b, 1, 2)
		var all []Envelope
		for seq := range int64(64) {
			all = append(all, note(1+seq%2, seq))
		}
		publish(t, b, all...)
		within(t, 5*time.Second, "all", func() bool { return len(in.seqs(1)) == 32 && len(in.seqs(2)) == 32 })
	})
	t.Run("brings what concerns the place to every replica", func(t *testing.T) {
		one, two := newBroker(t), newBroker(t)
		a, b := run(t, one), run(t, two)
		publish(t, one, badge(5, 1))
		for _, in := range []*inbox{a, b} {
			within(t, 5*time.Second, "the badge", func() bool { return slices.Equal(in.seqs(5), []int64{1}) })
		}
	})
	t.Run("brings nothing of a room any more after Unsubscribe, and again after Subscribe", func(t *testing.T) {
		b := newBroker(t)
		in := run(t, b)
		for i := range int64(20) {
			subscribe(t, b, 1)
			publish(t, b, note(1, i))
			within(t, 5*time.Second, "it comes", func() bool { return slices.Contains(in.seqs(1), i) })
			b.Unsubscribe(1)
			within(t, 5*time.Second, "it no longer comes", func() bool {
				in.forget()
				publish(t, b, note(1, -1))
				time.Sleep(20 * time.Millisecond)
				return len(in.seqs(1)) == 0
			})
			b.Unsubscribe(1)
		}
	})
	t.Run("keeps a room that is wanted again before it was given up", func(t *testing.T) {
		b := newBroker(t)
		in := run(t, b)
		for range 50 {
			subscribe(t, b, 1)
			b.Unsubscribe(1)
			subscribe(t, b, 1)
			in.forget()
			publish(t, b, note(1, 1))
			within(t, 5*time.Second, "it comes", func() bool { return len(in.seqs(1)) == 1 })
		}
	})
	t.Run("carries text as it is", func(t *testing.T) {
		b := newBroker(t)
		in := run(t, b)
		subscribe(t, b, 1)
		e := note(1, 1)
		e.HTML = "<p>naïve\n\"quoted\" & \u2028</p>"
		publish(t, b, e)
		within(t, 5*time.Second, "it comes", func() bool { return len(in.seqs(1)) == 1 })
		if in.got[0].HTML != e.HTML {
			t.Errorf("got %q", in.got[0].HTML)
		}
	})
}

func TestMemoryBroker(t *testing.T) {
	b := &bus{}
	testBroker(t, func(t *testing.T) Broker { return b.join() })
}

func redisBrokers(t *testing.T, url string) func(t *testing.T) Broker {
	return func(t *testing.T) Broker { return openRedis(t, url) }
}

func openRedis(t *testing.T, url string) *Redis {
	t.Helper()
	r, err := OpenRedis(url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close() })
	return r
}

func TestRedisBroker(t *testing.T) {
	t.Parallel()
	testBroker(t, redisBrokers(t, testenv.Redis(t)))
}

func TestRedisClusterBroker(t *testing.T) {
	t.Parallel()
	testBroker(t, redisBrokers(t, testenv.RedisCluster(t).URL))
}

func TestRedisSentinelBroker(t *testing.T) {
	t.Parallel()
	testBroker(t, redisBrokers(t, testenv.RedisSentinel(t).URL))
}
