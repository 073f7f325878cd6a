package chaos

import (
	"context"
	"net/http"
	"sync"
	"time"
)

// roll restarts one replica after another as operators do: each drains, ends, and begins again with a program. Nobody may
// notice: see visitors.
func (r *run) roll(ctx context.Context, binary, what string) {
	limited, cancel := context.WithCancel(ctx)
	var visits sync.WaitGroup
	for i := range 3 {
		v := &visitor{run: r, who: r.guest(), dice: newDice(r.seed, uint64(900+i)), what: what}
		v.who.client.Timeout = comeBack // how fast pages are is the machine's, and for ./task bench
		visits.Go(func() { v.work(limited) })
	}
	for _, one := range r.place.replicas {
		if err := one.Terminate(); err != nil {
			r.t.Error(err)
		}
		one.Use(binary)
		if err := one.Start(); err != nil {
			r.t.Fatal(err)
		}
		r.count(what)
	}
	cancel()
	visits.Wait()
}

// visitor is somebody who comes to a page during a graceful restart, once, as a browser does that is given an address.
// An answer of 500 and more, or none, is a page that says so in place of what they came for. A post that fails is
// another matter: the page keeps the words and sends them again under the same nonce, so nobody sees an error page; how often
// that happens is printed as retries.
type visitor struct {
	run  *run
	who  *account
	dice *dice
	what string
}

func (v *visitor) work(ctx context.Context) {
	paths := []string{"/rooms/lounge", "/rooms", "/rooms/lounge/messages?before=10", "/sign-in"}
	for rest(ctx, v.dice.between(5*time.Millisecond, 40*time.Millisecond)) {
		path := paths[v.dice.IntN(len(paths))]
		got, err := v.who.do(ctx, v.run.place.url, path, nil)
		if ctx.Err() == nil && (err != nil || got.status >= http.StatusInternalServerError) {
			v.run.history.Odd("%s: somebody who goes to %s sees %d, %v", v.what, path, got.status, err)
		}
	}
}
