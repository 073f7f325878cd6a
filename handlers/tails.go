package handlers

import (
	"net/http"
	"sync"
	"time"

	"parley/chat"
	"parley/views"
)

const (
	// maxTails is how many rooms' ends are kept: some 200 KB each.
	maxTails = 256
	// tailLife is when an end is written anew in any case: a new year begins at a full
	// quarter of an hour in every zone, and days of the old one are then called by it.
	tailLife = 15 * time.Minute
)

// tail is the end of a room with its fragments, as they were rendered once. It is
// what the room shows as long as that stands at the same revision.
type tail struct {
	window    chat.Window
	fragments []string // of window.Messages
	runs      []views.Run
	clock     views.Clock
	quarter   time.Time // in which it was made, see tailLife
}

// tails keeps the ends of rooms that are being read. Where a room stands, every
// request reads anew with its reader's standing.
type tails struct {
	mu    sync.Mutex // guards rooms
	rooms map[int64]tail
}

// tail is the end of a room for a reader whose standing was just read.
func (h *Handlers) tail(r *http.Request, st chat.Standing) (tail, error) {
	place, err := h.Chat.Place(r.Context())
	if err != nil {
		return tail{}, err
	}
	clock := views.Page{Place: place}.Clock()
	quarter := h.Now().Truncate(tailLife)
	former, ok := h.tails.get(st.Room.ID)
	if ok && former.shows(st.Room) && former.clock == clock && former.quarter.Equal(quarter) {
		return former, nil
	}
	w, err := h.Chat.Newest(r.Context(), st)
	if err != nil {
		return tail{}, err
	}
	t := tail{window: w, clock: clock, quarter: quarter, fragments: make([]string, len(w.Messages))}
	known := former.known(w.Room.Epoch, clock)
	for i, m := range w.Messages {
		if f, ok := known[version{m.ID, m.Rev}]; ok {
			t.fragments[i] = f
			continue
		}
		t.fragments[i] = views.Fragment(m, clock)
	}
	t.cut(former)
	h.tails.put(st.Room.ID, t)
	return t, nil
}

// cut makes runs of the tail. Those that are as they were in the former one stay,
// with what was compressed.
func (t *tail) cut(former tail) {
	known := make(map[stretch]*run, len(former.runs))
	for _, r := range former.runs {
		if r, ok := r.Kept.(*run); ok {
			known[r.stretch] = r
		}
	}
	ms, before := t.window.Messages, ""
	for from, end := 0, 0; from < len(ms); from = end {
		for end < len(ms) && ms[end].Seq/runLength == ms[from].Seq/runLength {
			end++
		}
		s := stretch{before, views.Stretch(t.window, t.fragments, from, end, t.clock)}
		r, ok := known[s]
		if !ok {
			r = newRun(s)
		}
		t.runs = append(t.runs, views.Run{From: from, End: end, Kept: r})
		before = t.fragments[end-1]
	}
}

// shows says whether the room still stands where the tail was read.
func (t tail) shows(now chat.Room) bool {
	r := t.window.Room
	return r.Epoch == now.Epoch && r.Rev == now.Rev && r.Meta == now.Meta
}

// version names a fragment, within an epoch of its room.
type version struct{ id, rev int64 }

// known are the fragments of a former tail that may be used again.
func (t tail) known(epoch string, clock views.Clock) map[version]string {
	if t.window.Room.Epoch != epoch || t.clock != clock {
		return nil
	}
	all := make(map[version]string, len(t.fragments))
	for i, m := range t.window.Messages {
		all[version{m.ID, m.Rev}] = t.fragments[i]
	}
	return all
}

func (c *tails) get(roomID int64) (tail, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	t, ok := c.rooms[roomID]
	return t, ok
}

// put keeps the newest tail of a room. A full cache forgets any other room.
func (c *tails) put(roomID int64, t tail) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if now, ok := c.rooms[roomID]; ok && now.window.Room.Epoch == t.window.Room.Epoch && now.window.Room.Rev > t.window.Room.Rev {
		return
	}
	for id := range c.rooms {
		if _, kept := c.rooms[roomID]; kept || len(c.rooms) < maxTails {
			break
		}
		delete(c.rooms, id)
	}
	if c.rooms == nil {
		c.rooms = map[int64]tail{}
	}
	c.rooms[roomID] = t
}
