package metrics

import (
	"maps"
	"slices"
	"strings"
	"sync"
)

// By holds what is counted under one name by the values of labels.
type By[T any] struct {
	header
	labels  []string
	fresh   func() *T
	samples func(of *T, t *text, name string, labels []label)

	mu     sync.RWMutex
	series map[values]*T
}

// values are those of the labels, in their order.
type values [3]string

// counted is what can be told apart by labels.
type counted[T any] interface {
	*T
	samples(t *text, name string, labels []label)
}

func by[T any, P counted[T]](r *Registry, h header, labels []string, fresh func() *T) *By[T] {
	b := &By[T]{header: h, labels: labels, fresh: fresh, series: map[values]*T{}}
	b.samples = func(of *T, t *text, name string, labels []label) { P(of).samples(t, name, labels) }
	r.families = append(r.families, b)
	return b
}

// With gives what is counted for these values, one for each label. It is kept for ever, so that values are few: never
// names of people or rooms.
func (b *By[T]) With(given ...string) *T {
	var v values
	copy(v[:], given)
	b.mu.RLock()
	found := b.series[v]
	b.mu.RUnlock()
	if found != nil {
		return found
	}
	return b.add(v)
}

func (b *By[T]) add(v values) *T {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.series[v] == nil {
		b.series[v] = b.fresh()
	}
	return b.series[v]
}

// write leaves the name out as long as nothing was counted.
func (b *By[T]) write(t *text) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	if len(b.series) == 0 {
		return
	}
	t.head(b.header)
	order := make(map[string]values, len(b.series)) // by text: sorting arrays would be code of its own
	for v := range b.series {
		order[strings.Join(v[:], "\xff")] = v
	}
	for _, key := range slices.Sorted(maps.Keys(order)) {
		v := order[key]
		labels := make([]label, len(b.labels))
		for i, name := range b.labels {
			labels[i] = label{name, v[i]}
		}
		b.samples(b.series[v], t, b.name, labels)
	}
}
