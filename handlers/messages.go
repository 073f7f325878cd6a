package handlers

import (
	"fmt"
	"net/http"

	"github.com/a-h/templ"

	"parley/chat"
	"parley/views"
)

func draftOf(r *http.Request) chat.Draft {
	d := chat.Draft{Body: r.PostFormValue("body"), Nonce: r.PostFormValue("nonce")}
	if reply := r.PostFormValue("reply_to"); reply != "" {
		d.ReplyTo = number(reply, -1) // what is no number answers no message there is
	}
	return d
}

// createMessage posts what a composer holds: the room's, a thread's, or the one
// beside the stream without scripts.
func (h *Handlers) createMessage(w http.ResponseWriter, r *http.Request) error {
	began := h.Now()
	m, err := h.Chat.Post(r.Context(), actorOf(r), roomOf(r), draftOf(r))
	if err != nil {
		r, failed := h.signedOutMeanwhile(r, err)
		if failed != nil {
			return failed
		}
		return h.refusePost(w, r, err)
	}
	if m.Hold == nil {
		h.Posted(m.PostedAt.Before(began))
	}
	if isHTMX(r) {
		return h.freshComposer(w, r, m)
	}
	if reason, _ := h.Chat.Taken(r.Context(), m.Standing, m.Message); reason != "" {
		h.sessions.Put(r.Context(), "notice", "A filter took your message away. "+reason)
	}
	switch thread := threadOf(r); {
	case r.PostFormValue("frame") != "":
		return seeOther(w, r, views.RoomURL(m.Slug)+"/composer?sent=1")
	case thread != 0 && m.Hold == nil:
		return seeOther(w, r, fmt.Sprintf("%s/threads/%d#m-%d", views.RoomURL(m.Slug), thread, m.ID))
	}
	return seeOther(w, r, postedURL(m))
}

// postedURL is where a post stands: in the room, or among what waits.
func postedURL(m chat.Posted) string {
	if m.Hold != nil {
		return views.HoldURL(m.Slug, m.Hold.ID)
	}
	return views.MessageURL(m.Message)
}

// threadOf is the first message of the thread whose page the composer stands on; 0: the room's.
func threadOf(r *http.Request) int64 { return number(r.PostFormValue("thread"), 0) }

// freshComposer takes the place of the one that was sent.
func (h *Handlers) freshComposer(w http.ResponseWriter, r *http.Request, m chat.Posted) error {
	st := m.Standing
	v := views.ComposerView{Room: st.Room, Name: h.called(r, st), Nonce: chat.NewNonce(), Thread: threadOf(r), Swapped: true, Now: h.Now()}
	v.SlowWait, v.Warning = st.SlowWait(v.Now), st.Warning()
	h.answering(r, st, &v, v.Thread)
	v.Holds, _ = h.Chat.HoldsOf(r.Context(), st)          // without them the page shows them when it is opened again
	v.Taken, _ = h.Chat.Taken(r.Context(), st, m.Message) // it stands on the message's page too
	w.Header().Set("Location", postedURL(m))
	return h.render(w, r, http.StatusCreated, views.Composer(v))
}

// called is what the actor calls a room: a conversation by its other people.
func (h *Handlers) called(r *http.Request, st chat.Standing) string {
	if st.Room.Kind != chat.Direct {
		return st.Room.Name
	}
	rooms, _ := h.Chat.Sidebar(r.Context(), actorOf(r)) // without it the room's own name stands
	for _, l := range rooms {
		if l.ID == st.Room.ID {
			return views.RoomName(l)
		}
	}
	return st.Room.Name
}

// refusePost answers a draft that was refused with the draft: nobody types twice.
func (h *Handlers) refusePost(w http.ResponseWriter, r *http.Request, err error) error {
	kind := chat.KindOf(err)
	if kind == chat.TooSoon {
		h.Limited("post")
	}
	switch {
	case kind == chat.Internal || kind == chat.NotFound || isProgram(r):
		return err
	case kind == chat.SignIn && !isHTMX(r):
		h.keepDraft(r, roomOf(r), draftOf(r))
		return err
	}
	v := h.refusedComposer(r, err)
	if kind == chat.SignIn {
		return h.render(w, r, http.StatusUnauthorized, views.Composer(v))
	}
	return h.refuse(w, r, err, func(views.Form) (templ.Component, error) {
		switch {
		case isHTMX(r):
			return views.Composer(v), nil
		case r.PostFormValue("frame") != "":
			allowFraming(w, r)
			return h.composerPage(r, &v)
		case v.Thread != 0:
			return h.threadPage(r, &v)
		}
		return h.withComposer(r, v)
	})
}

// refusedComposer holds what was typed and why it was not taken. Under a nonce
// that cannot be used again it has a new one.
func (h *Handlers) refusedComposer(r *http.Request, err error) views.ComposerView {
	d := draftOf(r)
	v := views.ComposerView{Room: chat.Room{Slug: roomOf(r)}, Nonce: d.Nonce, Body: d.Body, Err: err, Thread: threadOf(r), Swapped: isHTMX(r)}
	if chat.KindOf(err) == chat.Conflict || chat.Field(err) == "nonce" {
		v.Nonce = chat.NewNonce()
	}
	if st, err := h.Chat.View(r.Context(), actorOf(r), roomOf(r)); err == nil {
		v.Room, v.Name = st.Room, h.called(r, st)
		h.answering(r, st, &v, d.ReplyTo)
	}
	return v
}

// withComposer is the room's page around a composer.
func (h *Handlers) withComposer(r *http.Request, v views.ComposerView) (templ.Component, error) {
	st, err := h.Chat.View(r.Context(), actorOf(r), roomOf(r))
	if err != nil {
		return nil, err
	}
	t, err := h.tail(r, st)
	if err != nil {
		return nil, err
	}
	return h.roomPage(r, st, nil, t, v)
}

// messages answers older pages (?before=SEQ) and what was missed (?since=REV).
func (h *Handlers) messages(w http.ResponseWriter, r *http.Request) error {
	st, err := h.Chat.View(r.Context(), actorOf(r), roomOf(r))
	if err != nil {
		return err
	}
	q := r.URL.Query()
	switch {
	case q.Has("since"):
		return h.catchUp(w, r, st)
	case q.Has("before"):
		return h.older(w, r, st, number(q.Get("before"), st.Room.LastSeq+1))
	}
	return seeOther(w, r, views.RoomURL(st.Room.Slug))
}

// catchUp answers exactly one frame.
func (h *Handlers) catchUp(w http.ResponseWriter, r *http.Request, st chat.Standing) error {
	q := r.URL.Query()
	c, err := h.Chat.CatchUp(r.Context(), st, q.Get("epoch"), number(q.Get("since"), -1))
	if err != nil {
		return err
	}
	s := newSheet()
	defer s.free()
	_, _ = s.Write(h.Render.Frame(c).Append(s.AvailableBuffer())) // to memory
	h.writePage(w, r, http.StatusOK, s)
	return nil
}

func (h *Handlers) older(w http.ResponseWriter, r *http.Request, st chat.Standing, before int64) error {
	win, err := h.Chat.Before(r.Context(), st, before)
	if err != nil {
		return err
	}
	v := &views.RoomView{Standing: st, Window: win}
	p, err := h.frame(r, st.Room.Name)
	if err != nil {
		return err
	}
	p.Current = st.Room.Slug
	if isHTMX(r) {
		return h.render(w, r, http.StatusOK, views.OlderFragment(p, v))
	}
	return h.render(w, r, http.StatusOK, views.OlderPage(p, v))
}
