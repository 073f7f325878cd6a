package limit

import (
	"context"
	"time"

	"github.com/redis/go-redis/v9"
)

// patience is how long a try waits for Redis before this process counts alone.
const patience = 300 * time.Millisecond

// take counts a try and answers the count and the milliseconds left of its period.
var take = redis.NewScript(`
local n = redis.call('INCR', KEYS[1])
if n == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
return {n, redis.call('PTTL', KEYS[1])}`)

// giveBack takes one off a count that is still running.
var giveBack = redis.NewScript(`
if tonumber(redis.call('GET', KEYS[1]) or '0') > 0 then return redis.call('DECR', KEYS[1]) end
return 0`)

// Redis counts over all replicas; alone, in memory, while Redis is away.
type Redis struct {
	rdb   redis.UniversalClient
	local *Memory
}

// NewRedis makes a counter on rdb.
func NewRedis(rdb redis.UniversalClient, now func() time.Time) *Redis {
	return &Redis{rdb: rdb, local: NewMemory(now)}
}

// Take counts one try of at most n in a period, and tells how long to wait when there were more.
func (r *Redis) Take(ctx context.Context, key string, n int, per time.Duration) time.Duration {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	got, err := take.Run(ctx, r.rdb, []string{"parley:limit:" + key}, per.Milliseconds()).Int64Slice()
	if err != nil || len(got) != 2 {
		return r.local.Take(ctx, key, n, per)
	}
	if got[0] > int64(n) {
		return time.Duration(max(got[1], 1)) * time.Millisecond
	}
	return 0
}

// Return gives one try of a key back: it was none.
func (r *Redis) Return(ctx context.Context, key string) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	if err := giveBack.Run(ctx, r.rdb, []string{"parley:limit:" + key}).Err(); err != nil {
		r.local.Return(ctx, key)
	}
}

// Forget begins the count of a key anew.
func (r *Redis) Forget(ctx context.Context, key string) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	r.rdb.Del(ctx, "parley:limit:"+key)
	r.local.Forget(ctx, key)
}
