package realtime

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestPageThatSleptThroughARenameLearnsTheRoomsState(t *testing.T) {
	bubble(t, func(t *testing.T) {
		l := newLedger()
		f := l.post(1)
		l.setMeta(1, 3)
		r := start(t, l, NewMemory())
		old := open(t, r.Hub, Viewing{RoomID: 1, Since: f.To, Epoch: "e1", Meta: 2})
		fresh := open(t, r.Hub, Viewing{RoomID: 1, Since: f.To, Epoch: "e1", Meta: 3})
		silent := open(t, r.Hub, Viewing{RoomID: 1, Since: f.To, Epoch: "e1", Meta: -1})
		synctest.Wait()
		if n := old.got(`<live-room meta="3">`); n != 1 {
			t.Errorf("the page that shows state 2 got state 3 %d times", n)
		}
		if fresh.got("<live-room") != 0 || silent.got("<live-room") != 0 {
			t.Error("a page got a state that it shows, or did not ask for")
		}
	})
}

func TestPageLearnsTheStateOfARestoredRoom(t *testing.T) {
	bubble(t, func(t *testing.T) {
		l := newLedger()
		f := l.post(1)
		l.setMeta(1, 3)
		r := start(t, l, NewMemory())
		lost := open(t, r.Hub, Viewing{RoomID: 1, Since: f.To, Epoch: "e0", Meta: 9})
		alike := open(t, r.Hub, Viewing{RoomID: 1, Since: f.To, Epoch: "e0", Meta: 3})
		synctest.Wait()
		for _, p := range []*page{lost, alike} {
			if n := p.got(`<live-room meta="3">`); n != 1 {
				t.Errorf("a page of the lost state %d got the present one %d times", p.v.viewing.Meta, n)
			}
		}
	})
}

func TestPersonLearnsWhatTheyMayDoAtTheBeginningAndWhenItChanges(t *testing.T) {
	bubble(t, func(t *testing.T) {
		l := newLedger()
		l.post(1)
		l.post(2)
		r := start(t, l, NewMemory(), func(c *HubConfig) {
			c.Source.You = func(context.Context, int64, int64) (string, error) { return "<live-you role=moderator>", nil }
		})
		ana := Person{ID: 7}
		here := introduced(t, r.Hub, Viewing{RoomID: 1, Person: ana, Since: -1}, "<live-you role=member>")
		elsewhere := open(t, r.Hub, Viewing{RoomID: 2, Person: ana, Since: -1})
		other := open(t, r.Hub, Viewing{RoomID: 1, Person: Person{ID: 8}, Since: -1})
		synctest.Wait()
		r.Send(Envelope{Kind: KindMembers, RoomID: 1, Users: []int64{7}})
		synctest.Wait()
		if here.got("role=member") != 1 || here.got("role=moderator") != 1 {
			t.Errorf("got %q", here.pieces)
		}
		if elsewhere.got("live-you") != 0 || other.got("live-you") != 0 {
			t.Error("somebody else's page, or another room's, was told")
		}
	})
}

