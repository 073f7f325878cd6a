package handlers

import (
	"net/http"

	"github.com/a-h/templ"
	"github.com/go-chi/chi/v5"

	"parley/views"
)

func (h *Handlers) showReset(w http.ResponseWriter, r *http.Request) error {
	secret := chi.URLParam(r, "secret")
	if _, err := h.Chat.ResetFor(r.Context(), secret); err != nil {
		return err
	}
	p, err := h.frame(r, "New password")
	if err != nil {
		return err
	}
	return h.render(w, r, http.StatusOK, views.ResetPage(p, views.Form{}, secret))
}

func (h *Handlers) reset(w http.ResponseWriter, r *http.Request) error {
	secret := chi.URLParam(r, "secret")
	u, err := h.Chat.ResetPassword(r.Context(), secret, r.PostFormValue("password"), addressOf(r))
	if err != nil {
		return h.refuse(w, r, err, func(f views.Form) (templ.Component, error) {
			p, err := h.frame(r, "New password")
			return views.ResetPage(p, f, secret), err
		})
	}
	if err := h.begin(r, u, false); err != nil {
		return err
	}
	return h.done(w, r, "/", "Your new password is set. You are signed out everywhere else.")
}
