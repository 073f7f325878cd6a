package metrics

import "sync/atomic"

// Counter is a number that only grows.
type Counter struct{ n atomic.Uint64 }

// Inc adds one.
func (c *Counter) Inc() { c.n.Add(1) }

// Add adds n, which is not negative.
func (c *Counter) Add(n int) { c.n.Add(uint64(n)) }

func (c *Counter) samples(t *text, name string, labels []label) {
	t.sample(name, labels, float64(c.n.Load()))
}

// Gauge is a whole number that goes up and down.
type Gauge struct{ n atomic.Int64 }

// Add adds n, which may be negative.
func (g *Gauge) Add(n int) { g.n.Add(int64(n)) }

// Set makes it n.
func (g *Gauge) Set(n int) { g.n.Store(int64(n)) }

func (g *Gauge) samples(t *text, name string, labels []label) {
	t.sample(name, labels, float64(g.n.Load()))
}

// single is a family without labels.
type single struct {
	header
	value interface {
		samples(t *text, name string, labels []label)
	}
}

func (s single) write(t *text) {
	t.head(s.header)
	s.value.samples(t, s.name, nil)
}
