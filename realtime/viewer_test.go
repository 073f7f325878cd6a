package realtime

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestPageThatDoesNotReadCostsLittleAndLosesNothing(t *testing.T) {
	bubble(t, func(t *testing.T) {
		l := newLedger()
		r := start(t, l, NewMemory())
		p := open(t, r.Hub, Viewing{RoomID: 1, Since: -1, Person: Person{ID: 7}})
		synctest.Wait()
		goOn := p.pause()
		r.announce(l.post(1)) // which it still takes
		synctest.Wait()
		for range 3 * maxQueue {
			r.announce(l.post(1))
		}
		synctest.Wait()
		p.v.mu.Lock()
		queue, lagging := len(p.v.queue), p.v.lagging
		p.v.mu.Unlock()
		if queue != 0 || !lagging || r.tally.of("lagging") != 1 {
			t.Errorf("%d frames queued, lagging: %v, %d counted; want a lagging viewer", queue, lagging, r.tally.of("lagging"))
		}
		before := l.catchUps()
		goOn()
		synctest.Wait()
		p.shows(l, 1)
		if n := l.catchUps() - before; n != 1 || r.tally.of("lagging") != 0 {
			t.Errorf("%d readings, %d lagging; want one reading and nobody", n, r.tally.of("lagging"))
		}
		if p.got("live-side") != 1 {
			t.Error("it was not told to read its badges again")
		}
	})
}

func TestPageThatMissedMuchBecauseItDoesNotReadBeginsAnew(t *testing.T) {
	bubble(t, func(t *testing.T) {
		l := newLedger()
		r := start(t, l, NewMemory())
		slow, away := open(t, r.Hub, Viewing{RoomID: 1, Since: -1}), Viewing{RoomID: 1, Since: 0, Epoch: "e1"}
		synctest.Wait()
		goOn := slow.pause()
		r.announce(l.post(1)) // which it still takes
		synctest.Wait()
		for seq := range int64(40) {
			l.mu.Lock()
			f := l.write(1, seq+2, strings.Repeat("x", maxQueueBytes/20))
			l.mu.Unlock()
			r.announce(f)
		}
		synctest.Wait()
		goOn()
		synctest.Wait()
		if f := slow.last(); !f.Reset {
			t.Errorf("it is brought (%d,%d] whole", f.From, f.To)
		}
		slow.shows(l, 1)
		back := open(t, r.Hub, away)
		synctest.Wait()
		if f := back.last(); f.Reset || f.From != 0 {
			t.Errorf("a page that was away gets %d to %d, reset: %v", f.From, f.To, f.Reset)
		}
	})
}

func TestQueueIsBoundedInBytes(t *testing.T) {
	v := newViewer(NewHub(HubConfig{Broker: NewMemory()}), Viewing{})
	v.lagging = false
	for range 5 {
		v.push(packHTML(strings.Repeat("x", maxQueueBytes/4)))
		if v.queued > maxQueueBytes {
			t.Fatalf("%d bytes are queued", v.queued)
		}
	}
	if !v.lagging {
		t.Error("five quarters fit")
	}
	v.lagging, v.queue, v.queued = false, nil, 0
	v.push(packHTML(strings.Repeat("x", 2*maxQueueBytes)))
	if len(v.queue) != 1 {
		t.Error("a large parcel never gets through")
	}
}

func TestHeartbeatsComeEveryTenToTwentySeconds(t *testing.T) {
	bubble(t, func(t *testing.T) {
		l := newLedger()
		r := start(t, l, NewMemory())
		p := open(t, r.Hub, Viewing{RoomID: 1, Since: -1})
		synctest.Wait()
		r.announce(l.post(1))
		synctest.Wait()
		before, _ := p.count()
		time.Sleep(10*time.Minute + time.Second)
		synctest.Wait()
		n, _ := p.count()
		if n -= before; n < 30 || n > 60 {
			t.Errorf("%d heartbeats in ten minutes", n)
		}
		if f := p.last(); f.From != 1 || f.To != 1 || f.Epoch != "e1" || len(f.Articles) != 0 {
			t.Errorf("heartbeat %+v", f)
		}
	})
}

