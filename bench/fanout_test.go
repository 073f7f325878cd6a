//go:build bench

package bench

import (
	"fmt"
	"sync"
	"testing"
	"time"
)

const rounds = 7

// TestFanOut compares what a delivery costs the program with what it costs the bare server. Both write the same
// number of bytes to as many sockets; what posting costs without any viewer is taken off.
func TestFanOut(t *testing.T) {
	for _, viewers := range []int{1000, 5000} {
		for _, burst := range []int{1, 16} {
			fanOut(t, viewers, burst)
		}
	}
}

func fanOut(t *testing.T, viewers, burst int) {
	t.Run(fmt.Sprintf("%d viewers, %d at once", viewers, burst), func(t *testing.T) {
		p, bare := newPlace(t, 20), startNaked(t, "sockets")
		messages := max(32, 32000/viewers) / burst * burst
		quiet := p.cost(t, nil, messages, burst)
		none := func(int) string { return "" }
		ours := gather(t, p.URL, "/ws?room=lounge&since=-1", viewers, none)
		theirs := gather(t, bare.url, "/", viewers, none)
		p.cost(t, ours, burst, burst)
		ratio, gross := row{what: fmt.Sprintf("fan-out, %d viewers, %d at once", viewers, burst), goal: "≥ 0.95"}, row{what: "… with what posting costs", goal: ""}
		if burst > 1 {
			ratio.goal = "≥ 2.5"
		}
		for range rounds {
			cost := p.cost(t, ours, messages, burst)
			limit := bare.cost(t, theirs, messages, int(ours.bytes.Load()))
			ratio.got = append(ratio.got, float64(limit)/float64(cost-quiet))
			gross.got = append(gross.got, float64(limit)/float64(cost))
		}
		fmt.Printf("(%d bytes a message)\n", ours.bytes.Load())
		ratio.print(t)
		gross.print(t)
	})
}

// cost is the program's processor time for messages that all of a crowd get, burst of them under way at a time.
func (p *place) cost(t *testing.T, to *crowd, messages, burst int) time.Duration {
	t.Helper()
	before := cpuOf(t, p.PID())
	for range messages / burst {
		var had int64
		if to != nil {
			had = to.got.Load()
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
			to.await(t, had, int64(burst*len(to.conns)))
		}
	}
	return cpuOf(t, p.PID()) - before
}

func (s *nakedServer) cost(t *testing.T, to *crowd, messages, size int) time.Duration {
	t.Helper()
	before := cpuOf(t, s.pid)
	for range messages {
		had := to.got.Load()
		s.send(1, size)
		to.await(t, had, int64(len(to.conns)))
	}
	return cpuOf(t, s.pid) - before
}
