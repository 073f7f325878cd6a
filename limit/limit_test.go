package limit_test

import (
	"context"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"parley/internal/testenv"
	"parley/limit"
)

// counter is what both kinds of counting promise.
type counter interface {
	Take(ctx context.Context, key string, n int, per time.Duration) time.Duration
	Forget(ctx context.Context, key string)
	Return(ctx context.Context, key string)
}

// counters are the two kinds, each with a way to let time pass.
func counters(t *testing.T) map[string]func(t *testing.T) (counter, func(time.Duration)) {
	return map[string]func(t *testing.T) (counter, func(time.Duration)){
		"memory": func(*testing.T) (counter, func(time.Duration)) {
			now := time.Now()
			return limit.NewMemory(func() time.Time { return now }), func(d time.Duration) { now = now.Add(d) }
		},
		"Redis": func(t *testing.T) (counter, func(time.Duration)) {
			o, err := redis.ParseURL(testenv.Redis(t))
			if err != nil {
				t.Fatal(err)
			}
			rdb := redis.NewClient(o)
			t.Cleanup(func() { _ = rdb.Close() })
			return limit.NewRedis(rdb, time.Now), time.Sleep
		},
	}
}

func TestTriesAreCountedUntilTheirPeriodIsOver(t *testing.T) {
	for name, open := range counters(t) {
		t.Run(name, func(t *testing.T) {
			c, pass := open(t)
			const per = 400 * time.Millisecond
			for i := range 3 {
				if wait := c.Take(t.Context(), "ana", 3, per); wait != 0 {
					t.Errorf("try %d waits %s", i+1, wait)
				}
			}
			if wait := c.Take(t.Context(), "ana", 3, per); wait <= 0 || wait > per {
				t.Errorf("the fourth try waits %s, want at most %s", wait, per)
			}
			if wait := c.Take(t.Context(), "bex", 3, per); wait != 0 {
				t.Errorf("somebody else waits %s", wait)
			}
			pass(per + 50*time.Millisecond)
			if wait := c.Take(t.Context(), "ana", 3, per); wait != 0 {
				t.Errorf("after the period a try waits %s", wait)
			}
		})
	}
}

func TestATryThatIsGivenBackOrForgottenCountsNoMore(t *testing.T) {
	for name, open := range counters(t) {
		t.Run(name, func(t *testing.T) {
			c, _ := open(t)
			c.Take(t.Context(), "ana", 2, time.Minute)
			c.Take(t.Context(), "ana", 2, time.Minute)
			c.Return(t.Context(), "ana")
			if wait := c.Take(t.Context(), "ana", 2, time.Minute); wait != 0 {
				t.Errorf("a try that was given back counts: wait %s", wait)
			}
			if wait := c.Take(t.Context(), "ana", 2, time.Minute); wait == 0 {
				t.Error("more tries than one were given back")
			}
			c.Forget(t.Context(), "ana")
			if wait := c.Take(t.Context(), "ana", 2, time.Minute); wait != 0 {
				t.Errorf("what was forgotten counts: wait %s", wait)
			}
			c.Return(t.Context(), "nobody")
			if wait := c.Take(t.Context(), "nobody", 1, time.Minute); wait != 0 {
				t.Errorf("wait %s", wait)
			}
			if wait := c.Take(t.Context(), "nobody", 1, time.Minute); wait == 0 {
				t.Error("a try that nobody took was given back")
			}
		})
	}
}

func TestWhileRedisIsAwayEachProcessCountsAlone(t *testing.T) {
	s := testenv.StartRedis(t)
	o, err := redis.ParseURL(s.URL())
	if err != nil {
		t.Fatal(err)
	}
	rdb := redis.NewClient(o)
	t.Cleanup(func() { _ = rdb.Close() })
	c := limit.NewRedis(rdb, time.Now)
	s.Stop()
	if wait := c.Take(t.Context(), "ana", 1, time.Minute); wait != 0 {
		t.Errorf("the first try waits %s", wait)
	}
	if wait := c.Take(t.Context(), "ana", 1, time.Minute); wait == 0 {
		t.Error("nobody counts")
	}
}

func TestAnAccountMayActInBurstsAndNotFasterInTheLongRun(t *testing.T) {
	now := time.Now()
	f := limit.NewFloods(1, 10, func() time.Time { return now })
	for i := range 10 {
		if wait := f.Take(7); wait != 0 {
			t.Fatalf("act %d of a burst waits %s", i+1, wait)
		}
	}
	if wait := f.Take(7); wait <= 0 || wait > time.Second {
		t.Errorf("the eleventh waits %s, want at most a second", wait)
	}
	if wait := f.Take(8); wait != 0 {
		t.Errorf("another account waits %s", wait)
	}
	now = now.Add(time.Second)
	if wait := f.Take(7); wait != 0 {
		t.Errorf("a second later it waits %s: the refused act counted", wait)
	}
	if wait := limit.NewFloods(0, 10, time.Now).Take(7); wait != 0 {
		t.Errorf("without a limit it waits %s", wait)
	}
}
