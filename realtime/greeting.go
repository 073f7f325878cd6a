package realtime

import (
	"context"
	"slices"
)

// welcomeBack brings a page that has just begun what changed beside the messages
// while it was away. After a restore the same count may stand for another state.
func (v *Viewer) welcomeBack(f *Frame) {
	w := v.viewing
	restored := w.Since >= 0 && f.Epoch != w.Epoch
	if w.Meta >= 0 && (restored || f.Meta != w.Meta) {
		v.hub.greet(v)
	}
}

// greet brings a page the room's state beside its messages. If that cannot be
// read, the heartbeat tries again.
func (h *Hub) greet(v *Viewer) {
	h.crew.start(func(ctx context.Context) {
		ctx, cancel := context.WithTimeout(ctx, readLimit)
		defer cancel()
		html, _, err := h.source.RoomState(ctx, v.viewing.RoomID)
		if err != nil {
			v.ungreeted.Store(true)
			return
		}
		v.push(packHTML(html))
	})
}

// greetAgain tries what greet could not do.
func (v *Viewer) greetAgain() {
	if v.ungreeted.Swap(false) {
		v.hub.greet(v)
	}
}

// regain brings what has no number and was lost with the queue.
func (v *Viewer) regain() {
	v.hub.greet(v)
	if id := v.viewing.Person.ID; id != 0 {
		v.push(sidePiece)
		v.hub.tellStanding(v.viewing.RoomID, []int64{id})
	}
}

// tellStanding brings the pages that these users have open of a room (0: of any)
// what they may do there now.
func (h *Hub) tellStanding(roomID int64, users []int64) {
	if h.source.You == nil {
		return
	}
	for _, id := range users {
		if id == 0 {
			continue
		}
		for room, pages := range h.pagesOf(id) {
			if roomID == 0 || room == roomID {
				h.tellPages(id, room, pages)
			}
		}
	}
}

// tellPages brings the pages that a person has open of a room what they may do there.
func (h *Hub) tellPages(userID, roomID int64, pages []*Viewer) {
	h.crew.start(func(ctx context.Context) {
		ctx, cancel := context.WithTimeout(ctx, readLimit)
		defer cancel()
		html, err := h.source.You(ctx, roomID, userID)
		if err != nil || html == "" {
			return // they learn it when they act, or at the next page
		}
		piece := packHTML(html)
		for _, v := range pages {
			v.push(piece)
		}
	})
}

// pagesOf are the pages that a person has open here, by room.
func (h *Hub) pagesOf(userID int64) map[int64][]*Viewer {
	pages := map[int64][]*Viewer{}
	for _, v := range h.people.viewersOf(userID) {
		pages[v.viewing.RoomID] = append(pages[v.viewing.RoomID], v)
	}
	return pages
}

// judgeAnew sends all pages of a room away to come back: whoever may no longer read it is refused then.
func (h *Hub) judgeAnew(d Drop) {
	if d.Network != "" {
		h.judgeNetwork(d)
		return
	}
	r := h.room(d.RoomID)
	if r == nil {
		return
	}
	for _, v := range r.everybody() {
		if d.Rev > v.floor.Load() {
			v.End(restarting, "who may read this room has changed")
		}
	}
}

func (r *room) everybody() []*Viewer {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.viewers)
}
