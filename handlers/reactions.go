package handlers

import (
	"net/http"

	"github.com/a-h/templ"

	"parley/views"
)

// react puts one's emoji under a message, or takes it away. An open page learns
// what changed like everybody else.
func (h *Handlers) react(w http.ResponseWriter, r *http.Request) error {
	m, err := h.Chat.React(r.Context(), actorOf(r), roomOf(r), seqOf(r), r.PostFormValue("emoji"))
	if err != nil {
		return h.refuse(w, r, err, func(f views.Form) (templ.Component, error) { return h.messagePage(r, f) })
	}
	if isHTMX(r) {
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
	return seeOther(w, r, views.MessageURL(m))
}
