package store

import (
	"testing"
	"time"
)

func TestAReadingFromBeforeAChangeIsNotKept(t *testing.T) {
	var c recent[string, int]
	now := time.Now()
	begun := c.begin()
	c.drop(func(string, int) bool { return false })
	c.put("a", 1, begun, now)
	if _, ok := c.get("a", now); ok {
		t.Error("it is kept, though something was dropped since it began")
	}
	c.put("a", 1, c.begin(), now)
	if v, ok := c.get("a", now); !ok || v != 1 {
		t.Error("what was read since is not kept")
	}
}

func TestOnlySoMuchIsKept(t *testing.T) {
	var c recent[int, int]
	now := time.Now()
	for i := range maxRecent {
		c.put(i, i, c.begin(), now)
	}
	c.put(-1, 0, c.begin(), now)
	if len(c.kept) > maxRecent {
		t.Errorf("%d entries are kept", len(c.kept))
	}
	if _, ok := c.get(-1, now); !ok {
		t.Error("the newest is not kept")
	}
	c.put(-2, 0, c.begin(), now.Add(recentLife))
	if len(c.kept) != 1 {
		t.Errorf("of %d entries all but one are too old", len(c.kept))
	}
}

func TestWhatIsTooOldDoesNotWaitUntilThereIsTooMuch(t *testing.T) {
	var c recent[int, int]
	now := time.Now()
	for i := range 100 {
		c.put(i, i, c.begin(), now)
	}
	c.put(100, 0, c.begin(), now.Add(recentLife/2))
	if len(c.kept) != 101 {
		t.Errorf("%d of 101 entries are kept for as long as they may", len(c.kept))
	}
	c.put(101, 0, c.begin(), now.Add(recentLife))
	if len(c.kept) != 2 {
		t.Errorf("%d entries are kept, and two are of use", len(c.kept))
	}
}
