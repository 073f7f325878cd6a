package store

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// reading is a statement that takes a while, and finds when it began for every number but 0.
func reading(took time.Duration, readings *atomic.Int32) func(context.Context, []int) (map[int]time.Time, error) {
	return func(_ context.Context, keys []int) (map[int]time.Time, error) {
		began, found := time.Now(), map[int]time.Time{}
		readings.Add(1)
		time.Sleep(took)
		for _, k := range keys {
			if k != 0 {
				found[k] = began
			}
		}
		return found, nil
	}
}

func TestThoseWhoAskAtOnceShareAStatementThatBeginsAfterThem(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var readings atomic.Int32
		g := &gathering[int, time.Time]{most: 32, read: reading(5*time.Millisecond, &readings)}
		var crowd sync.WaitGroup
		for i := range 101 {
			crowd.Go(func() {
				time.Sleep(time.Duration(i) * 10 * time.Microsecond)
				asked := time.Now()
				began, found, err := g.one(t.Context(), i)
				if found != (i != 0) || err != nil || found && began.Before(asked) {
					t.Errorf("%d asked at %v, and got what was read from %v on: %v, %v", i, asked, began, found, err)
				}
			})
		}
		crowd.Wait()
		if n := readings.Load(); n != 5 { // the first alone, then 32, 32, 32 and the last 4
			t.Errorf("%d statements", n)
		}
		if g.open != nil || g.last != nil {
			t.Error("what was read is kept")
		}
	})
}

func TestAStatementThatHangsHoldsUpItsOwnCallersAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var readings atomic.Int32
		quick, slow := reading(time.Millisecond, &readings), reading(time.Minute, &readings)
		g := &gathering[int, time.Time]{most: 32, read: func(ctx context.Context, keys []int) (map[int]time.Time, error) {
			if keys[0] == 1 {
				return slow(ctx, keys)
			}
			return quick(ctx, keys)
		}}
		var hung sync.WaitGroup
		defer hung.Wait()
		hung.Go(func() { g.one(t.Context(), 1) })
		synctest.Wait()
		begun := time.Now()
		if _, found, err := g.one(t.Context(), 2); !found || err != nil || time.Since(begun) > 2*gatherTime {
			t.Errorf("after %v: %v, %v", time.Since(begun), found, err)
		}
	})
}

func TestAStatementThatPanicsLetsTheOthersGo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := &gathering[int, time.Time]{most: 32, read: func(context.Context, []int) (map[int]time.Time, error) {
			time.Sleep(time.Millisecond)
			panic("oh")
		}}
		ask := func() (err error) {
			defer func() {
				if recover() != nil {
					err = errors.New("panic")
				}
			}()
			_, _, err = g.one(t.Context(), 1)
			return err
		}
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() {
				if err := ask(); err == nil {
					t.Error("a statement that was not run to its end answers")
				}
			})
		}
		all.Wait()
	})
}