func TestViewerBehindItsRoomCatchesUpAtTheHeartbeat(t *testing.T) {
	bubble(t, func(t *testing.T) {
		l := newLedger()
		r := start(t, l, NewMemory())
		p := open(t, r.Hub, Viewing{RoomID: 1, Since: -1})
		synctest.Wait()
		room := r.room(1)
		room.mu.Lock() // the room moves on and tells nobody: a mistake of ours
		room.rev = l.post(1).To
		room.forget()
		room.mu.Unlock()
		time.Sleep(21 * time.Second)
		synctest.Wait()
		p.shows(l, 1)
	})
}

func TestNothingIsDeliveredAfterTheEnd(t *testing.T) {
	bubble(t, func(t *testing.T) {
		l := newLedger()
		r := start(t, l, NewMemory())
		v, err := r.Join(t.Context(), Viewing{RoomID: 1, Slug: "room-1", Since: -1})
		if err != nil {
			t.Fatal(err)
		}
		defer v.Leave()
		l.before = func() { v.End(1008, "banned while it was read for") }
		v.End(1008, "banned")
		v.End(1012, "too late")
		r.announce(l.post(1))
		for range 3 {
			item, err := v.Next(t.Context())
			if end, ok := err.(*End); !ok || end.Code != 1008 || item.Bytes != nil {
				t.Errorf("got %q and %v after the end", item.Bytes, err)
			}
		}
	})
}

func TestViewerEndedDuringItsCatchUpGetsNothing(t *testing.T) {
	bubble(t, func(t *testing.T) {
		l := newLedger()
		l.post(1)
		r := start(t, l, NewMemory())
		v, err := r.Join(t.Context(), Viewing{RoomID: 1, Slug: "room-1", Since: -1})
		if err != nil {
			t.Fatal(err)
		}
		defer v.Leave()
		l.before = func() { v.End(1008, "banned") }
		if item, err := v.Next(t.Context()); item.Bytes != nil || err == nil {
			t.Errorf("got %q and %v", item.Bytes, err)
		}
	})
}

func TestReasonToCloseIsWorthMoreThanTheEndOfTheContext(t *testing.T) {
	bubble(t, func(t *testing.T) {
		l := newLedger()
		r := start(t, l, NewMemory())
		v, err := r.Join(t.Context(), Viewing{RoomID: 1, Slug: "room-1", Since: -1})
		if err != nil {
			t.Fatal(err)
		}
		defer v.Leave()
		ctx, cancel := context.WithCancel(t.Context())
		l.before = func() { v.End(1008, "banned"); cancel() }
		if _, err := v.Next(ctx); err.Error() != v.end().Error() {
			t.Errorf("got %v", err)
		}
	})
}

func TestCatchUpThatFailsIsTriedAgain(t *testing.T) {
	bubble(t, func(t *testing.T) {
		l := newLedger()
		r := start(t, l, NewMemory())
		open(t, r.Hub, Viewing{RoomID: 2, Since: -1})
		synctest.Wait()
		l.post(1)
		l.setDown(true)
		p := open(t, r.Hub, Viewing{RoomID: 1, Since: -1})
		time.Sleep(time.Second)
		l.setDown(false)
		time.Sleep(time.Second)
		synctest.Wait()
		p.shows(l, 1)
		l.post(1) // and the room, whose head could not be read, is healed too
		time.Sleep(healEvery + healGrace)
		synctest.Wait()
		p.shows(l, 1)
	})
}

func TestCatchUpThatFailsOnceIsTriedAgainAtOnce(t *testing.T) {
	bubble(t, func(t *testing.T) {
		l := newLedger()
		l.post(1)
		r := start(t, l, NewMemory())
		open(t, r.Hub, Viewing{RoomID: 1, Since: 1, Epoch: "e1"})
		synctest.Wait()
		l.before = func() { l.before = nil; l.setDown(true) }
		l.after = func() { l.after = nil; l.setDown(false) }
		p := open(t, r.Hub, Viewing{RoomID: 1, Since: 0, Epoch: "e1"})
		time.Sleep(500 * time.Millisecond)
		synctest.Wait()
		p.shows(l, 1)
	})
}

