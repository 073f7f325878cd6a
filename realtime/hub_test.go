package realtime

import (
	"context"
	"testing"
	"testing/synctest"
	"time"
)

// mute is a broker that is down: it carries nothing.
type mute struct{ *Memory }

func newMute() mute { return mute{NewMemory()} }

func (m mute) Up() bool { return false }

func TestPageShowsWhatIsPostedWhileItIsOpen(t *testing.T) {
	bubble(t, func(t *testing.T) {
		l := newLedger()
		l.post(1)
		r := start(t, l, NewMemory())
		p := open(t, r.Hub, Viewing{RoomID: 1, Since: -1})
		synctest.Wait()
		for range 5 {
			r.announce(l.post(1))
		}
		r.announce(l.edit(1, 2))
		synctest.Wait()
		p.shows(l, 1)
		if n := l.catchUps(); n != 1 {
			t.Errorf("%d catch-ups, want the first alone", n)
		}
	})
}

func TestFirstItemIsTheCatchUpEvenWhenNothingIsNew(t *testing.T) {
	bubble(t, func(t *testing.T) {
		l := newLedger()
		f := l.post(1)
		r := start(t, l, NewMemory())
		p := open(t, r.Hub, Viewing{RoomID: 1, Since: f.To, Epoch: "e1"})
		synctest.Wait()
		if n, _ := p.count(); n != 1 || p.last().From != 1 || p.last().To != 1 || p.last().Reset {
			t.Errorf("%d frames, the last %+v; want one empty one", n, p.last())
		}
	})
}

func TestPageThatWasAwayGetsWhatChanged(t *testing.T) {
	bubble(t, func(t *testing.T) {
		l := newLedger()
		for range 4 {
			l.post(1)
		}
		l.edit(1, 1)
		r := start(t, l, NewMemory())
		p := open(t, r.Hub, Viewing{RoomID: 1, Since: 3, Epoch: "e1"})
		synctest.Wait()
		if f := p.last(); f.From != 3 || f.To != 5 || f.Reset || len(f.Articles) != 2 {
			t.Errorf("got %+v, want what changed in (3,5]", f)
		}
	})
}

func TestPageAheadOfItsRoomOrOfAnotherEpochIsReset(t *testing.T) {
	for name, w := range map[string]Viewing{
		"ahead":         {RoomID: 1, Since: 9, Epoch: "e1"},
		"another epoch": {RoomID: 1, Since: 1, Epoch: "e0"},
		"no revision":   {RoomID: 1, Since: -1},
		"malformed":     {RoomID: 1, Since: -77, Epoch: "e1"},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				l := newLedger()
				l.post(1)
				l.post(1)
				r := start(t, l, NewMemory())
				p := open(t, r.Hub, w)
				synctest.Wait()
				if !p.last().Reset {
					t.Errorf("got %+v, want a reset", p.last())
				}
				p.shows(l, 1)
			})
		})
	}
}

func TestFrameThatComesTwiceIsShownOnce(t *testing.T) {
	bubble(t, func(t *testing.T) {
		l := newLedger()
		r := start(t, l, NewMemory())
		p := open(t, r.Hub, Viewing{RoomID: 1, Since: -1})
		synctest.Wait()
		f := l.post(1)
		r.announce(f)
		r.hear(f)
		r.hear(f)
		synctest.Wait()
		p.shows(l, 1)
		if n, _ := p.count(); n != 2 {
			t.Errorf("%d frames, want the reset and one", n)
		}
	})
}

func TestOldFrameThatComesAgainDoesNotMoveTheRoomBack(t *testing.T) {
	bubble(t, func(t *testing.T) {
		l := newLedger()
		r := start(t, l, NewMemory())
		p := open(t, r.Hub, Viewing{RoomID: 1, Since: -1})
		synctest.Wait()
		old := l.post(1)
		r.announce(old)
		r.announce(l.post(1))
		r.hear(old)
		r.announce(l.post(1))
		synctest.Wait()
		p.shows(l, 1)
		if n := l.catchUps(); n != 1 || r.tally.of("gap hub") != 0 {
			t.Errorf("%d readings and %d gaps, want the first reading alone", n, r.tally.of("gap hub"))
		}
	})
}

func TestFrameThatComesDuringTheReadingIsKept(t *testing.T) {
	bubble(t, func(t *testing.T) {
		l := newLedger()
		r := start(t, l, NewMemory())
		p := open(t, r.Hub, Viewing{RoomID: 1, Since: -1})
		synctest.Wait()
		l.post(1) // its announcement is lost
		l.after = func() {
			l.after = nil
			r.hear(l.post(1)) // too late for the reading
		}
		r.hear(l.post(1))
		synctest.Wait()
		p.shows(l, 1)
		if n := l.catchUps(); n != 2 {
			t.Errorf("%d readings, want the first and one", n)
		}
	})
}

