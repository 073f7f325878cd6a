package handlers

import (
	"errors"
	"net/http"

	"github.com/a-h/templ"

	"parley/chat"
	"parley/views"
)

func (h *Handlers) showSignIn(w http.ResponseWriter, r *http.Request) error {
	if actorOf(r).SignedIn() {
		return seeOther(w, r, localPath(r.URL.Query().Get("next")))
	}
	p, err := h.frame(r, "Sign in")
	switch {
	case err != nil:
		return err
	case p.Place.SetUpAt.IsZero():
		return seeOther(w, r, "/setup")
	}
	return h.render(w, r, http.StatusOK, views.SignInPage(p, views.Form{}, localPath(r.URL.Query().Get("next"))))
}

func (h *Handlers) signIn(w http.ResponseWriter, r *http.Request) error {
	next := localPath(r.PostFormValue("next"))
	u, err := h.Chat.SignIn(r.Context(), r.PostFormValue("login"), r.PostFormValue("password"), addressOf(r))
	if err != nil {
		return h.refuseSignIn(w, r, u, next, err)
	}
	if err := h.begin(r, u, r.PostFormValue("stay") != ""); err != nil {
		return err
	}
	return seeOther(w, r, next)
}

func (h *Handlers) refuseSignIn(w http.ResponseWriter, r *http.Request, u chat.User, next string, err error) error {
	h.SignInFailed()
	if e, ok := errors.AsType[*chat.Error](err); ok && e.Range != nil {
		return err
	}
	if chat.KindOf(err) == chat.TooSoon {
		h.Limited("sign_in")
	}
	return h.refuse(w, r, err, func(f views.Form) (templ.Component, error) {
		p, err := h.frame(r, "Sign in")
		if u.State == chat.Waiting {
			return views.SignUpWaitingPage(p), err
		}
		return views.SignInPage(p, f, next), err
	})
}

// signOut ends this browser's session and what it has open.
func (h *Handlers) signOut(w http.ResponseWriter, r *http.Request) error {
	a := actorOf(r)
	if a.SignedIn() {
		if err := h.Chat.EndSession(r.Context(), a, a.Session); err != nil {
			return err
		}
	}
	if err := h.sessions.Destroy(r.Context()); err != nil {
		return err
	}
	w.Header().Set("Clear-Site-Data", `"cache", "storage"`)
	return seeOther(w, r, "/sign-in")
}

func (h *Handlers) forgot(w http.ResponseWriter, r *http.Request) error {
	p, err := h.frame(r, "Forgotten password")
	if err != nil {
		return err
	}
	admins, err := h.Chat.Administrators(r.Context())
	if err != nil {
		return err
	}
	return h.render(w, r, http.StatusOK, views.ForgotPage(p, admins))
}
