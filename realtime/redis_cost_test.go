package realtime

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"parley/internal/testenv"
)

// told is what one redis-server says about itself.
type told struct {
	*redis.Client
	t *testing.T
}

func ask(t *testing.T, addr string) told {
	db := redis.NewClient(&redis.Options{Addr: addr})
	t.Cleanup(func() { db.Close() })
	return told{db, t}
}

// calls counts how often a command was given.
func (r told) calls(command string) (n int) {
	r.t.Helper()
	return r.number("commandstats", "cmdstat_"+command+":calls=")
}

// number is what stands behind a name in INFO; 0: it is not there.
func (r told) number(section, name string) (n int) {
	r.t.Helper()
	info, err := r.Info(r.t.Context(), section).Result()
	if err != nil {
		r.t.Fatal(err)
	}
	if _, rest, found := strings.Cut(info, "\n"+name); found {
		fmt.Sscan(strings.FieldsFunc(rest, func(c rune) bool { return c < '0' || c > '9' })[0], &n)
	}
	return n
}

// listeners counts the connections with subscriptions.
func (r told) listeners() int {
	r.t.Helper()
	list, err := r.Do(r.t.Context(), "CLIENT", "LIST", "TYPE", "pubsub").Text()
	if err != nil {
		r.t.Fatal(err)
	}
	return strings.Count(list, "id=")
}

func TestRedisHearsOfRoomsAndMessagesAndNotOfPages(t *testing.T) {
	t.Parallel()
	server := testenv.StartRedis(t)
	tells := ask(t, server.Addr)
	l := newLedger()
	one, two := start(t, l, openRedis(t, server.URL()), silent), start(t, l, openRedis(t, server.URL()), silent)
	pages := []*page{}
	for range 50 {
		for id := range int64(2) {
			pages = append(pages, open(t, one.Hub, Viewing{RoomID: id + 1, Since: -1}), open(t, two.Hub, Viewing{RoomID: id + 1, Since: -1}))
		}
	}
	for range 20 {
		one.announce(l.post(1))
		two.announce(l.post(2))
	}
	for i, p := range pages {
		within(t, 5*time.Second, "all has come", func() bool { return p.at() == 20 })
		p.shows(l, int64(i/2%2)+1)
	}
	if n := tells.listeners(); n != 2 {
		t.Errorf("%d connections have subscriptions, want one a replica", n)
	}
	if n := tells.calls("subscribe"); n > 2*3 { // the place, and two rooms
		t.Errorf("%d times something was subscribed", n)
	}
	within(t, 5*time.Second, "all published", func() bool { return tells.calls("publish") >= 40 })
	if n := tells.calls("publish"); n > 40+2*2 { // who opens a room asks who is in it
		t.Errorf("%d envelopes for 40 messages", n)
	}
}

func TestEnvelopesThatWaitGoToRedisTogether(t *testing.T) {
	t.Parallel()
	server := testenv.StartRedis(t)
	r, tells := openRedis(t, server.URL()), ask(t, server.Addr)
	publish(t, r, note(1, 0)) // connects
	var all []Envelope
	for i := range publishBatch {
		all = append(all, note(1, int64(i)))
	}
	before := tells.number("stats", "total_reads_processed:")
	publish(t, r, all...)
	if n := tells.number("stats", "total_reads_processed:") - before; n > 3 { // one of them is the question
		t.Errorf("Redis read %d times for %d envelopes", n, publishBatch)
	}
	if n := tells.calls("publish"); n != publishBatch+1 {
		t.Errorf("%d were published", n)
	}
}

func TestAClusterSharesTheRoomsAmongItsMasters(t *testing.T) {
	t.Parallel()
	const rooms = 30
	group := testenv.RedisCluster(t)
	r := openRedis(t, group.URL)
	in := run(t, r)
	for id := range int64(rooms) {
		subscribe(t, r, id+1)
		publish(t, r, note(id+1, 1))
	}
	for id := range int64(rooms) {
		within(t, 5*time.Second, "it comes", func() bool { return len(in.seqs(id+1)) == 1 })
	}
	channels := 0
	for _, s := range group.Servers {
		tells := ask(t, s.Addr)
		here := tells.PubSubShardChannels(t.Context(), "*").Val()
		channels += len(here)
		if len(here) < rooms/10 || tells.listeners() != 1 || tells.calls("spublish") < rooms/10 || tells.calls("publish") > 0 {
			t.Errorf("one master has %d channels on %d connections, %d envelopes, and %d for every node", len(here), tells.listeners(), tells.calls("spublish"), tells.calls("publish"))
		}
	}
	if channels != rooms+1 {
		t.Errorf("%d channels, want %d rooms and the place", channels, rooms)
	}
}
