package handlers

import (
	"cmp"
	"net/http"
	"net/url"
	"strings"

	"github.com/a-h/templ"
	"github.com/go-chi/chi/v5"

	"parley/chat"
	"parley/views"
)

// selects says whether a moderator asks for a room's page with boxes to tick.
func selects(r *http.Request, st chat.Standing) bool {
	return r.URL.Query().Has("select") && st.MayJudge() == nil
}

// showSelection is a room's page with a box before each message. What the address names is ticked.
func (h *Handlers) showSelection(w http.ResponseWriter, r *http.Request, st chat.Standing) error {
	f := h.takeForm(r)
	if seq := chi.URLParam(r, "seq"); seq != "" && f.Values == nil {
		f.Values = url.Values{"seq": {seq}}
	}
	c, err := h.selectionPage(r, st, seqOf(r), f)
	if err != nil {
		return err
	}
	return h.render(w, r, http.StatusOK, c)
}

// selectionPage shows the newest messages, or (seq not 0) those around one.
func (h *Handlers) selectionPage(r *http.Request, st chat.Standing, seq int64, f views.Form) (templ.Component, error) {
	win, err := h.Chat.Newest(r.Context(), st)
	if seq != 0 {
		win, err = h.Chat.Around(r.Context(), st, seq)
	}
	if err != nil {
		return nil, err
	}
	p, v, err := h.roomView(r, st, nil, tail{window: win})
	v.Selection = &f
	return views.RoomPage(p, v), err
}

// removalForm is the page on which somebody selected messages, or chose a time of a person's.
func removalForm(r *http.Request) string {
	room := r.PostFormValue("room")
	if handle := r.PostFormValue("handle"); handle != "" {
		return views.ModerateURL(handle, room, 0)
	}
	page := views.RoomURL(room)
	if back, _, selects := strings.Cut(comeBack(r), "?select"); selects && strings.HasPrefix(back, page+"/") {
		page = back
	}
	return page + "?select"
}

// remove takes selected messages away, or a person's of some time, in one act.
func (h *Handlers) remove(w http.ResponseWriter, r *http.Request) error {
	f := chat.RemoveForm{
		Room: r.PostFormValue("room"), Handle: r.PostFormValue("handle"),
		Span: chat.Span(r.PostFormValue("span")), Reason: r.PostFormValue("reason"),
	}
	for _, seq := range r.PostForm["seq"] {
		f.Seqs = append(f.Seqs, number(seq, -1))
	}
	removal, err := h.Chat.RemoveMany(r.Context(), actorOf(r), f)
	if err != nil {
		return h.refuse(w, r, err, func(form views.Form) (templ.Component, error) { return h.removalPage(r, f, form) })
	}
	notice := views.Count(removal.Messages, "One message is removed.", "%s messages are removed.")
	return h.undoable(w, r, afterRemoval(r), notice, removal.ID)
}

// removalPage is the page again on which a removal was asked for that was refused.
func (h *Handlers) removalPage(r *http.Request, f chat.RemoveForm, form views.Form) (templ.Component, error) {
	if f.Handle != "" {
		return h.moderatePage(r, f.Handle, cmp.Or(r.PostFormValue("page"), f.Room), 0, form)
	}
	st, err := h.Chat.View(r.Context(), actorOf(r), f.Room)
	if err == nil {
		err = st.MayJudge()
	}
	if err != nil {
		return nil, err
	}
	var around int64
	if len(f.Seqs) > 0 && f.Seqs[0] >= 1 && f.Seqs[0] <= st.Room.LastSeq {
		around = f.Seqs[0]
	}
	return h.selectionPage(r, st, around, form)
}

// afterRemoval is the page that sent the form, without the boxes.
func afterRemoval(r *http.Request) string {
	u, err := url.Parse(comeBack(r))
	if err != nil {
		return "/"
	}
	q := u.Query()
	q.Del("select")
	u.RawQuery = q.Encode()
	return u.String()
}

// undoRemoval brings back what one act took away.
func (h *Handlers) undoRemoval(w http.ResponseWriter, r *http.Request) error {
	removal, err := h.Chat.UndoRemoval(r.Context(), actorOf(r), idOf(r))
	if err != nil {
		return err
	}
	return h.done(w, r, comeBack(r), views.Count(removal.Messages, "The message is back.", "The %s messages are back."))
}
