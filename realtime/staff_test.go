package realtime

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

func TestModeratorsAloneAreToldWhatWaits(t *testing.T) {
	bubble(t, func(t *testing.T) {
		l, failing := newLedger(), true
		r := start(t, l, NewMemory(), func(c *HubConfig) {
			c.Source.Moderators = func(context.Context, int64) ([]int64, error) {
				if failing {
					failing = false
					return nil, errors.New("the database is away")
				}
				return []int64{7}, nil
			}
			c.Source.You = func(context.Context, int64, int64) (string, error) { return "<live-you>3 wait</live-you>", nil }
		})
		moderator, member := open(t, r.Hub, Viewing{RoomID: 1, Since: -1, Person: Person{ID: 7}}), open(t, r.Hub, Viewing{RoomID: 1, Since: -1, Person: Person{ID: 8}})
		elsewhere := open(t, r.Hub, Viewing{RoomID: 2, Since: -1, Person: Person{ID: 7}})
		guest := open(t, r.Hub, Viewing{RoomID: 1, Since: -1})
		synctest.Wait()
		if moderator.got("3 wait") != 0 {
			t.Error("something is told although nothing waits")
		}
		for want := 1; want <= 2; want++ {
			l.mu.Lock()
			l.room(1).staff++
			l.mu.Unlock()
			time.Sleep(3 * healEvery) // the first reading fails
			synctest.Wait()
			if n := moderator.got("3 wait"); n != want {
				t.Errorf("the moderator is told %d times, want %d", n, want)
			}
		}
		if n := member.got("3 wait") + elsewhere.got("3 wait") + guest.got("3 wait"); n != 0 {
			t.Errorf("others are told %d times", n)
		}
	})
}
