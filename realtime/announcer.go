package realtime

import (
	"context"
	"fmt"
	"html"
	"sync"

	"parley/chat"
)

const (
	announcers     = 4    // rooms are shared out among as many goroutines
	announceLength = 1024 // events one of them may have waiting; more is left to healing
)

// Announcer turns what happened in chat into envelopes.
type Announcer struct {
	hub   *Hub
	out   Render
	desks [announcers]desk
}

// desk is one goroutine's share of the rooms.
type desk struct {
	events chan *chat.Event // of pointers: room for as many events would be 3 MB that nobody uses
	told   map[int64]int64  // by room, the last seq that had a badge
}

// NewAnnouncer makes an announcer, which works once it runs.
func NewAnnouncer(h *Hub, r Render) *Announcer {
	a := &Announcer{hub: h, out: r}
	for i := range a.desks {
		a.desks[i] = desk{make(chan *chat.Event, announceLength), map[int64]int64{}}
	}
	return a
}

// Announce takes an event, in commit order, and never blocks.
func (a *Announcer) Announce(e chat.Event) {
	select {
	case a.desks[uint64(roomOf(e))%announcers].events <- &e:
	default:
		a.hub.metrics.Lost("announce")
	}
}

func roomOf(e chat.Event) int64 {
	switch e.Kind {
	case chat.MessagesChanged:
		return e.Change.RoomID
	case chat.AccessLost:
		return e.Access.RoomID
	}
	return e.Room.ID
}

// Run renders and sends until ctx ends and what was announced before is sent.
// It must end before the hub's Run does, which publishes.
func (a *Announcer) Run(ctx context.Context) {
	var wg sync.WaitGroup
	for _, d := range a.desks {
		wg.Go(func() { a.work(ctx, d) })
	}
	wg.Wait()
}

func (a *Announcer) work(ctx context.Context, d desk) {
	for {
		select {
		case e := <-d.events:
			a.send(*e, d.told)
		case <-ctx.Done():
			for len(d.events) > 0 {
				a.send(*<-d.events, d.told)
			}
			return
		}
	}
}

func (a *Announcer) send(e chat.Event, told map[int64]int64) {
	switch r := e.Room; e.Kind {
	case chat.MessagesChanged:
		a.sendChange(e.Change, told)
	case chat.RoomChanged:
		a.hub.Send(Envelope{Kind: KindRoom, RoomID: r.ID, Slug: r.Slug, Epoch: r.Epoch, Meta: r.Meta, HTML: a.out.Room(r)})
	case chat.RoomRead:
		piece := fmt.Sprintf(`<live-badge room="%s" read="%d"></live-badge>`, html.EscapeString(r.Slug), e.Seq)
		a.hub.Send(Envelope{Kind: KindPerson, RoomID: r.ID, Users: e.Users, HTML: piece})
	case chat.MemberChanged:
		a.hub.Send(Envelope{Kind: KindMembers, RoomID: r.ID, Users: e.Users})
	case chat.AccessLost:
		a.hub.Send(Envelope{Kind: KindDrop, RoomID: e.Access.RoomID, Drop: dropOf(e.Access)})
	}
}

// sendChange sends the frame to the room, and word of new messages to its members.
func (a *Announcer) sendChange(c chat.Change, told map[int64]int64) {
	f := a.out.Frame(c)
	frame := Envelope{Kind: KindFrame, RoomID: f.RoomID, Slug: f.Slug, Epoch: f.Epoch, Meta: f.Meta, From: f.From, To: f.To, Articles: f.Articles}
	badge := Envelope{Kind: KindBadge, RoomID: f.RoomID, Slug: f.Slug}
	for _, m := range c.Messages {
		if isNew(m, told[c.RoomID]) {
			frame.Users = append(frame.Users, m.Author.ID)
			badge.Users = append(badge.Users, m.Mentions...)
			badge.Seq = max(badge.Seq, m.Seq)
		}
	}
	a.hub.Send(frame)
	if badge.Seq > 0 {
		told[c.RoomID] = badge.Seq
		a.hub.Send(badge)
	}
}

// isNew says whether a changed message has just been posted.
func isNew(m chat.Message, told int64) bool {
	return m.Seq > told && !m.Edited() && !m.Removed() && m.Replies == 0
}
