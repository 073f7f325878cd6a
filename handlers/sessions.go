package handlers

import (
	"net/http"

	"github.com/go-chi/chi/v5"

	"parley/views"
)

func (h *Handlers) showSessions(w http.ResponseWriter, r *http.Request) error {
	a := actorOf(r)
	list, err := h.Chat.Sessions(r.Context(), a)
	if err != nil {
		return err
	}
	p, err := h.frame(r, "Devices")
	if err != nil {
		return err
	}
	p.Section = "settings/sessions"
	return h.render(w, r, http.StatusOK, views.SessionsPage(p, views.SessionsView{Sessions: list, Current: a.Session, Now: h.Now()}))
}

func (h *Handlers) revokeSession(w http.ResponseWriter, r *http.Request) error {
	a, id := actorOf(r), chi.URLParam(r, "id")
	if id == a.Session {
		return h.signOut(w, r)
	}
	if err := h.Chat.EndSession(r.Context(), a, id); err != nil {
		return err
	}
	return h.done(w, r, "/settings/sessions", "That device is signed out.")
}

func (h *Handlers) revokeOthers(w http.ResponseWriter, r *http.Request) error {
	if err := h.Chat.EndSession(r.Context(), actorOf(r), ""); err != nil {
		return err
	}
	return h.done(w, r, "/settings/sessions", "You are signed out everywhere else.")
}
