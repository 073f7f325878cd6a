package chaos

import (
	"context"
	"fmt"
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
			if err := r.do(f); err != nil {
				r.t.Errorf("the harness could not do %v: %v", f, err)
			}
			r.count(f.kind)
		})
	}
	over.Wait()
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
		return breaking{one.Kill, one.Start}
	case "replica frozen":
		return breaking{one.Pause, one.Resume}
	case "replica restarted gracefully":
		return breaking{one.Terminate, one.Start}
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

// toxics are what can be wrong with a link, as kinds name it.
var toxics = map[string]toxic{"slow": slow, "a little slow": slower, "black hole": blackHole, "reset": resets}
