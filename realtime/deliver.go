package realtime

import (
	"time"

	"parley/internal/mutant"
)

// sidePiece tells a page that the list of its person's rooms is out of date.
var sidePiece = packHTML("<live-side></live-side>")

// Send delivers an envelope here at once and publishes it to the others. It
// does not block: what the queue cannot hold is left to healing.
func (h *Hub) Send(e Envelope) {
	e.Origin, e.At = h.id, time.Now().UnixMicro()
	h.take(e)
	h.outbox.put(e)
}

// Deliver takes an envelope from the broker. Our own were delivered when they were sent.
func (h *Hub) Deliver(e Envelope) {
	if e.Origin != h.id {
		h.take(e)
	}
}

// Missed heals at once; which rooms were missed does not matter to one query for
// all. If it was the whole place, badges and memberships were missed too.
func (h *Hub) Missed(roomIDs ...int64) {
	if len(roomIDs) == 0 {
		h.people.missed()
	}
	if !mutant.MissedIgnored {
		h.healer.kick()
	}
}

// BrokerUp takes the broker's state: while it is down, healing is more frequent.
func (h *Hub) BrokerUp(bool) {
	h.metrics.BrokerUp(h.broker.Up()) // not up: two calls may cross
	h.healer.kick()
}

func (h *Hub) take(e Envelope) {
	switch e.Kind {
	case KindBadge:
		h.badges.add(e, time.Now())
	case KindPerson:
		h.people.push(e.Users, packHTML(e.HTML))
	case KindMembers:
		h.people.reload(e.Users)
		h.people.push(e.Users, sidePiece)
		h.tellStanding(e.RoomID, e.Users)
	case KindDrop:
		h.drop(e.Drop)
	default:
		if r := h.room(e.RoomID); r != nil {
			h.takeInRoom(r, e)
		}
	}
}

func (h *Hub) takeInRoom(r *room, e Envelope) {
	switch e.Kind {
	case KindFrame:
		r.deliver(e.frame(), time.UnixMicro(e.At))
		h.typists.clear(r.id, e.Users)
	case KindRoom:
		r.state(e.HTML, e.Epoch, e.Meta)
	case KindTyping:
		h.typists.note(r, e.People)
	case KindHere:
		h.presence.hear(r, e)
	case KindAsk:
		h.presence.answer(r, e.Origin)
	}
}

// drop ends whoever may no longer read.
func (h *Hub) drop(d Drop) {
	h.mu.Lock()
	h.known = max(h.known, d.Rev)
	h.mu.Unlock()
	if d.UserID == 0 {
		h.judgeAnew(d)
		return
	}
	for _, v := range h.people.viewersOf(d.UserID) {
		if v.losesTo(d) {
			v.End(ended, "you may no longer read this room")
		}
	}
}

// showBadge brings a room's newest number to the people who are in it.
func (h *Hub) showBadge(e Envelope) {
	h.people.pushMembers(e.RoomID, packHTML(badgePiece(e)))
}
