// Package metrics counts what operators watch, and writes it in the text form that Prometheus reads. It knows counters,
// gauges and histograms with fixed bounds, with at most three labels, and tells of the Go runtime and the process besides.
package metrics

import "net/http"

// Registry holds all that is counted, and answers with it. It is filled before the first request; what it holds may be
// counted and read at the same time.
type Registry struct{ families []family }

// A family is all that stands under one name, or several that are read at once.
type family interface{ write(t *text) }

// NewRegistry makes one that tells of the Go runtime and of the process.
func NewRegistry() *Registry {
	return &Registry{families: []family{newGoRuntime(), newProcess()}}
}

// Counter adds a count; its name should end in _total.
func (r *Registry) Counter(name, help string) *Counter {
	c := new(Counter)
	r.families = append(r.families, single{header{name, "counter", help}, c})
	return c
}

// CounterBy adds counts that are told apart by labels.
func (r *Registry) CounterBy(name, help string, labels ...string) *By[Counter] {
	return by(r, header{name, "counter", help}, labels, func() *Counter { return new(Counter) })
}

// Gauge adds a number that goes up and down.
func (r *Registry) Gauge(name, help string) *Gauge {
	g := new(Gauge)
	r.families = append(r.families, single{header{name, "gauge", help}, g})
	return g
}

// Histogram adds a distribution with the upper bounds of its buckets, which rise; +Inf is understood.
func (r *Registry) Histogram(name, help string, bounds []float64) *Histogram {
	h := newHistogram(bounds)
	r.families = append(r.families, single{header{name, "histogram", help}, h})
	return h
}

// HistogramBy adds distributions that are told apart by labels.
func (r *Registry) HistogramBy(name, help string, bounds []float64, labels ...string) *By[Histogram] {
	return by(r, header{name, "histogram", help}, labels, func() *Histogram { return newHistogram(bounds) })
}

// ServeHTTP answers with everything.
func (r *Registry) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	var t text
	for _, f := range r.families {
		f.write(&t)
	}
	w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
	_, _ = w.Write(t.b)
}
