package chat

import (
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func TestACrowdThatAsksAtOnceReadsTwiceAtMost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, reads := newSharing[time.Time](), 0
		ask := func() {
			asked := time.Now()
			began, err := s.read("lounge", func() (time.Time, error) {
				reads++
				began := time.Now()
				time.Sleep(time.Second)
				return began, nil
			})
			if err != nil || began.Before(asked) {
				t.Errorf("asked at %v, and got what was read from %v on, %v", asked, began, err)
			}
		}
		var crowd sync.WaitGroup
		crowd.Go(ask)
		for i := range 100 {
			crowd.Go(func() {
				time.Sleep(time.Duration(i) * time.Millisecond)
				ask()
			})
		}
		crowd.Wait()
		if reads != 2 {
			t.Errorf("%d readings", reads)
		}
	})
}

func TestAnErrorIsSharedAndNotKept(t *testing.T) {
	s, down := newSharing[int](), errors.New("down")
	if _, err := s.read("lounge", func() (int, error) { return 0, down }); err != down {
		t.Errorf("got %v", err)
	}
	if n, err := s.read("lounge", func() (int, error) { return 7, nil }); n != 7 || err != nil {
		t.Errorf("got %d, %v", n, err)
	}
}

func TestAReadingThatPanicsLetsTheOthersGo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSharing[int]()
		go func() {
			defer func() { recover() }()
			s.read("lounge", func() (int, error) { time.Sleep(time.Second); panic("oh") })
		}()
		synctest.Wait()
		if n, err := s.read("lounge", func() (int, error) { return 7, nil }); n != 7 || err != nil {
			t.Errorf("got %d, %v", n, err)
		}
	})
}
