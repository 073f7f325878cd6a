package handlers

import (
	"net/http"
	"time"

	"github.com/a-h/templ"

	"parley/chat"
	"parley/realtime"
	"parley/views"
)

const (
	// streamLife ends a stream now and then: its browser comes again by itself, with a short page.
	streamLife = 10 * time.Minute
	// streamWrite is how long one write may wait for its reader.
	streamWrite = 15 * time.Second
)

// stream is the live view without scripts. Asked for as a page of its own it is
// two frames; else it is the response that does not end: what is new is written
// as it happens.
func (h *Handlers) stream(w http.ResponseWriter, r *http.Request) error {
	framed := r.URL.Query().Get("frame") == "log"
	if r.Header.Get("Sec-Fetch-Dest") == "document" && !framed {
		return h.streamPage(w, r)
	}
	v, st, err := h.watchFrom(r)
	if err != nil {
		return err
	}
	defer v.Leave()
	allowFraming(w, r)
	p, err := h.frame(r, st.Room.Name)
	if err != nil {
		return err
	}
	win, err := h.Chat.Newest(r.Context(), st)
	if err != nil {
		return err
	}
	h.visited(r, st)
	s := newStream(w, r, p.Clock())
	head := views.StreamHead(r.Context(), p, win.Room, framed)
	for _, m := range win.Messages {
		head += s.message(m)
	}
	s.since = win.Room.Rev
	s.write(head + views.StreamBeat(r.Context(), 0))
	if r.Method == http.MethodHead {
		return nil
	}
	s.seen = func(seq int64) {
		st.Room.LastSeq = seq
		h.Chat.MarkRead(st, seq)
	}
	s.follow(v)
	return nil
}

func (h *Handlers) streamPage(w http.ResponseWriter, r *http.Request) error {
	st, err := h.Chat.View(r.Context(), actorOf(r), roomOf(r))
	if err != nil {
		return err
	}
	p, err := h.frame(r, st.Room.Name)
	if err != nil {
		return err
	}
	return h.render(w, r, http.StatusOK, views.StreamPage(p, st.Room))
}

// watchFrom makes the viewer of a page that has no revision yet: from the room's present one.
func (h *Handlers) watchFrom(r *http.Request) (*realtime.Viewer, chat.Standing, error) {
	room, err := h.Chat.Find(r.Context(), actorOf(r), roomOf(r))
	if err != nil {
		return nil, chat.Standing{}, err
	}
	return h.watch(r, actorOf(r), room, room.Rev)
}

// composer is the form alone: a frame of the stream's page, or where the endless page leads.
func (h *Handlers) composer(w http.ResponseWriter, r *http.Request) error {
	if isHTMX(r) {
		return h.composerAlone(w, r)
	}
	allowFraming(w, r)
	c, err := h.composerPage(r, nil)
	if err != nil {
		return err
	}
	return h.render(w, r, http.StatusOK, c)
}

// composerAlone is what an open page asks for when what kept its person from writing is over.
func (h *Handlers) composerAlone(w http.ResponseWriter, r *http.Request) error {
	st, err := h.Chat.View(r.Context(), actorOf(r), roomOf(r))
	if err != nil {
		return err
	}
	v := h.blank(r, st)
	v.Name = h.called(r, st)
	return h.render(w, r, http.StatusOK, views.Composer(v))
}

func (h *Handlers) composerPage(r *http.Request, v *views.ComposerView) (templ.Component, error) {
	st, err := h.Chat.View(r.Context(), actorOf(r), roomOf(r))
	if err != nil {
		return nil, err
	}
	if v == nil {
		blank := h.blank(r, st)
		v = &blank
		v.Sent = r.URL.Query().Get("sent") != ""
	}
	v.Frame = true
	if err := st.MayWrite(h.Now()); err != nil && v.Err == nil && !v.Guest {
		v.Closed = err // the page around it does not tell of a lock
	}
	p, err := h.frame(r, st.Room.Name)
	return views.ComposerPage(p, *v), err
}

// allowFraming lets a page stand in a frame of our own.
func allowFraming(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Security-Policy", policy(templ.GetNonce(r.Context()), true))
}
