package realtime

import (
	"context"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// broken is a broker on which nothing can be published.
type broken struct{ mute }

func (b broken) Publish(context.Context, ...Envelope) error { return ErrBrokerDown }

func TestLostAnnouncementIsHealed(t *testing.T) {
	bubble(t, func(t *testing.T) {
		l := newLedger()
		r := start(t, l, NewMemory())
		p := open(t, r.Hub, Viewing{RoomID: 1, Since: -1})
		synctest.Wait()
		l.post(1) // nothing follows it
		time.Sleep(healEvery + healGrace)
		synctest.Wait()
		p.shows(l, 1)
		if n := r.tally.of("behind"); n != 1 {
			t.Errorf("%d rooms counted behind, want one", n)
		}
	})
}

func TestHealingIsMoreFrequentWithoutABroker(t *testing.T) {
	bubble(t, func(t *testing.T) {
		l := newLedger()
		r := start(t, l, broken{newMute()})
		p := open(t, r.Hub, Viewing{RoomID: 1, Since: -1})
		for range 5 {
			synctest.Wait()
			l.post(1)
			time.Sleep(healEveryDown + healGrace)
			synctest.Wait()
			p.shows(l, 1)
		}
	})
}

func TestFrameOnItsWayIsNotCountedAsLost(t *testing.T) {
	bubble(t, func(t *testing.T) {
		l := newLedger()
		r := start(t, l, NewMemory())
		p := open(t, r.Hub, Viewing{RoomID: 1, Since: -1})
		time.Sleep(healEvery - time.Millisecond)
		f := l.post(1) // committed just before the tick, announced just after
		time.Sleep(2 * time.Millisecond)
		r.announce(f)
		time.Sleep(healEvery)
		synctest.Wait()
		p.shows(l, 1)
		if n, m := r.tally.of("behind"), l.catchUps(); n != 0 || m != 1 {
			t.Errorf("%d rooms counted behind and %d readings, want none but the first", n, m)
		}
	})
}

func TestMissedEnvelopesAreHealedAtOnce(t *testing.T) {
	bubble(t, func(t *testing.T) {
		l := newLedger()
		r := start(t, l, NewMemory())
		p := open(t, r.Hub, Viewing{RoomID: 1, Since: -1})
		synctest.Wait()
		time.Sleep(10 * time.Millisecond)
		l.post(1)
		r.Missed(1)
		time.Sleep(healGrace)
		synctest.Wait()
		p.shows(l, 1)
	})
}

func TestRoomStateIsHealed(t *testing.T) {
	bubble(t, func(t *testing.T) {
		l := newLedger()
		r := start(t, l, NewMemory())
		p := open(t, r.Hub, Viewing{RoomID: 1, Since: -1})
		synctest.Wait()
		l.setMeta(1, 7)
		time.Sleep(healEvery + healGrace)
		synctest.Wait()
		if p.got(`<live-room meta="7">`) != 1 {
			t.Errorf("pieces %q, want the room's state", p.pieces)
		}
		r.Send(Envelope{Kind: KindRoom, RoomID: 1, Epoch: "e1", Meta: 7, HTML: `<live-room meta="7"></live-room>`})
		synctest.Wait()
		if p.got(`<live-room meta="7">`) != 1 {
			t.Error("the same state was shown twice")
		}
	})
}

func TestReplicaThatCannotReadSendsNoFrames(t *testing.T) {
	bubble(t, func(t *testing.T) {
		l := newLedger()
		r := start(t, l, NewMemory())
		p := open(t, r.Hub, Viewing{RoomID: 1, Since: -1, Person: Person{ID: 7}})
		synctest.Wait()
		l.setDown(true)
		time.Sleep(stale + healEvery)
		before, _ := p.count()
		r.hear(l.post(1))
		r.Send(Envelope{Kind: KindPerson, Users: []int64{7}, HTML: "<live-you></live-you>"})
		time.Sleep(time.Second)
		synctest.Wait()
		if n, _ := p.count(); n != before {
			t.Errorf("%d frames were sent by a replica that cannot see who may read", n-before)
		}
		l.setDown(false)
		time.Sleep(healEvery)
		synctest.Wait()
		p.shows(l, 1)
		if p.got("live-you") != 1 {
			t.Error("what waited behind the frame is lost")
		}
	})
}

func TestReplicaSendsForTwoSecondsAfterItsLastLookAndNoLonger(t *testing.T) {
	bubble(t, func(t *testing.T) {
		l := newLedger()
		r := start(t, l, NewMemory())
		p := open(t, r.Hub, Viewing{RoomID: 1, Since: -1})
		time.Sleep(healEvery)
		synctest.Wait()
		l.setDown(true)
		time.Sleep(stale - 10*time.Millisecond)
		r.announce(l.post(1))
		synctest.Wait()
		if f := p.last(); f.To != 1 {
			t.Errorf("just before two seconds the page is at %d", f.To)
		}
		time.Sleep(20 * time.Millisecond)
		r.announce(l.post(1))
		synctest.Wait()
		if f := p.last(); f.To != 1 {
			t.Errorf("just after two seconds the page is at %d", f.To)
		}
	})
}

func TestReplicaWithoutPagesDoesNotAskTheDatabase(t *testing.T) {
	bubble(t, func(t *testing.T) {
		l := newLedger()
		start(t, l, NewMemory())
		time.Sleep(time.Minute)
		l.mu.Lock()
		defer l.mu.Unlock()
		if l.ticks != 0 {
			t.Errorf("it asked %d times", l.ticks)
		}
	})
}

func TestPageIsRefusedWhileNobodyKnowsWhoMayRead(t *testing.T) {
	bubble(t, func(t *testing.T) {
		l := newLedger()
		l.setDown(true)
		r := start(t, l, NewMemory())
		if _, err := r.Join(t.Context(), Viewing{RoomID: 1}); err == nil {
			t.Error("it was admitted")
		}
		if n := r.Viewers(); n != 0 {
			t.Errorf("%d viewers are left", n)
		}
	})
}

func TestDroppedViewerHearsNothingMore(t *testing.T) {
	for name, c := range map[string]struct {
		drop Drop
		ends bool
	}{
		"this room":              {Drop{UserID: 7, RoomID: 1}, true},
		"every room":             {Drop{UserID: 7}, true},
		"another room":           {Drop{UserID: 7, RoomID: 2}, false},
		"another person":         {Drop{UserID: 8}, false},
		"this session":           {Drop{UserID: 7, Session: "s1"}, true},
		"another session":        {Drop{UserID: 7, Session: "s2"}, false},
		"all sessions but this":  {Drop{UserID: 7, Except: "s1"}, false},
		"all sessions but other": {Drop{UserID: 7, Except: "s2"}, true},
	} {
		for _, way := range []string{"envelope", "healing"} {
			t.Run(name+" by "+way, func(t *testing.T) {
				bubble(t, func(t *testing.T) {
					l := newLedger()
					r := start(t, l, NewMemory())
					p := open(t, r.Hub, Viewing{RoomID: 1, Since: -1, Person: Person{ID: 7}, Session: "s1"})
					synctest.Wait()
					d := l.revoke(c.drop)
					if way == "envelope" {
						r.Send(Envelope{Kind: KindDrop, Drop: d})
					} else {
						time.Sleep(healEvery)
					}
					synctest.Wait()
					before, _ := p.count()
					r.announce(l.post(1))
					synctest.Wait()
					after, _ := p.count()
					end := p.ending()
					if c.ends && (end == nil || end.Code != 1008 || after != before) || !c.ends && (end != nil || after != before+1) {
						t.Errorf("ended %v, and then had %d frames; ends: %v", end, after-before, c.ends)
					}
				})
			})
		}
	}
}

func TestRightTakenAwayBeforeThePageCameDoesNotEndIt(t *testing.T) {
	bubble(t, func(t *testing.T) {
		l := newLedger()
		r := start(t, l, NewMemory())
		first := open(t, r.Hub, Viewing{RoomID: 1, Since: -1, Person: Person{ID: 7}})
		synctest.Wait()
		r.Send(Envelope{Kind: KindDrop, Drop: l.revoke(Drop{UserID: 7})})
		synctest.Wait()
		second := open(t, r.Hub, Viewing{RoomID: 1, Since: -1, Person: Person{ID: 7}}) // signed in again
		time.Sleep(2 * healEvery)
		synctest.Wait()
		if first.ending() == nil || second.ending() != nil {
			t.Errorf("the first ended %v, the second %v; want only the first", first.ending(), second.ending())
		}
	})
}

func TestRightTakenAwayWhileNobodyWasHereDoesNotEndWhoeverMayReadAgain(t *testing.T) {
	bubble(t, func(t *testing.T) {
		l := newLedger()
		r := start(t, l, NewMemory())
		p := open(t, r.Hub, Viewing{RoomID: 1, Since: -1, Person: Person{ID: 7}})
		synctest.Wait()
		p.v.End(1000, "")
		<-p.done
		p.v.Leave()
		time.Sleep(time.Minute)
		l.revoke(Drop{UserID: 7}) // its envelope is lost, and it is given back
		p = open(t, r.Hub, Viewing{RoomID: 1, Since: -1, Person: Person{ID: 7}})
		time.Sleep(time.Second)
		synctest.Wait()
		if p.ending() != nil {
			t.Errorf("ended %v", p.ending())
		}
	})
}

func TestRightTakenAwayWhilePermissionIsCheckedEndsThePage(t *testing.T) {
	bubble(t, func(t *testing.T) {
		l := newLedger()
		l.revoke(Drop{UserID: 1})
		r := start(t, l, NewMemory())
		time.Sleep(time.Minute) // nobody here: healing rests
		v, err := r.Join(t.Context(), Viewing{RoomID: 1, Slug: "room-1", Since: -1, Person: Person{ID: 7}})
		if err != nil {
			t.Fatal(err)
		}
		defer v.Leave()
		l.revoke(Drop{UserID: 7}) // just after the check, and its envelope is lost
		time.Sleep(healEvery)
		synctest.Wait()
		if !v.ended() {
			t.Error("it may go on reading")
		}
	})
}

func TestALookThatHangsDoesNotHoldUpHealing(t *testing.T) {
	bubble(t, func(t *testing.T) {
		l := newLedger()
		var swallowed atomic.Bool
		r := start(t, l, newMute(), func(c *HubConfig) {
			heads := c.Source.Heads
			c.Source.Heads = func(ctx context.Context, ids []int64) ([]Head, error) {
				if swallowed.Load() {
					<-ctx.Done()
					return nil, ctx.Err()
				}
				return heads(ctx, ids)
			}
		})
		p := open(t, r.Hub, Viewing{RoomID: 1, Since: -1})
		synctest.Wait()
		swallowed.Store(true)
		time.Sleep(healEveryDown + 10*time.Millisecond) // by now one hangs
		l.post(1)
		swallowed.Store(false)
		time.Sleep(healEvery + time.Second) // I8
		synctest.Wait()
		p.shows(l, 1)
	})
}
