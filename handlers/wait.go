package handlers

import (
	"context"
	"net/http"
	"time"

	"parley/chat"
	"parley/views"
)

// waitTime is how long a page for text browsers is held back while nothing happens.
const waitTime = 30 * time.Second

// wait answers when something has happened since a revision, or after waitTime,
// with a finite page: lynx and w3m show no page before its end.
func (h *Handlers) wait(w http.ResponseWriter, r *http.Request) error {
	st, err := h.Chat.View(r.Context(), actorOf(r), roomOf(r))
	if err != nil {
		return err
	}
	q := r.URL.Query()
	since := number(q.Get("since"), -1)
	if since == st.Room.Rev && (q.Get("epoch") == "" || q.Get("epoch") == st.Room.Epoch) {
		endless(w)
		st, err = h.awaitChange(r, st, since)
		_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(writeTime))
		if err != nil {
			return err
		}
	}
	win, err := h.Chat.Newest(r.Context(), st)
	if err != nil {
		return err
	}
	p, err := h.frame(r, st.Room.Name)
	if err != nil {
		return err
	}
	p.Current = st.Room.Slug
	v := &views.RoomView{Standing: st, Window: win, Composer: h.blank(r, st)}
	h.visited(r, st)
	return h.render(w, r, http.StatusOK, views.WaitPage(p, v, since))
}

// awaitChange returns when the room has gone past a revision, or waitTime is over.
func (h *Handlers) awaitChange(r *http.Request, st chat.Standing, since int64) (chat.Standing, error) {
	v, st, err := h.watch(r, actorOf(r), st.Room, since)
	if err != nil {
		return st, err
	}
	defer v.Leave()
	ctx, cancel := context.WithTimeout(r.Context(), waitTime)
	defer cancel()
	for {
		item, err := v.Next(ctx)
		if err != nil || (item.Frame != nil && item.Frame.To > since) {
			break
		}
	}
	return h.admit(r.Context(), actorOf(r), st.Room)
}
