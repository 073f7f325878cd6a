package realtime

import (
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"parley/internal/testenv"
)

func TestRedisURLThatIsWrongIsExplainedInOneLineWithoutItsPassword(t *testing.T) {
	t.Parallel()
	for url, want := range map[string]string{
		"":                                       "redis://",
		"http://h:1":                             "redis://",
		"localhost:6379":                         "redis://",
		"redis://u:secret@h:1/x":                 "database number",
		"redis://u:secret@h:port":                "port",
		"redis://u:secret@h:1/0?nonsense=1":      "nonsense",
		"redis+cluster://u:secret@h1,h2:1":       `"h1"`,
		"redis+cluster://u:secret@h1:1/3":        "database numbers",
		"redis+sentinel://u:secret@h1:1":         "master's name",
		"redis+sentinel://u:secret@/name":        "host:port",
		"redis+sentinel://u:sec%zzret@h1:1/name": "percent",
		"redis+cluster://u:secret@h1:1?x=1":      "options",
	} {
		_, err := OpenRedis(url)
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "secret") || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v, want something about %s", url, err, want)
		}
	}
}

func TestRedisURLs(t *testing.T) {
	t.Parallel()
	for _, url := range []string{"redis://h:1", "rediss://u:p%40ss@h:1/2", "redis+cluster://:pass@h1:1,h2:2", "rediss+cluster://h1:1",
		"redis+sentinel://u:p@h1:1,h2:2/name", "redis+cluster://[::1]:6379,h:1"} {
		r, err := OpenRedis(url)
		if err != nil {
			t.Errorf("%s: %v", url, err)
			continue
		}
		r.Close()
	}
	o, err := parseRedisURL("redis+cluster://u:p%40ss@h1:1,h2:2")
	if err != nil || o.Password != "p@ss" || o.Username != "u" || len(o.Addrs) != 2 {
		t.Errorf("%+v, %v", o, err)
	}
}

func TestRedisThatComesLaterIsFound(t *testing.T) {
	t.Parallel()
	server := testenv.StartRedis(t)
	server.Stop()
	r := openRedis(t, server.URL())
	in := &inbox{}
	go r.Run(t.Context(), in)
	began := time.Now()
	if err := r.Subscribe(t.Context(), 1); err != ErrBrokerDown || time.Since(began) > 100*time.Millisecond {
		t.Errorf("subscribing while it is down: %v after %v", err, time.Since(began))
	}
	if err := r.Publish(t.Context(), note(1, 1)); err == nil {
		t.Error("publishing worked")
	}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	within(t, 2*time.Second, "up, and what was missed is said", func() bool { return r.Up() && in.hasMissed(1) })
	publish(t, r, note(1, 2))
	within(t, time.Second, "it comes", func() bool { return len(in.seqs(1)) == 1 })
}

func TestRedisThatRestartsIsFoundAgainAndWhatWasMissedIsSaid(t *testing.T) {
	t.Parallel()
	server := testenv.StartRedis(t)
	r := openRedis(t, server.URL())
	in := run(t, r)
	subscribe(t, r, 1, 2)
	server.Stop()
	within(t, 2*time.Second, "down", func() bool { return !r.Up() })
	if in.hasMissed(1) {
		t.Error("it said so before it was back")
	}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	within(t, 2*time.Second, "up, and all is said", func() bool { return r.Up() && in.hasMissed(0) && in.hasMissed(1) && in.hasMissed(2) })
	publish(t, r, note(1, 1), badge(9, 1))
	within(t, time.Second, "both come", func() bool { return len(in.seqs(1)) == 1 && len(in.seqs(9)) == 1 })
}

func TestRedisThatFreezesIsNoticed(t *testing.T) {
	t.Parallel()
	server := testenv.StartRedis(t)
	r := openRedis(t, server.URL())
	in := run(t, r)
	subscribe(t, r, 1)
	if err := server.Pause(); err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	if r.Publish(t.Context(), note(1, 1)) == nil || time.Since(began) > 1500*time.Millisecond {
		t.Errorf("publishing took %v", time.Since(began))
	}
	within(t, 6*time.Second, "down", func() bool { return !r.Up() })
	if err := server.Resume(); err != nil {
		t.Fatal(err)
	}
	within(t, 4*time.Second, "up, and what was missed is said", func() bool { return r.Up() && in.hasMissed(1) })
	in.forget()
	publish(t, r, note(1, 2))
	within(t, time.Second, "it comes", func() bool { return len(in.seqs(1)) == 1 })
}

func TestEnvelopeOfAnotherFormatCountsAsMissed(t *testing.T) {
	t.Parallel()
	server := testenv.StartRedis(t)
	r := openRedis(t, server.URL())
	in := run(t, r)
	subscribe(t, r, 1)
	db := redis.NewClient(&redis.Options{Addr: server.Addr})
	defer db.Close()
	db.Publish(t.Context(), "parley:0:room:1", "2 from the future")
	within(t, 2*time.Second, "said", func() bool { return in.hasMissed(1) })
	db.Publish(t.Context(), "parley:0:place", "2 from the future")
	within(t, 2*time.Second, "said", func() bool { return in.hasMissed(0) })
}