func TestDrainSendsEverybodyElsewhere(t *testing.T) {
	bubble(t, func(t *testing.T) {
		l := newLedger()
		r := start(t, l, NewMemory())
		var pages []*page
		for range 400 {
			p := open(t, r.Hub, Viewing{RoomID: 1, Since: -1})
			go func() { <-p.done; p.v.Leave() }()
			pages = append(pages, p)
		}
		synctest.Wait()
		began := time.Now()
		r.Drain(t.Context())
		if d := time.Since(began); d < 1900*time.Millisecond || d > 2100*time.Millisecond {
			t.Errorf("400 viewers were closed within %v, want 2 s", d)
		}
		for _, p := range pages {
			if end := p.ending(); end == nil || end.Code != 1012 {
				t.Fatalf("ended %v", end)
			}
		}
		if _, err := r.Join(t.Context(), Viewing{RoomID: 1}); err == nil {
			t.Error("a newcomer was admitted")
		}
		if n := r.tally.of("viewers"); n != 0 || r.tally.of("closed 1012") != 400 {
			t.Errorf("%d viewers left, %d closed", n, r.tally.of("closed 1012"))
		}
	})
}

func TestDrainEndsEverybodyAtOnceWhenItsTimeIsOver(t *testing.T) {
	bubble(t, func(t *testing.T) {
		l := newLedger()
		r := start(t, l, NewMemory())
		var pages []*page
		for range 1000 {
			pages = append(pages, open(t, r.Hub, Viewing{RoomID: 1, Since: -1}))
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		r.Drain(ctx)
		synctest.Wait()
		for _, p := range pages {
			if p.ending() == nil {
				t.Fatal("one was forgotten")
			}
		}
	})
}

func TestAbandonedRoomIsForgotten(t *testing.T) {
	bubble(t, func(t *testing.T) {
		l, b := newLedger(), NewMemory()
		r := start(t, l, b)
		p := open(t, r.Hub, Viewing{RoomID: 1, Since: -1})
		synctest.Wait()
		p.v.End(1000, "")
		<-p.done
		p.v.Leave()
		time.Sleep(linger - time.Second)
		if !wanted(b, 1) {
			t.Error("it was forgotten while its page reloads")
		}
		time.Sleep(2 * time.Second)
		if wanted(b, 1) || r.room(1) != nil {
			t.Error("it is still subscribed")
		}
	})
}

func wanted(m *Memory, room int64) bool {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return m.rooms[room]
}

func TestLimits(t *testing.T) {
	for name, c := range map[string]struct {
		limits Limits
		want   int
		view   func(i int) Viewing
	}{
		"one person may open so many": {Limits{PerUser: 3}, 3, func(i int) Viewing { return Viewing{Person: Person{ID: 7}} }},
		"guests share no limit":       {Limits{PerUser: 3}, 9, func(i int) Viewing { return Viewing{} }},
		"one address":                 {Limits{PerAddress: 4}, 4, func(i int) Viewing { return Viewing{Address: "192.0.2.1"} }},
		"one link of IPv6":            {Limits{PerAddress: 4}, 4, func(i int) Viewing { return Viewing{Address: fmt.Sprintf("2001:db8::%d", i)} }},
		"all together":                {Limits{Total: 5}, 5, func(i int) Viewing { return Viewing{Person: Person{ID: int64(i)}} }},
		"no limits":                   {Limits{}, 9, func(i int) Viewing { return Viewing{Person: Person{ID: 7}, Address: "192.0.2.1"} }},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				r := start(t, newLedger(), NewMemory(), func(h *HubConfig) { h.Limits = c.limits })
				var in []*Viewer
				for i := range 9 {
					if v, err := r.Join(t.Context(), c.view(i)); err == nil {
						in = append(in, v)
					}
				}
				if len(in) != c.want {
					t.Errorf("%d were admitted, want %d", len(in), c.want)
				}
				for _, v := range in {
					v.Leave()
					v.Leave()
				}
				v, err := r.Join(t.Context(), c.view(1))
				if err != nil || r.Viewers() != 1 {
					t.Fatalf("after all have left: %v, %d viewers", err, r.Viewers())
				}
				v.Leave()
			})
		})
	}
}
