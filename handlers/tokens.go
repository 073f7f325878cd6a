package handlers

import (
	"net/http"

	"github.com/a-h/templ"
	"github.com/go-chi/chi/v5"

	"parley/views"
)

func (h *Handlers) showTokens(w http.ResponseWriter, r *http.Request) error {
	c, err := h.tokensPage(r, "", h.takeForm(r))
	if err != nil {
		return err
	}
	return h.render(w, r, http.StatusOK, c)
}

func (h *Handlers) tokensPage(r *http.Request, secret string, f views.Form) (templ.Component, error) {
	list, err := h.Chat.Tokens(r.Context(), actorOf(r))
	if err != nil {
		return nil, err
	}
	p, err := h.frame(r, "Programs")
	p.Section = "settings/tokens"
	return views.TokensPage(p, views.TokensView{Tokens: list, Secret: secret, Form: f}), err
}

// createToken shows the new token in its answer, the only time that anybody sees it.
func (h *Handlers) createToken(w http.ResponseWriter, r *http.Request) error {
	secret, err := h.Chat.CreateToken(r.Context(), actorOf(r), r.PostFormValue("name"))
	if err != nil {
		return h.refuse(w, r, err, func(f views.Form) (templ.Component, error) { return h.tokensPage(r, "", f) })
	}
	c, err := h.tokensPage(r, secret, views.Form{})
	if err != nil {
		return err
	}
	return h.render(w, r, http.StatusOK, c)
}

func (h *Handlers) revokeToken(w http.ResponseWriter, r *http.Request) error {
	if err := h.Chat.EndToken(r.Context(), actorOf(r), number(chi.URLParam(r, "id"), 0)); err != nil {
		return err
	}
	return h.done(w, r, "/settings/tokens", "The token is ended. Programs that use it are turned away from now on.")
}