func TestFrameThatTheCatchUpHeldIsNotSentAgain(t *testing.T) {
	bubble(t, func(t *testing.T) {
		l := newLedger()
		r := start(t, l, NewMemory())
		open(t, r.Hub, Viewing{RoomID: 1, Since: -1}) // so that the room knows where it stands
		synctest.Wait()
		l.before = func() {
			l.before = nil
			r.announce(l.post(1)) // queued for the page, and in what is read for it
		}
		p := open(t, r.Hub, Viewing{RoomID: 1, Since: 0, Epoch: "e1"})
		synctest.Wait()
		p.shows(l, 1)
		if n, _ := p.count(); n != 1 || l.before != nil {
			t.Errorf("%d frames, want the catch-up alone", n)
		}
	})
}

// sluggish is a broker that takes its time to subscribe.
type sluggish struct {
	*Memory
	meanwhile func()
}

func (s sluggish) Subscribe(ctx context.Context, roomID int64) error {
	time.Sleep(300 * time.Millisecond)
	s.meanwhile()
	return s.Memory.Subscribe(ctx, roomID)
}

func TestPageThatWasReadForBeforeItsRoomIsSubscribedCatchesUpThen(t *testing.T) {
	bubble(t, func(t *testing.T) {
		l := newLedger()
		l.post(1)
		r := start(t, l, sluggish{NewMemory(), func() { l.post(1) }}) // heard of by nobody
		p := open(t, r.Hub, Viewing{RoomID: 1, Since: 0, Epoch: "e1"})
		synctest.Wait()
		if f := p.last(); f.To != 1 {
			t.Fatalf("the page is at %d before its room is subscribed", f.To)
		}
		time.Sleep(300 * time.Millisecond)
		synctest.Wait()
		p.shows(l, 1)
	})
}

// unconfirmed is a broker that never confirms a subscription.
type unconfirmed struct{ *Memory }

func (u unconfirmed) Subscribe(ctx context.Context, _ int64) error {
	<-ctx.Done()
	return ctx.Err()
}

func TestRoomIsReadAfterASecondWhenItsSubscriptionIsNotConfirmed(t *testing.T) {
	bubble(t, func(t *testing.T) {
		l := newLedger()
		r := start(t, l, unconfirmed{NewMemory()})
		p := open(t, r.Hub, Viewing{RoomID: 1, Since: -1})
		synctest.Wait()
		l.post(1)
		time.Sleep(time.Second - time.Millisecond)
		if r.room(1).heartbeat() != nil {
			t.Error("the room was read before its time")
		}
		time.Sleep(2 * time.Millisecond)
		synctest.Wait()
		p.shows(l, 1)
	})
}

func TestSharedReadingIsNotOlderThanTheRoom(t *testing.T) {
	bubble(t, func(t *testing.T) {
		l := newLedger()
		l.post(1)
		r := start(t, l, NewMemory())
		open(t, r.Hub, Viewing{RoomID: 1, Since: 0, Epoch: "e1"})
		synctest.Wait()
		r.announce(l.post(1))
		synctest.Wait()
		p := open(t, r.Hub, Viewing{RoomID: 1, Since: 0, Epoch: "e1"})
		synctest.Wait()
		p.shows(l, 1)
	})
}

func TestReadingThatBeganTooEarlyIsNotShared(t *testing.T) {
	bubble(t, func(t *testing.T) {
		l := newLedger()
		l.post(1)
		r := start(t, l, NewMemory())
		open(t, r.Hub, Viewing{RoomID: 1, Since: 1, Epoch: "e1"})
		synctest.Wait()
		l.after = func() { time.Sleep(100 * time.Millisecond) }
		open(t, r.Hub, Viewing{RoomID: 1, Since: 0, Epoch: "e1"})
		synctest.Wait() // it reads
		r.announce(l.post(1))
		synctest.Wait()
		p := open(t, r.Hub, Viewing{RoomID: 1, Since: 0, Epoch: "e1"})
		time.Sleep(250 * time.Millisecond)
		synctest.Wait()
		p.shows(l, 1)
	})
}

