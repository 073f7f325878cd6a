package handlers

import (
	"net/http"

	"github.com/a-h/templ"

	"parley/chat"
	"parley/views"
)

// message is the page of what somebody may do with one message.
func (h *Handlers) message(w http.ResponseWriter, r *http.Request) error {
	c, err := h.messagePage(r, h.takeForm(r))
	if err != nil {
		return err
	}
	return h.render(w, r, http.StatusOK, c)
}

func (h *Handlers) messagePage(r *http.Request, f views.Form) (templ.Component, error) {
	st, err := h.Chat.View(r.Context(), actorOf(r), roomOf(r))
	if err != nil {
		return nil, err
	}
	m, err := h.Chat.Message(r.Context(), st, seqOf(r))
	if err != nil {
		return nil, err
	}
	taken, err := h.Chat.Taken(r.Context(), st, m)
	if err != nil {
		return nil, err
	}
	p, err := h.frame(r, "Message in "+st.Room.Name)
	p.Current = st.Room.Slug
	now := h.Now()
	return views.MessagePage(p, views.MessageView{
		Standing: st, Message: m, Form: f, Taken: taken,
		MayEdit:     st.MayEdit(m, now) == nil || (f.Values.Has("body") && m.Author.ID == st.User.ID),
		MayRemove:   !m.Removed() && h.Chat.MayRemove(r.Context(), st, m) == nil,
		MayModerate: m.Kind == chat.Text && m.Author.ID != st.User.ID && st.MayJudge() == nil,
		MayReply:    !m.Removed() && st.MayWrite(now) == nil, MayReact: st.MayReact(m, now) == nil,
	}), err
}

func (h *Handlers) editMessage(w http.ResponseWriter, r *http.Request) error {
	m, err := h.Chat.Edit(r.Context(), actorOf(r), roomOf(r), seqOf(r), r.PostFormValue("body"))
	return h.changed(w, r, m, err)
}

func (h *Handlers) removeMessage(w http.ResponseWriter, r *http.Request) error {
	_, err := h.Chat.Remove(r.Context(), actorOf(r), roomOf(r), seqOf(r), r.PostFormValue("reason"))
	return h.changed(w, r, chat.Message{Slug: roomOf(r), Seq: seqOf(r)}, err)
}

// changed goes back to a message that was changed, or shows the form again.
func (h *Handlers) changed(w http.ResponseWriter, r *http.Request, m chat.Message, err error) error {
	if err != nil {
		return h.refuse(w, r, err, func(f views.Form) (templ.Component, error) { return h.messagePage(r, f) })
	}
	return seeOther(w, r, views.MessageURL(m))
}

// thread shows a message with the answers to it.
func (h *Handlers) thread(w http.ResponseWriter, r *http.Request) error {
	c, err := h.threadPage(r, nil)
	if err != nil {
		return err
	}
	return h.render(w, r, http.StatusOK, c)
}

// threadPage is the thread that the address or the form names.
func (h *Handlers) threadPage(r *http.Request, composer *views.ComposerView) (templ.Component, error) {
	root := max(seqOf(r), threadOf(r))
	st, err := h.Chat.View(r.Context(), actorOf(r), roomOf(r))
	if err != nil {
		return nil, err
	}
	win, err := h.Chat.Thread(r.Context(), st, root)
	if err != nil {
		return nil, err
	}
	if len(win.Messages) == 0 {
		return nil, &chat.Error{Kind: chat.NotFound, Message: "There is no such message in this room."}
	}
	p, err := h.frame(r, "Thread in "+st.Room.Name)
	if err != nil {
		return nil, err
	}
	p.Current = st.Room.Slug
	v := views.ThreadView{Standing: st, Window: win, Root: root}
	if composer == nil {
		blank := h.blank(r, st)
		composer = &blank
	}
	v.Composer = *composer
	v.Composer.Thread = v.Root
	if first := win.Messages[0]; !first.Removed() {
		v.Composer.ReplyTo = &first
	}
	return views.ThreadPage(p, v), nil
}