func TestClusterIsUpAgainAfterAMasterRestarts(t *testing.T) {
	t.Parallel()
	group := testenv.RedisCluster(t)
	r := openRedis(t, group.URL)
	in := run(t, r)
	rooms := []int64{1, 2, 3, 4, 5, 6, 7, 8, 9}
	subscribe(t, r, rooms...)
	for _, s := range group.Servers[:2] {
		s.Pause()
	}
	within(t, 8*time.Second, "down", func() bool { return !r.Up() })
	for _, s := range group.Servers[:2] {
		s.Resume()
	}
	within(t, 10*time.Second, "up", r.Up)
	in.forget()
	for _, room := range rooms {
		within(t, 5*time.Second, "it comes", func() bool {
			return r.Publish(t.Context(), note(room, 1)) == nil && len(in.seqs(room)) > 0
		})
	}
}

func TestClusterRoomFollowsItsSlot(t *testing.T) {
	t.Parallel()
	group := testenv.RedisCluster(t)
	r := openRedis(t, group.URL)
	in := run(t, r)
	subscribe(t, r, 1)
	moveSlot(t, group, r.channel(1))
	within(t, 5*time.Second, "what was missed is said", func() bool { return in.hasMissed(1) && r.Up() })
	within(t, 5*time.Second, "it comes", func() bool {
		return r.Publish(t.Context(), note(1, 1)) == nil && len(in.seqs(1)) > 0
	})
}

// moveSlot gives the slot of a channel to another master.
func moveSlot(t *testing.T, group *testenv.RedisGroup, channel string) {
	t.Helper()
	var nodes []*redis.Client
	var ids []string
	for _, s := range group.Servers {
		db := redis.NewClient(&redis.Options{Addr: s.Addr})
		defer db.Close()
		nodes = append(nodes, db)
		ids = append(ids, db.Do(t.Context(), "CLUSTER", "MYID").Val().(string))
	}
	slot := nodes[0].ClusterKeySlot(t.Context(), channel).Val()
	shards, err := nodes[0].ClusterShards(t.Context()).Result()
	if err != nil {
		t.Fatal(err)
	}
	to := 0
	for _, shard := range shards {
		for _, r := range shard.Slots {
			if r.Start <= slot && slot <= r.End && shard.Nodes[0].ID == ids[0] {
				to = 1
			}
		}
	}
	for _, db := range nodes {
		if err := db.Do(t.Context(), "CLUSTER", "SETSLOT", slot, "NODE", ids[to]).Err(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestSentinelBrokerFollowsTheMaster(t *testing.T) {
	t.Parallel()
	group := testenv.RedisSentinel(t)
	r := openRedis(t, group.URL)
	in := run(t, r)
	subscribe(t, r, 1)
	group.Servers[0].Stop()
	within(t, 3*time.Second, "down", func() bool { return !r.Up() })
	within(t, 15*time.Second, "up", func() bool { return r.Up() && in.hasMissed(1) })
	in.forget()
	within(t, 5*time.Second, "it comes", func() bool {
		return r.Publish(t.Context(), note(1, 1)) == nil && len(in.seqs(1)) > 0
	})
}

func TestHubOverRedisShowsEverythingWhileItRestarts(t *testing.T) {
	t.Parallel()
	server := testenv.StartRedis(t)
	l := newLedger()
	one, two := start(t, l, openRedis(t, server.URL())), start(t, l, openRedis(t, server.URL()))
	here, there := open(t, one.Hub, Viewing{RoomID: 1, Since: -1}), open(t, two.Hub, Viewing{RoomID: 1, Since: -1})
	post := func(n int) {
		for range n {
			one.announce(l.post(1))
			time.Sleep(2 * time.Millisecond)
		}
	}
	post(50)
	server.Stop()
	post(100)
	server.Start()
	post(50)
	time.Sleep(time.Second)
	here.shows(l, 1)
	there.shows(l, 1)
}

func TestConfirmationOfAnEarlierWishIsNotTakenForTheNewOne(t *testing.T) {
	r := openRedis(t, "redis://127.0.0.1:1")
	w, _ := r.want(1)
	l := &link{leaving: map[string]int{}}
	w.link = l
	r.Unsubscribe(1)
	again, _ := r.want(1)
	again.link = l
	channel := r.channel(1)
	if got, _ := r.enliven(l, channel); got != nil {
		t.Error("it was live before Redis had read the wish")
	}
	if !r.confirmEnd(l, channel) || r.confirmEnd(l, channel) {
		t.Error("one end was wanted, and no more")
	}
	if got, _ := r.enliven(l, channel); got != again {
		t.Error("it is not live")
	}
}
