package chat

import (
	"errors"
	"testing"
	"time"
)

func TestWhatWasReadLatelyIsKeptForASecondOrUntilItIsDropped(t *testing.T) {
	var l lately[int64, int]
	now, reads := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC), 0
	read := func(after time.Duration) int {
		t.Helper()
		v, err := l.read(7, now.Add(after), func() (int, error) { reads++; return reads, nil })
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	for _, c := range []struct {
		after time.Duration
		drop  bool
		want  int
	}{{0, false, 1}, {latelyLife - 1, false, 1}, {latelyLife, false, 2}, {latelyLife + 1, true, 3}, {latelyLife + 2, false, 3}} {
		if c.drop {
			l.drop(7)
		}
		if got := read(c.after); got != c.want {
			t.Errorf("after %s: reading %d, want %d", c.after, got, c.want)
		}
	}
}

func TestAReadingThatBeganBeforeAChangeIsNotKept(t *testing.T) {
	var l lately[int64, string]
	now := time.Now()
	_, _ = l.read(7, now, func() (string, error) { l.drop(7); return "before", nil })
	if got, _ := l.read(7, now, func() (string, error) { return "after", nil }); got != "after" {
		t.Errorf("it is %s the change", got)
	}
	_, _ = l.read(8, now, func() (string, error) { return "", errors.New("no answer") })
	if got, _ := l.read(8, now, func() (string, error) { return "answer", nil }); got != "answer" {
		t.Error("an error is kept")
	}
}

func TestWhatWasReadLatelyIsBounded(t *testing.T) {
	var l lately[int, int]
	for i := range 2 * maxLately {
		_, _ = l.read(i, time.Now(), func() (int, error) { return i, nil })
	}
	if n := len(l.kept); n > maxLately {
		t.Errorf("%d are kept", n)
	}
}
