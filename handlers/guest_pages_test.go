package handlers

import (
	"testing"
	"time"
)

func TestAGuestsPageIsKeptForAWhileUnderItsName(t *testing.T) {
	var kept guestPages
	made := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	kept.put(1, guestPage{tag: "a", made: made})
	for _, c := range []struct {
		room int64
		tag  string
		age  time.Duration
		want bool
	}{
		{1, "a", 0, true}, {1, "a", guestPageLife - 1, true}, {1, "a", guestPageLife, false}, {1, "b", 0, false}, {2, "a", 0, false},
	} {
		if _, ok := kept.get(c.room, c.tag, made.Add(c.age)); ok != c.want {
			t.Errorf("%+v: %v", c, ok)
		}
	}
	for room := range int64(2 * maxGuestPages) {
		kept.put(room, guestPage{tag: "a", made: made})
	}
	if n := len(kept.rooms); n > maxGuestPages {
		t.Errorf("%d pages are kept", n)
	}
}