// What a page was told since it joined is because of a change, of which the first reading may know nothing.
func TestWhatAPersonMayDoIsToldBeforeWhatChangedSince(t *testing.T) {
	bubble(t, func(t *testing.T) {
		l := newLedger()
		l.post(1)
		r := start(t, l, NewMemory(), func(c *HubConfig) {
			c.Source.You = func(context.Context, int64, int64) (string, error) { return "<live-you role=moderator>", nil }
		})
		v, err := r.Join(t.Context(), Viewing{RoomID: 1, Slug: slugOf(1), Person: Person{ID: 7}, Since: -1})
		if err != nil {
			t.Fatal(err)
		}
		defer v.Leave()
		r.Send(Envelope{Kind: KindMembers, RoomID: 1, Users: []int64{7}})
		synctest.Wait()
		v.Introduce("<live-you role=member>")
		var told []string
		for len(told) < 2 {
			item, err := v.Next(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if strings.HasPrefix(string(item.Bytes), "<live-you") {
				told = append(told, string(item.Bytes))
			}
		}
		if told[0] != "<live-you role=member>" || told[1] != "<live-you role=moderator>" {
			t.Errorf("got %q", told)
		}
	})
}

func TestEverybodyComesBackWhenFewerMayReadARoom(t *testing.T) {
	bubble(t, func(t *testing.T) {
		l := newLedger()
		l.post(1)
		l.post(2)
		r := start(t, l, NewMemory())
		guest := open(t, r.Hub, Viewing{RoomID: 1, Since: -1})
		member := open(t, r.Hub, Viewing{RoomID: 1, Person: Person{ID: 7}, Since: -1})
		elsewhere := open(t, r.Hub, Viewing{RoomID: 2, Since: -1})
		synctest.Wait()
		r.Send(Envelope{Kind: KindDrop, RoomID: 1, Drop: l.revoke(Drop{RoomID: 1})})
		synctest.Wait()
		for name, p := range map[string]*page{"guest": guest, "member": member} {
			if e := p.ending(); e == nil || e.Code != restarting {
				t.Errorf("the %s's page ended with %v, want %d", name, e, restarting)
			}
		}
		if elsewhere.ending() != nil {
			t.Error("a page of another room ended")
		}
	})
}

func TestRoomsStateThatCannotBeReadComesWithTheHeartbeat(t *testing.T) {
	bubble(t, func(t *testing.T) {
		l := newLedger()
		f := l.post(1)
		l.setMeta(1, 3)
		failed := false
		r := start(t, l, NewMemory(), func(c *HubConfig) {
			state := c.Source.RoomState
			c.Source.RoomState = func(ctx context.Context, id int64) (string, int64, error) {
				if !failed {
					failed = true
					return "", 0, errDown
				}
				return state(ctx, id)
			}
		})
		p := open(t, r.Hub, Viewing{RoomID: 1, Since: f.To, Epoch: "e1", Meta: 2})
		time.Sleep(21 * time.Second)
		synctest.Wait()
		if n := p.got(`<live-room meta="3">`); n != 1 || !failed {
			t.Errorf("the page that shows state 2 got state 3 %d times", n)
		}
	})
}

func TestPageThatComesBeforeItsRoomIsSubscribedLearnsTheRoomsState(t *testing.T) {
	bubble(t, func(t *testing.T) {
		l := newLedger()
		f := l.post(1)
		l.setMeta(1, 3)
		r := start(t, l, sluggish{NewMemory(), func() {}})
		p := open(t, r.Hub, Viewing{RoomID: 1, Since: f.To, Epoch: "e1", Meta: 2})
		time.Sleep(time.Second)
		synctest.Wait()
		if n := p.got(`<live-room meta="3">`); n != 1 {
			t.Errorf("the page that shows state 2 got state 3 %d times", n)
		}
	})
}

// What has no number is lost with the queue and asked for again: a guest's room may have been renamed, a member's rank changed.
func TestPageThatLostItsQueueIsToldWhatHasNoNumber(t *testing.T) {
	bubble(t, func(t *testing.T) {
		l := newLedger()
		l.post(1)
		l.setMeta(1, 1)
		r := start(t, l, NewMemory(), func(c *HubConfig) {
			c.Source.You = func(context.Context, int64, int64) (string, error) { return "<live-you role=moderator>", nil }
		})
		guest, member := open(t, r.Hub, Viewing{RoomID: 1, Since: -1, Meta: 1}), open(t, r.Hub, Viewing{RoomID: 1, Since: -1, Meta: 1, Person: Person{ID: 7}})
		synctest.Wait()
		guestOn, memberOn := guest.pause(), member.pause()
		for range 3 * maxQueue {
			r.announce(l.post(1))
		}
		synctest.Wait()
		guestOn()
		memberOn()
		synctest.Wait()
		// As often as a queue ran over while the page took nothing: once, or twice.
		if guest.got("<live-room") == 0 || guest.got("<live-side") != 0 {
			t.Errorf("the guest got %q", guest.pieces)
		}
		if member.got("<live-room") == 0 || member.got("<live-side") == 0 || member.got("<live-you") == 0 {
			t.Errorf("the member got %q", member.pieces)
		}
	})
}
