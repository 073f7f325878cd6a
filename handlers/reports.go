package handlers

import (
	"net/http"

	"github.com/a-h/templ"
	"github.com/go-chi/chi/v5"

	"parley/chat"
	"parley/views"
)

func reportOf(r *http.Request) chat.ReportForm {
	return chat.ReportForm{Reason: r.PostFormValue("reason"), Detail: r.PostFormValue("detail")}
}

// reportMessage tells the moderators of a message.
func (h *Handlers) reportMessage(w http.ResponseWriter, r *http.Request) error {
	err := h.Chat.ReportMessage(r.Context(), actorOf(r), roomOf(r), seqOf(r), reportOf(r))
	if err != nil {
		return h.refuse(w, r, err, func(f views.Form) (templ.Component, error) { return h.messagePage(r, f) })
	}
	return h.done(w, r, views.RoomURL(roomOf(r)), "The moderators know of it now. Thank you.")
}

// reportPerson tells the moderators of a person.
func (h *Handlers) reportPerson(w http.ResponseWriter, r *http.Request) error {
	handle := chi.URLParam(r, "handle")
	err := h.Chat.ReportPerson(r.Context(), actorOf(r), handle, reportOf(r))
	if err != nil {
		return h.refuse(w, r, err, func(f views.Form) (templ.Component, error) { return h.personPage(r, f) })
	}
	return h.done(w, r, views.PersonURL(handle), "The moderators know of it now. Thank you.")
}
