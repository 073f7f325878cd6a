package handlers

import (
	"net/http"

	"github.com/go-chi/chi/v5"

	"parley/chat"
	"parley/views"
)

func (h *Handlers) people(w http.ResponseWriter, r *http.Request) error {
	return h.peoplePage(w, r, views.PeopleView{})
}

func (h *Handlers) peoplePage(w http.ResponseWriter, r *http.Request, v views.PeopleView) error {
	p, err := h.adminFrame(r, "People", "admin/people")
	if err != nil {
		return err
	}
	if v.Users, err = h.Chat.People(r.Context(), p.Actor); err != nil {
		return err
	}
	return h.render(w, r, http.StatusOK, views.PeoplePage(p, v))
}

func (h *Handlers) approve(w http.ResponseWriter, r *http.Request) error {
	if err := h.Chat.Approve(r.Context(), actorOf(r), chi.URLParam(r, "handle"), true); err != nil {
		return err
	}
	return h.done(w, r, "/admin/people", "The account can be used now.")
}

func (h *Handlers) turnAway(w http.ResponseWriter, r *http.Request) error {
	if err := h.Chat.Approve(r.Context(), actorOf(r), chi.URLParam(r, "handle"), false); err != nil {
		return err
	}
	return h.done(w, r, "/admin/people", "The account is turned away.")
}

func (h *Handlers) setPlaceRole(w http.ResponseWriter, r *http.Request) error {
	role := chat.Role(r.PostFormValue("role"))
	if err := h.Chat.SetPlaceRole(r.Context(), actorOf(r), chi.URLParam(r, "handle"), role); err != nil {
		return err
	}
	return h.done(w, r, "/admin/people", "The rank is changed.")
}

// makeResetLink shows the link in its answer, for the administrator to hand over.
func (h *Handlers) makeResetLink(w http.ResponseWriter, r *http.Request) error {
	handle := chi.URLParam(r, "handle")
	secret, err := h.Chat.MakeResetLink(r.Context(), actorOf(r), handle)
	if err != nil {
		return err
	}
	return h.peoplePage(w, r, views.PeopleView{ResetFor: handle, ResetLink: h.base(r) + "/reset/" + secret})
}
