package metrics

import (
	"math"
	"slices"
	"sync/atomic"
)

// Histogram counts values by the buckets that they fall into, and adds them up.
type Histogram struct {
	bounds []float64       // upper ones, which belong to their bucket
	counts []atomic.Uint64 // one more than bounds: what is above all of them
	sum    atomic.Uint64   // the bits of a float64
}

func newHistogram(bounds []float64) *Histogram {
	return &Histogram{bounds: bounds, counts: make([]atomic.Uint64, len(bounds)+1)}
}

// Observe counts v.
func (h *Histogram) Observe(v float64) {
	i, _ := slices.BinarySearch(h.bounds, v)
	h.counts[i].Add(1)
	for {
		old := h.sum.Load()
		if h.sum.CompareAndSwap(old, math.Float64bits(math.Float64frombits(old)+v)) {
			return
		}
	}
}

// samples writes the buckets, each with all that are below it. Their number is that of the last one, so that both agree
// while others count.
func (h *Histogram) samples(t *text, name string, labels []label) {
	var n uint64
	for i := range h.counts {
		bound := math.Inf(1)
		if i < len(h.bounds) {
			bound = h.bounds[i]
		}
		n += h.counts[i].Load()
		t.sample(name+"_bucket", append(slices.Clip(labels), label{"le", number(bound)}), float64(n))
	}
	t.sample(name+"_sum", labels, math.Float64frombits(h.sum.Load()))
	t.sample(name+"_count", labels, float64(n))
}
