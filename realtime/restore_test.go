package realtime

import (
	"testing"
	"testing/synctest"
	"time"
)

func TestPagesOfARestoredRoomComeBackAndAreShownItAnew(t *testing.T) {
	bubble(t, func(t *testing.T) {
		l := newLedger()
		for range 3 {
			l.post(1)
		}
		r := start(t, l, NewMemory())
		p := open(t, r.Hub, Viewing{RoomID: 1, Since: 3, Epoch: "e1"})
		for _, epoch := range []string{"e2", "e3"} {
			synctest.Wait()
			l.restore(1, epoch)
			if epoch == "e2" {
				r.hear(l.post(1)) // else nothing is said
			}
			time.Sleep(healEvery + healGrace)
			synctest.Wait()
			if e := p.ending(); e == nil || e.Code != restarting {
				t.Fatalf("the page of the epoch before ended with %v, want %d", e, restarting)
			}
			if f := p.last(); f.Epoch == epoch {
				t.Errorf("it got %+v, though nobody has judged who may read", f)
			}
			p = p.comesBack(r.Hub)
			synctest.Wait()
			if f := p.last(); f.Epoch != epoch || !f.Reset {
				t.Errorf("got %+v, want a reset to %s", f, epoch)
			}
			p.shows(l, 1)
		}
		time.Sleep(time.Minute)
		synctest.Wait()
		if e := p.ending(); e != nil {
			t.Errorf("a page of the present epoch ended with %v", e)
		}
	})
}

func TestAPageThatCatchesUpAfterARestoreIsJudgedAnew(t *testing.T) {
	bubble(t, func(t *testing.T) {
		l := newLedger()
		f := l.post(1)
		r := start(t, l, NewMemory())
		p := open(t, r.Hub, Viewing{RoomID: 1, Since: f.To, Epoch: "e1"})
		synctest.Wait()
		goOn := p.pause()
		r.hear(l.post(1)) // it reads this one, and then waits
		synctest.Wait()
		r.hear(l.post(1))
		p.v.lag()
		l.restore(1, "e2")
		goOn() // before healing has seen it
		synctest.Wait()
		if e := p.ending(); e == nil || e.Code != restarting || p.last().Epoch != "e1" {
			t.Errorf("it ended with %v, after %+v", e, p.last())
		}
	})
}

// A restore is noticed by an envelope, or by healing.
var restores = map[string]func(r replica, l *ledger){
	"envelope": func(r replica, l *ledger) { r.hear(l.post(1)) },
	"healing":  func(replica, *ledger) { time.Sleep(healEvery + healGrace) },
}

func TestRestoredRoomIsShownAnew(t *testing.T) {
	for way, notice := range restores {
		t.Run(way, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				l := newLedger()
				for range 3 {
					l.post(1)
				}
				l.setMeta(1, 9)
				r := start(t, l, NewMemory())
				w := Viewing{RoomID: 1, Since: 3, Epoch: "e1", Meta: 9}
				p := open(t, r.Hub, w)
				synctest.Wait()
				l.setMeta(1, 4)
				l.restore(1, "e2")
				notice(r, l)
				synctest.Wait()
				if end := p.ending(); end == nil || end.Code != restarting {
					t.Fatalf("ended %v, want to come back", end)
				}
				p = open(t, r.Hub, w)
				r.announce(l.post(1))
				time.Sleep(healEvery)
				synctest.Wait()
				if p.frames[0].Epoch != "e2" || !p.frames[0].Reset || p.got(`<live-room meta="4">`) != 1 {
					t.Errorf("got %+v and %q, want a reset and the room's state", p.frames[0], p.pieces)
				}
				p.shows(l, 1)
				time.Sleep(time.Minute)
				if p.ending() != nil {
					t.Errorf("it was sent away again: %v", p.ending())
				}
			})
		})
	}
}

// The numbers of rights taken away go back with the database: those that come anew are not taken for old ones.
func TestRightTakenAwayAfterARestoreEndsThePage(t *testing.T) {
	for way, notice := range restores {
		t.Run(way, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				l := newLedger()
				for range 5 {
					l.revoke(Drop{UserID: 9})
				}
				r := start(t, l, NewMemory())
				before := open(t, r.Hub, Viewing{RoomID: 1, Since: -1, Person: Person{ID: 7}})
				synctest.Wait()
				l.restore(1, "e2")
				notice(r, l)
				synctest.Wait()
				after := open(t, r.Hub, Viewing{RoomID: 1, Since: -1, Person: Person{ID: 8}})
				l.revoke(Drop{UserID: 8}) // its envelope is lost
				time.Sleep(healEvery)
				synctest.Wait()
				if end := before.ending(); end == nil || end.Code != restarting {
					t.Errorf("whoever could read before was not judged anew: %v", end)
				}
				if end := after.ending(); end == nil || end.Code != ended {
					t.Errorf("it may go on reading: %v", end)
				}
			})
		})
	}
}

func TestLateEnvelopeOfAnOldEpochChangesNothing(t *testing.T) {
	bubble(t, func(t *testing.T) {
		l := newLedger()
		old := l.post(1)
		l.restore(1, "e2")
		r := start(t, l, NewMemory())
		p := open(t, r.Hub, Viewing{RoomID: 1, Since: 1, Epoch: "e2"})
		synctest.Wait()
		old.From, old.To = 1, 2
		r.hear(old)
		synctest.Wait()
		if n, _ := p.count(); n != 1 {
			t.Errorf("%d frames, want the first alone", n)
		}
	})
}
