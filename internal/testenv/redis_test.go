package testenv

import (
	"context"
	"errors"
	"os"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
)

func TestRedisIsPrivateToItsTest(t *testing.T) {
	t.Parallel()
	if one, two := Redis(t), Redis(t); one == two {
		t.Errorf("both are %s", one)
	}
}

func TestRedisComesBackEmptyOnTheSameAddress(t *testing.T) {
	t.Parallel()
	server := StartRedis(t)
	db := dial(t, server)
	if err := db.Set(t.Context(), "key", "value", 0).Err(); err != nil {
		t.Fatal(err)
	}
	if err := server.Stop(); err != nil {
		t.Fatal(err)
	}
	if err := db.Ping(t.Context()).Err(); err == nil {
		t.Error("a stopped server answers")
	}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	if err := db.Get(t.Context(), "key").Err(); !errors.Is(err, redis.Nil) {
		t.Errorf("got %v, want nothing kept", err)
	}
}

func TestPausedRedisDoesNotAnswerUntilResumed(t *testing.T) {
	t.Parallel()
	server := StartRedis(t)
	db := dial(t, server)
	if err := server.Pause(); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if err := db.Ping(ctx).Err(); !errors.Is(err, context.DeadlineExceeded) && !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("got %v, want no answer in time", err)
	}
	if err := server.Resume(); err != nil {
		t.Fatal(err)
	}
	if err := db.Ping(t.Context()).Err(); err != nil {
		t.Error(err)
	}
}

func TestRedisClusterTakesKeysOfAllSlots(t *testing.T) {
	t.Parallel()
	var addrs []string
	for _, server := range RedisCluster(t).Servers {
		addrs = append(addrs, server.Addr)
	}
	db := redis.NewClusterClient(&redis.ClusterOptions{Addrs: addrs})
	defer db.Close()
	for _, key := range []string{"a", "b", "c", "d", "e", "f"} {
		if err := db.Set(t.Context(), key, "value", 0).Err(); err != nil {
			t.Error(err)
		}
	}
}

func TestRedisSentinelPromotesTheReplica(t *testing.T) {
	t.Parallel()
	group := RedisSentinel(t)
	db := redis.NewFailoverClient(&redis.FailoverOptions{MasterName: SentinelMaster, SentinelAddrs: []string{group.Sentinel.Addr}})
	defer db.Close()
	if err := db.Set(t.Context(), "key", "value", 0).Err(); err != nil {
		t.Fatal(err)
	}
	if err := group.Servers[0].Stop(); err != nil {
		t.Fatal(err)
	}
	if err := until(patience, func() error { return db.Set(t.Context(), "key", "value", 0).Err() }); err != nil {
		t.Error(err)
	}
}

func dial(t *testing.T, server *RedisServer) *redis.Client {
	t.Helper()
	db := redis.NewClient(&redis.Options{Addr: server.Addr, MaxRetries: -1, DialerRetries: 1, ContextTimeoutEnabled: true})
	t.Cleanup(func() { db.Close() })
	return db
}