func TestFramesInTheWrongOrderAreShownInOrder(t *testing.T) {
	bubble(t, func(t *testing.T) {
		l := newLedger()
		r := start(t, l, NewMemory())
		p := open(t, r.Hub, Viewing{RoomID: 1, Since: -1})
		synctest.Wait()
		a, b, c := l.post(1), l.post(1), l.post(1)
		r.hear(c)
		r.hear(a)
		r.hear(b)
		synctest.Wait()
		p.shows(l, 1)
	})
}

func TestGapIsFilledFromTheDatabaseAtOnce(t *testing.T) {
	bubble(t, func(t *testing.T) {
		l := newLedger()
		r := start(t, l, NewMemory())
		p := open(t, r.Hub, Viewing{RoomID: 1, Since: -1})
		synctest.Wait()
		l.post(1) // its announcement is lost
		l.post(1)
		began := time.Now()
		r.hear(l.post(1))
		synctest.Wait()
		p.shows(l, 1)
		if r.tally.of("gap hub") != 1 || time.Since(began) != 0 {
			t.Errorf("%d gaps, filled after %v; want one, at once", r.tally.of("gap hub"), time.Since(began))
		}
	})
}

func TestOneReadingFillsTheGapForAllPages(t *testing.T) {
	bubble(t, func(t *testing.T) {
		l := newLedger()
		r := start(t, l, NewMemory())
		pages := []*page{}
		for range 20 {
			pages = append(pages, open(t, r.Hub, Viewing{RoomID: 1, Since: 0, Epoch: "e1"}))
		}
		synctest.Wait()
		before := l.catchUps()
		l.post(1)
		r.hear(l.post(1))
		synctest.Wait()
		for _, p := range pages {
			p.shows(l, 1)
		}
		if n := l.catchUps() - before; n != 1 {
			t.Errorf("%d readings, want one", n)
		}
	})
}

func TestPagesThatComeBackTogetherAreReadForOnce(t *testing.T) {
	bubble(t, func(t *testing.T) {
		l := newLedger()
		for range 9 {
			l.post(1)
		}
		r := start(t, l, NewMemory())
		open(t, r.Hub, Viewing{RoomID: 1, Since: 9, Epoch: "e1"})
		synctest.Wait()
		before := l.catchUps()
		for range 50 {
			open(t, r.Hub, Viewing{RoomID: 1, Since: 4, Epoch: "e1"})
		}
		synctest.Wait()
		if n := l.catchUps() - before; n != 1 {
			t.Errorf("%d readings for 50 pages, want one", n)
		}
	})
}

// comesBack opens a page again where it stood.
func (p *page) comesBack(h *Hub) *page {
	p.mu.Lock()
	defer p.mu.Unlock()
	return open(p.t, h, Viewing{RoomID: p.v.viewing.RoomID, Since: p.cursor, Epoch: p.epoch})
}

func TestWhatIsPostedWhileTheRoomOpensIsShown(t *testing.T) {
	bubble(t, func(t *testing.T) {
		l := newLedger()
		l.post(1)
		r := start(t, l, NewMemory())
		posted := false
		l.before = func() { // between the head and the page's own reading, and announced to nobody
			if !posted {
				posted = true
				r.hear(l.post(1))
			}
		}
		p := open(t, r.Hub, Viewing{RoomID: 1, Since: 0, Epoch: "e1"})
		synctest.Wait()
		r.hear(l.post(1))
		synctest.Wait()
		p.shows(l, 1)
	})
}

func TestReplicasShowWhatWasPostedOnAnother(t *testing.T) {
	bubble(t, func(t *testing.T) {
		l, b := newLedger(), &bus{}
		one, two := start(t, l, b.join()), start(t, l, b.join())
		here, there := open(t, one.Hub, Viewing{RoomID: 1, Since: -1}), open(t, two.Hub, Viewing{RoomID: 1, Since: -1})
		synctest.Wait()
		one.announce(l.post(1))
		synctest.Wait()
		two.announce(l.post(1))
		synctest.Wait()
		here.shows(l, 1)
		there.shows(l, 1)
		if n := l.catchUps(); n != 2 {
			t.Errorf("%d readings, want the two first", n)
		}
	})
}

func TestHubThatIsNotHeardByTheBrokerDeliversToItsOwnPagesAtOnce(t *testing.T) {
	bubble(t, func(t *testing.T) {
		l := newLedger()
		r := start(t, l, broken{newMute()})
		p := open(t, r.Hub, Viewing{RoomID: 1, Since: -1})
		synctest.Wait()
		r.announce(l.post(1))
		synctest.Wait()
		p.shows(l, 1)
		if r.tally.of("lost publish") == 0 {
			t.Error("the failed publish was not counted")
		}
	})
}
