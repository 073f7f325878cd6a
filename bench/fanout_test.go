//go:build bench

package bench

import (
	"fmt"
	"sync"
	"testing"
	"time"
)

// TestFanOut compares what a delivery costs the program with what it costs the bare server. Both write the same
// number of bytes to as many sockets; what posting costs without any viewer is taken off.
func TestFanOut(t *testing.T) {
	for _, viewers := range []int{1000, 5000, 10000} {
		for _, burst := range []int{1, 16} {
			fanOut(t, viewers, burst)
		}
	}
}

func fanOut(t *testing.T, viewers, burst int) {
	t.Run(fmt.Sprintf("%d viewers, %d at once", viewers, burst), func(t *testing.T) {
		p, bare := newPlace(t, 20), startNaked(t, "sockets")
		messages := min(32, max(16, 32_000/viewers)) / burst * burst
		quiet := p.cost(t, nil, messages, burst)
		ours := audienceOf(t, p.URL, "/ws?room=lounge&since=-1", viewers)
		theirs := audienceOf(t, bare.url, "/", viewers)
		p.cost(t, ours, burst, burst)
		ratio, gross := row{what: fmt.Sprintf("fan-out, %d viewers, %d at once", viewers, burst), goal: "≥ 0.95"}, row{what: "… with what posting costs", goal: ""}
		if burst > 1 {
			ratio.goal = "≥ 2.5"
		}
		var each, bareEach []float64 // microseconds a delivery
		deliveries := float64(messages * viewers)
		for range rounds {
			cost := p.cost(t, ours, messages, burst)
			limit := bare.cost(t, theirs, messages, int(ours.message(t)))
			ratio.got = append(ratio.got, float64(limit)/float64(cost-quiet))
			gross.got = append(gross.got, float64(limit)/float64(cost))
			each = append(each, micros(cost-quiet)/deliveries)
			bareEach = append(bareEach, micros(limit)/deliveries)
		}
		note("%d bytes a message; %.1f µs a delivery beside %.1f of the bare loop", ours.message(t), median(each), median(bareEach))
		ratio.print(t)
		gross.print(t)
	})
}

// cost is the program's processor time for messages that all of a crowd get, burst of them under way at a time.
func (p *place) cost(t *testing.T, to audience, messages, burst int) time.Duration {
	t.Helper()
	before := cpuOf(t, p.PID())
	for range messages / burst {
		var had int64
		if to != nil {
			had = to.seen(t)
		}
		var wg sync.WaitGroup
		for who := range burst {
			wg.Go(func() {
				if err := p.say(who, "lounge", 60); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if to != nil {
			to.await(t, had, int64(burst*to.size()))
		}
	}
	return cpuOf(t, p.PID()) - before
}

func (s *nakedServer) cost(t *testing.T, to audience, messages, size int) time.Duration {
	t.Helper()
	before := cpuOf(t, s.pid)
	for range messages {
		had := to.seen(t)
		s.send(1, size)
		to.await(t, had, int64(to.size()))
	}
	return cpuOf(t, s.pid) - before
}
