package realtime

import (
	"context"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"
)

const (
	pingAfter   = time.Second     // of silence on a link
	silentLimit = 3 * time.Second // then the link is given up
)

// Run implements Broker. It may be called once.
func (r *Redis) Run(ctx context.Context, rc Receiver) error {
	r.receiver = rc
	r.want(0)
	var receivers sync.WaitGroup
	for ctx.Err() == nil {
		ended, homeless := r.plan()
		r.end(ctx, ended) // first: somebody may want again what nobody wanted
		ok := r.place(ctx, homeless, &receivers)
		r.check(ctx)
		r.rest(ctx, ok)
	}
	for _, l := range r.all() {
		l.pubsub.Close()
	}
	receivers.Wait()
	return ctx.Err()
}

// rest waits for something to do: not long when something is to be tried again.
func (r *Redis) rest(ctx context.Context, ok bool) {
	if !ok {
		sleep(ctx, 50*time.Millisecond+rand.N(200*time.Millisecond))
		return
	}
	t := time.NewTimer(pingAfter / 2)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-r.kicked:
	case <-t.C:
	}
}

// plan is what is to be done: channels to unsubscribe, and channels without a link.
func (r *Redis) plan() (ended []leaving, homeless []string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	ended, r.ended = r.ended, nil
	for channel, w := range r.wishes {
		if w.link == nil {
			homeless = append(homeless, channel)
		}
	}
	return ended, homeless
}

// place subscribes channels. False: not all could be.
func (r *Redis) place(ctx context.Context, homeless []string, receivers *sync.WaitGroup) bool {
	ok := true
	byNode := map[*redis.Client][]string{}
	for _, channel := range homeless {
		node, err := r.node(ctx, channel)
		if err != nil {
			ok = false
			continue
		}
		byNode[node] = append(byNode[node], channel)
	}
	for node, channels := range byNode {
		ok = r.settle(ctx, node, channels, receivers) && ok
	}
	return ok
}

// settle subscribes channels on one node's link.
func (r *Redis) settle(ctx context.Context, node *redis.Client, channels []string, receivers *sync.WaitGroup) bool {
	l, isNew := r.linkTo(ctx, node, channels)
	if err := r.subscribe(ctx, l, channels); err != nil {
		r.giveUp(l)
		r.reload(ctx)
		return false
	}
	if isNew {
		receivers.Go(func() { r.receive(ctx, l) })
	}
	return true
}

// subscribe sends the wish: for all at once, except on Cluster, which wants the
// channels of one command to be of one slot.
func (r *Redis) subscribe(ctx context.Context, l *link, channels []string) error {
	if r.cluster == nil {
		return l.pubsub.Subscribe(ctx, channels...)
	}
	for _, channel := range channels {
		if err := l.pubsub.SSubscribe(ctx, channel); err != nil {
			return err
		}
	}
	return nil
}

// node is the server that a channel belongs to.
func (r *Redis) node(ctx context.Context, channel string) (*redis.Client, error) {
	if r.cluster == nil {
		return r.single, nil
	}
	ctx, cancel := context.WithTimeout(ctx, redisLimit)
	defer cancel()
	return r.cluster.MasterForKey(ctx, channel)
}

// reload asks the cluster where slots are now.
func (r *Redis) reload(ctx context.Context) {
	if r.cluster != nil && ctx.Err() == nil {
		r.cluster.ReloadState(ctx)
	}
}

// linkTo finds the link to a node, or makes it, and puts channels on it.
func (r *Redis) linkTo(ctx context.Context, node *redis.Client, channels []string) (l *link, isNew bool) {
	address := node.Options().Addr
	r.mu.Lock()
	defer r.mu.Unlock()
	if l = r.links[address]; l == nil {
		isNew = true
		l = &link{address: address, pubsub: node.Subscribe(ctx), born: time.Now(), leaving: map[string]int{}}
		l.hear()
		r.links[address] = l
	}
	for _, channel := range channels {
		if w := r.wishes[channel]; w != nil {
			w.link = l
		}
	}
	return l, isNew
}

// end unsubscribes what nobody wanted any more.
func (r *Redis) end(ctx context.Context, ended []leaving) {
	for _, x := range ended {
		unsubscribe := x.link.pubsub.Unsubscribe
		if r.cluster != nil {
			unsubscribe = x.link.pubsub.SUnsubscribe
		}
		if unsubscribe(ctx, x.channel) != nil {
			r.giveUp(x.link)
		}
	}
}

// check pings silent links and gives up dead ones.
func (r *Redis) check(ctx context.Context) {
	for _, l := range r.all() {
		switch silence := l.silence(); {
		case silence >= silentLimit:
			r.giveUp(l)
		case silence >= pingAfter:
			if l.pubsub.Ping(ctx) != nil {
				r.giveUp(l)
			}
		}
	}
}

func (r *Redis) all() (links []*link) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, l := range r.links {
		links = append(links, l)
	}
	return links
}
