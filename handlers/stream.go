package handlers

import (
	"context"
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
	st, err := h.Chat.View(r.Context(), actorOf(r), roomOf(r))
	if err != nil {
		return nil, st, err
	}
	return h.watch(r, actorOf(r), st, st.Room.Rev)
}

// composer is the form alone: a frame of the stream's page, or where the endless page leads.
func (h *Handlers) composer(w http.ResponseWriter, r *http.Request) error {
	allowFraming(w, r)
	c, err := h.composerPage(r, nil)
	if err != nil {
		return err
	}
	return h.render(w, r, http.StatusOK, c)
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
	p, err := h.frame(r, st.Room.Name)
	return views.ComposerPage(p, *v), err
}

// allowFraming lets a page stand in a frame of our own.
func allowFraming(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Security-Policy", policy(templ.GetNonce(r.Context()), true))
}

// endlessPage is one response that goes on.
type endlessPage struct {
	ctx   context.Context
	w     http.ResponseWriter
	rc    *http.ResponseController
	clock views.Clock
	shown map[int64]int64 // id of a message → the revision of it in sight
	last  int64           // seq of the newest message in sight
	day   string          // of that message
	since int64           // the revision the page shows
	beats int64
	seen  func(seq int64) // the reader has seen what came
	err   error           // of the first write that failed
}

func newStream(w http.ResponseWriter, r *http.Request, clock views.Clock) *endlessPage {
	endless(w)
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("X-Accel-Buffering", "no")
	return &endlessPage{ctx: r.Context(), w: w, rc: http.NewResponseController(w), clock: clock, shown: map[int64]int64{}}
}

func (s *endlessPage) write(html string) {
	if s.err != nil {
		return
	}
	_ = s.rc.SetWriteDeadline(time.Now().Add(streamWrite))
	if _, s.err = s.w.Write([]byte(html)); s.err == nil {
		s.err = s.rc.Flush()
	}
}

// message is a message of the beginning, under its day.
func (s *endlessPage) message(m chat.Message) string {
	return s.heading(m) + s.version(realtime.Article{ID: m.ID, Seq: m.Seq, Rev: m.Rev, HTML: views.Fragment(m, s.clock)})
}

// heading is the day of a message when it is the first of that day.
func (s *endlessPage) heading(m chat.Message) string {
	day := s.clock.Date(m.PostedAt)
	if m.Seq <= s.last || day == s.day {
		s.last = max(s.last, m.Seq)
		return ""
	}
	s.last, s.day = m.Seq, day
	return views.StreamDay(s.ctx, m, s.clock)
}

// version puts a version of a message in its place, and hides the one before it.
func (s *endlessPage) version(a realtime.Article) string {
	hide := ""
	if rev, ok := s.shown[a.ID]; ok {
		if rev >= a.Rev {
			return ""
		}
		hide = views.StreamHide(s.ctx, a.ID, rev)
	}
	s.shown[a.ID] = a.Rev
	return hide + views.StreamArticle(s.ctx, a.HTML, a.ID, a.Seq, a.Rev)
}

// follow writes what happens until the viewer ends, the reader goes, or
// something was removed: then the page begins anew without it.
func (s *endlessPage) follow(v *realtime.Viewer) {
	ctx, cancel := context.WithTimeout(s.ctx, streamLife)
	defer cancel()
	for s.err == nil {
		item, err := v.Next(ctx)
		if err != nil {
			break
		}
		if item.Frame != nil && !s.apply(*item.Frame) {
			break
		}
	}
	s.write(views.StreamTail())
}

// apply writes a frame, and says whether the page can go on.
func (s *endlessPage) apply(f realtime.Frame) bool {
	switch {
	case f.Reset:
		return false
	case f.From == f.To:
		s.beats++
		s.write(views.StreamBeat(s.ctx, s.beats))
		return true
	case f.To <= s.since:
		return true
	}
	s.since = f.To
	html, goOn := "", true
	for _, a := range f.Articles {
		shown, known := s.shown[a.ID]
		switch {
		case a.Removed && known:
			html += views.StreamHide(s.ctx, a.ID, shown)
			goOn = false
		case known:
			html += s.version(a)
		case a.Seq > s.last:
			html += s.heading(chat.Message{Seq: a.Seq, PostedAt: time.Now()}) + s.version(a)
		}
	}
	s.write(html)
	if s.err == nil {
		s.seen(s.last)
	}
	return goOn
}
