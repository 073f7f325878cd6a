package realtime

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"parley/chat"
)

func plain() Render {
	return Render{
		Message: func(m chat.Message) string { return fmt.Sprintf("<article>%d</article>", m.Seq) },
		Room:    func(r chat.Room) string { return fmt.Sprintf("<live-room>%s</live-room>", r.Topic) },
	}
}

func announce(t *testing.T, h *Hub) *Announcer {
	a := NewAnnouncer(h, plain())
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { defer close(done); a.Run(ctx) }()
	t.Cleanup(func() { cancel(); <-done })
	return a
}

func changed(from int64, messages ...chat.Message) chat.Event {
	return chat.Event{Kind: chat.MessagesChanged, Change: chat.Change{RoomID: 1, Slug: slugOf(1), Epoch: "e1", From: from, To: from + 1, Messages: messages}}
}

func TestEventsBecomeWhatPagesAreSent(t *testing.T) {
	room := chat.Room{ID: 1, Slug: slugOf(1), Epoch: "e1", Meta: 3, Topic: "tea"}
	for name, c := range map[string]struct {
		event chat.Event
		want  string
	}{
		"a message": {changed(0, chat.Message{Seq: 1, Author: chat.Author{ID: 7}}), `<live-frame room="room-1" epoch="e1" meta="0" from="0" to="1"><article>1</article></live-frame>`},
		"its badge": {changed(0, chat.Message{Seq: 1, Mentions: []int64{3, 7}}), `<live-badge room="room-1" last="1" mentions="3 7"></live-badge>`},
		"the room":  {chat.Event{Kind: chat.RoomChanged, Room: room}, "<live-room>tea</live-room>"},
		"a mark":    {chat.Event{Kind: chat.RoomRead, Room: room, Users: []int64{7}, Seq: 41}, `<live-badge room="room-1" read="41"></live-badge>`},
		"a member":  {chat.Event{Kind: chat.MemberChanged, Room: room, Users: []int64{7}}, "<live-side></live-side>"},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				l := newLedger()
				l.in[7] = []int64{1}
				r := start(t, l, NewMemory())
				a := announce(t, r.Hub)
				p := open(t, r.Hub, Viewing{RoomID: 1, Since: 0, Epoch: "e1", Person: Person{ID: 7}})
				synctest.Wait()
				a.Announce(c.event)
				synctest.Wait()
				all := string(p.last().Append(nil)) + strings.Join(p.pieces, "")
				if !strings.Contains(all, c.want) {
					t.Errorf("got %s, want %s", all, c.want)
				}
			})
		})
	}
}

func TestLostAccessEndsThePage(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := start(t, newLedger(), NewMemory())
		a := announce(t, r.Hub)
		p := open(t, r.Hub, Viewing{RoomID: 1, Since: 0, Epoch: "e1", Person: Person{ID: 7}, Session: "s"})
		synctest.Wait()
		a.Announce(chat.Event{Kind: chat.AccessLost, Access: chat.Access{Rev: 1, UserID: 7, Session: "s"}})
		synctest.Wait()
		if end := p.ending(); end == nil || end.Code != 1008 {
			t.Errorf("ended %v", end)
		}
	})
}

func TestOnlyNewMessagesHaveBadges(t *testing.T) {
	now := time.Now()
	for name, c := range map[string]struct {
		m    chat.Message
		want bool
	}{
		"new":                 {chat.Message{Seq: 5}, true},
		"badge already sent":  {chat.Message{Seq: 4}, false},
		"edited":              {chat.Message{Seq: 5, EditedAt: now}, false},
		"removed":             {chat.Message{Seq: 5, RemovedAt: now}, false},
		"answered, not newly": {chat.Message{Seq: 5, Replies: 1}, false},
	} {
		if got := isNew(c.m, 4); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestAnnouncingNeverWaits(t *testing.T) {
	c := &tally{n: map[string]int{}}
	a := NewAnnouncer(NewHub(HubConfig{Broker: NewMemory(), Metrics: c.metrics()}), plain()) // which does not run
	for range announceLength + 10 {
		a.Announce(changed(0))
	}
	if c.of("lost announce") != 10 {
		t.Errorf("%d were counted lost", c.of("lost announce"))
	}
}

func TestWhatWasAnnouncedBeforeTheEndIsSent(t *testing.T) {
	bubble(t, func(t *testing.T) {
		b := &bus{}
		r := start(t, newLedger(), b.join())
		other := b.join()
		other.Subscribe(t.Context(), 1)
		in := &inbox{}
		other.attach(in)
		a := NewAnnouncer(r.Hub, plain())
		for i := range int64(500) {
			a.Announce(changed(i))
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		a.Run(ctx)
		synctest.Wait()
		if len(in.got) != 500 {
			t.Errorf("%d of 500 were published", len(in.got))
		}
	})
}

func TestWhatWasSentBeforeTheEndIsPublished(t *testing.T) {
	bubble(t, func(t *testing.T) {
		b := &bus{}
		h := NewHub(HubConfig{Broker: b.join(), Source: newLedger().source()})
		other := b.join()
		other.Subscribe(t.Context(), 1)
		in := &inbox{}
		other.attach(in)
		for range 500 {
			h.Send(note(1, 1))
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		h.Run(ctx)
		if len(in.got) != 500 {
			t.Errorf("%d of 500 were published", len(in.got))
		}
	})
}
