package handlers

import (
	"cmp"
	"crypto/subtle"
	"net/http"

	"github.com/a-h/templ"

	"parley/chat"
	"parley/views"
)

func (h *Handlers) showSetUp(w http.ResponseWriter, r *http.Request) error {
	p, err := h.frame(r, "Set up")
	if err != nil {
		return err
	}
	if !p.Place.SetUpAt.IsZero() {
		return seeOther(w, r, "/")
	}
	return h.render(w, r, http.StatusOK, views.SetUpPage(p, views.Form{}, !h.local(r)))
}

// setUp begins the place; whoever is not at this machine shows the code that was printed at start.
func (h *Handlers) setUp(w http.ResponseWriter, r *http.Request) error {
	if place, err := h.Chat.Place(r.Context()); err != nil || !place.SetUpAt.IsZero() {
		return cmp.Or(err, error(&chat.Error{Kind: chat.Conflict, Message: "This place has been set up already. Sign in."}))
	}
	u, room, err := h.trySetUp(r)
	if err != nil {
		return h.refuse(w, r, err, func(f views.Form) (templ.Component, error) {
			p, err := h.frame(r, "Set up")
			return views.SetUpPage(p, f, !h.local(r)), err
		})
	}
	if err := h.begin(r, u, true); err != nil {
		return err
	}
	return seeOther(w, r, views.RoomURL(room.Slug))
}

func (h *Handlers) trySetUp(r *http.Request) (chat.User, chat.Room, error) {
	code := r.PostFormValue("code")
	if !h.local(r) && subtle.ConstantTimeCompare([]byte(code), []byte(h.SetUpCode)) != 1 {
		return chat.User{}, chat.Room{}, &chat.Error{Kind: chat.Forbidden, Field: "code", Message: "This is not the code that Parley printed when it started."}
	}
	return h.Chat.SetUp(r.Context(), chat.SetUpForm{
		Name: r.PostFormValue("name"), Handle: r.PostFormValue("handle"), Email: r.PostFormValue("email"),
		Password: r.PostFormValue("password"), Room: r.PostFormValue("room"),
	}, addressOf(r))
}
