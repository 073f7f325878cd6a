package realtime

import (
	"context"
	"fmt"
	"strconv"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"
)

const redisLimit = time.Second // for dialling, reading and writing

// Redis is the broker of several replicas: a single server, Sentinel, or Cluster
// with sharded pub/sub. It works as soon as Redis does, and as long.
type Redis struct {
	client  redis.UniversalClient
	cluster *redis.ClusterClient // nil: not a cluster
	single  *redis.Client        // nil: a cluster
	prefix  string               // of channels

	kicked chan struct{} // there is something to subscribe or to end

	mu       sync.Mutex // guards everything below
	receiver Receiver
	wishes   map[string]*wish
	links    map[string]*link // by the node's address
	ended    []leaving        // channels to unsubscribe
	lost     int              // wishes that were live and are not
	up       bool
}

// wish is a channel that somebody here wants.
type wish struct {
	roomID int64         // 0: the place's
	link   *link         // nil: on its way
	live   bool          // Redis has confirmed it
	missed bool          // envelopes may have been lost before it is live
	begun  bool          // it has been live
	first  chan struct{} // closed when it begins
}

type leaving struct {
	link    *link
	channel string
}

// OpenRedis reads a URL: redis://, rediss:// (TLS), redis+cluster://host:port,host:port
// or redis+sentinel://host:port,host:port/master-name; the latter two also with
// rediss. Redis need not be up. An error is one line and holds no password.
func OpenRedis(url string) (*Redis, error) {
	quieten()
	o, err := parseRedisURL(url)
	if err != nil {
		return nil, fmt.Errorf("realtime: Redis URL: %w", err)
	}
	r := &Redis{prefix: fmt.Sprintf("parley:%d:", o.DB), kicked: make(chan struct{}, 1),
		wishes: map[string]*wish{}, links: map[string]*link{}}
	switch {
	case o.IsClusterMode:
		r.cluster = redis.NewClusterClient(o.Cluster())
		r.client = r.cluster
	case o.MasterName != "":
		r.single = redis.NewFailoverClient(o.Failover())
		r.client = r.single
	default:
		r.single = redis.NewClient(o.Simple())
		r.client = r.single
	}
	return r, nil
}

// Client is the connection for commands, for others who count in the same Redis.
func (r *Redis) Client() redis.UniversalClient { return r.client }

// Close ends the connections for publishing. Run ends its own.
func (r *Redis) Close() error { return r.client.Close() }

// Up implements Broker.
func (r *Redis) Up() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.up
}

// Publish implements Broker.
func (r *Redis) Publish(ctx context.Context, envelopes ...Envelope) error {
	ctx, cancel := context.WithTimeout(ctx, redisLimit)
	defer cancel()
	_, err := r.client.Pipelined(ctx, func(p redis.Pipeliner) error {
		for _, e := range envelopes {
			b, err := encode(e)
			if err != nil {
				return err
			}
			r.publish(ctx, p, e, b)
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("realtime: publish: %w", err)
	}
	return nil
}

func (r *Redis) publish(ctx context.Context, p redis.Pipeliner, e Envelope, b []byte) {
	channel := r.channel(e.RoomID)
	if e.ofPlace() {
		channel = r.channel(0)
	}
	if r.cluster != nil {
		p.SPublish(ctx, channel, b)
		return
	}
	p.Publish(ctx, channel, b)
}

// channel is that of a room, or of the place (0). Pub/sub knows no database
// numbers, so the number is in the name.
func (r *Redis) channel(roomID int64) string {
	if roomID == 0 {
		return r.prefix + "place"
	}
	return r.prefix + "room:" + strconv.FormatInt(roomID, 10)
}

// Subscribe implements Broker.
func (r *Redis) Subscribe(ctx context.Context, roomID int64) error {
	w, up := r.want(roomID)
	err := ErrBrokerDown
	if up {
		select {
		case <-w.first:
			return nil
		case <-ctx.Done():
			err = fmt.Errorf("realtime: subscribe: %w", ctx.Err())
		}
	}
	r.mu.Lock()
	w.missed = !w.live
	r.mu.Unlock()
	return err
}

func (r *Redis) want(roomID int64) (w *wish, up bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	channel := r.channel(roomID)
	if w = r.wishes[channel]; w == nil {
		w = &wish{roomID: roomID, first: make(chan struct{})}
		r.wishes[channel] = w
		r.kick()
	}
	return w, r.up
}

// Unsubscribe implements Broker.
func (r *Redis) Unsubscribe(roomID int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	channel := r.channel(roomID)
	w := r.wishes[channel]
	if w == nil {
		return
	}
	delete(r.wishes, channel)
	if w.begun && !w.live {
		r.lost--
	}
	if w.link != nil {
		w.link.leaving[channel]++
		r.ended = append(r.ended, leaving{w.link, channel})
	}
	r.kick()
}

func (r *Redis) kick() {
	select {
	case r.kicked <- struct{}{}:
	default:
	}
}
