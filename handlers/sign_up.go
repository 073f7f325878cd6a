package handlers

import (
	"net/http"

	"github.com/a-h/templ"
	"github.com/go-chi/chi/v5"

	"parley/chat"
	"parley/views"
)

func (h *Handlers) showSignUp(w http.ResponseWriter, r *http.Request) error {
	p, err := h.frame(r, "Make an account")
	switch {
	case err != nil:
		return err
	case p.Place.SetUpAt.IsZero():
		return seeOther(w, r, "/setup")
	case p.Actor.SignedIn():
		return seeOther(w, r, "/")
	case p.Place.Raided(h.Now()):
		return h.paused(w, r, p)
	case r.URL.Query().Has("waiting"):
		p.Title = "Your account waits"
		return h.render(w, r, http.StatusOK, views.SignUpWaitingPage(p))
	case p.Place.SignUp == chat.SignUpInvite || p.Place.SignUp == chat.SignUpClosed:
		return h.render(w, r, http.StatusOK, views.SignUpClosedPage(p))
	}
	return h.render(w, r, http.StatusOK, views.SignUpPage(p, views.Form{}, nil, ""))
}

// join is where an invite leads.
func (h *Handlers) join(w http.ResponseWriter, r *http.Request) error {
	code := chi.URLParam(r, "code")
	p, err := h.frame(r, "You are invited")
	if err != nil {
		return err
	}
	if p.Actor.SignedIn() {
		return h.done(w, r, "/", "You are in already. Pass the invite on to somebody else.")
	}
	if p.Place.Raided(h.Now()) {
		return h.paused(w, r, p)
	}
	invite, err := h.Chat.Invite(r.Context(), code)
	switch kind := chat.KindOf(err); {
	case err == nil:
		return h.render(w, r, http.StatusOK, views.SignUpPage(p, views.Form{}, &invite, code))
	case kind == chat.Forbidden || kind == chat.NotFound:
		return h.render(w, r, http.StatusNotFound, views.InviteOverPage(p))
	}
	return err
}

// paused answers whoever wants to come in while joins are paused.
func (h *Handlers) paused(w http.ResponseWriter, r *http.Request, p views.Page) error {
	p.Title = "Joins are paused"
	retryAfter(w, &chat.Error{RetryAfter: p.Place.RaidUntil.Sub(h.Now())})
	return h.render(w, r, http.StatusForbidden, views.PausedPage(p, p.Place.RaidUntil))
}

func (h *Handlers) signUp(w http.ResponseWriter, r *http.Request) error {
	code := r.PostFormValue("invite")
	u, err := h.Chat.SignUp(r.Context(), chat.SignUpForm{
		Handle: r.PostFormValue("handle"), Name: r.PostFormValue("name"), Email: r.PostFormValue("email"),
		Password: r.PostFormValue("password"), Invite: code,
	}, addressOf(r))
	if err != nil {
		return h.refuseSignUp(w, r, code, err)
	}
	if u.State == chat.Waiting {
		return seeOther(w, r, "/sign-up?waiting=on")
	}
	if err := h.begin(r, u, true); err != nil {
		return err
	}
	return seeOther(w, r, "/")
}

func (h *Handlers) refuseSignUp(w http.ResponseWriter, r *http.Request, code string, err error) error {
	return h.refuse(w, r, err, func(f views.Form) (templ.Component, error) {
		p, err := h.frame(r, "Make an account")
		if err != nil {
			return nil, err
		}
		invite, err := h.Chat.Invite(r.Context(), code)
		switch {
		case code != "" && err == nil:
			return views.SignUpPage(p, f, &invite, code), nil
		case f.Err.Field == "invite" && code != "":
			return views.InviteOverPage(p), nil
		case f.Err.Field == "invite":
			return views.SignUpClosedPage(p), nil
		}
		return views.SignUpPage(p, f, nil, code), nil
	})
}
