package chaos

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"
)

// inflict does a schedule to the place, and returns when all is whole again.
func (r *run) inflict(ctx context.Context, faults []fault) {
	began := time.Now()
	var over sync.WaitGroup
	for _, f := range faults {
		if !rest(ctx, time.Until(began.Add(f.at))) {
			break
		}
		over.Go(func() {
			defer r.take(f)()
			if err := r.do(f); err != nil {
				r.history.Odd("the harness could not do %v: %v", f, err)
			}
			r.count(f.kind)
		})
	}
	over.Wait()
}

// take waits until nobody else has what a fault needs, and gives what gives it back. A replica that drains keeps it for
// longer than was planned.
func (r *run) take(f fault) (giveBack func()) {
	i := slices.IndexFunc(kinds, func(k kind) bool { return k.kind == f.kind })
	needs := slices.Sorted(slices.Values(kinds[i].needs(f.target)))
	for _, n := range needs {
		r.lockOf(n).Lock()
	}
	return func() {
		for _, n := range needs {
			r.lockOf(n).Unlock()
		}
	}
}

func (r *run) lockOf(need string) *sync.Mutex {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.locks[need] == nil {
		r.locks[need] = &sync.Mutex{}
	}
	return r.locks[need]
}

// breaking is how something breaks and how it is mended.
type breaking struct{ harm, mend func() error }

func (r *run) do(f fault) error {
	b := r.breaking(f)
	if err := b.harm(); err != nil {
		return err
	}
	time.Sleep(f.length)
	return b.mend()
}

func (r *run) breaking(f fault) breaking {
	p, one := r.place, r.place.replicas[f.target]
	switch f.kind {
	case "replica killed":
		return breaking{one.Kill, one.begin}
	case "replica frozen":
		return breaking{one.Pause, one.Resume}
	case "replica restarted gracefully":
		return breaking{one.Terminate, one.begin}
	case "redis killed":
		return breaking{p.redis.Stop, p.redis.Start}
	case "redis frozen":
		return breaking{p.redis.Pause, p.redis.Resume}
	case "postgres crashed":
		return breaking{p.postgres.Stop, p.postgres.Start}
	}
	for name, l := range map[string]*link{"redis link ": one.redis, "postgres link ": one.postgres, "front ": p.front} {
		if what, ok := strings.CutPrefix(f.kind, name); ok {
			return breaking{func() error { return l.spoil(toxics[what]) }, l.mend}
		}
	}
	unknown := func() error { return fmt.Errorf("there is no fault %q", f.kind) }
	return breaking{unknown, unknown}
}

// begin starts a replica as a supervisor does: again, when its database broke under it while it began.
func (r *replica) begin() (err error) {
	for range 3 {
		if err = r.Start(); err == nil {
			return nil
		}
	}
	return err
}

// toxics are what can be wrong with a link, as kinds name it.
var toxics = map[string]toxic{"slow": slow, "a little slow": slower, "black hole": blackHole, "reset": resets}
