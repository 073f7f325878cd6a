package handlers

import (
	"context"
	"net/http"
	"time"

	"parley/chat"
	"parley/realtime"
	"parley/views"
)

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
