package handlers

import (
	"net/http"

	"github.com/a-h/templ"
	"github.com/go-chi/chi/v5"

	"parley/chat"
	"parley/views"
)

func (h *Handlers) person(w http.ResponseWriter, r *http.Request) error {
	c, err := h.personPage(r, h.takeForm(r))
	if err != nil {
		return err
	}
	return h.render(w, r, http.StatusOK, c)
}

func (h *Handlers) personPage(r *http.Request, f views.Form) (templ.Component, error) {
	a := actorOf(r)
	u, err := h.Chat.Person(r.Context(), a, chi.URLParam(r, "handle"))
	if err != nil {
		return nil, err
	}
	p, err := h.frame(r, u.Name)
	return views.PersonPage(p, views.PersonView{User: u, Self: u.ID == a.User.ID, Now: h.Now(), Form: f}), err
}

func (h *Handlers) showProfile(w http.ResponseWriter, r *http.Request) error {
	return h.profilePage(w, r, http.StatusOK, h.takeForm(r))
}

func (h *Handlers) profilePage(w http.ResponseWriter, r *http.Request, code int, f views.Form) error {
	p, err := h.frame(r, "Profile")
	if err != nil {
		return err
	}
	p.Section = "settings/profile"
	return h.render(w, r, code, views.ProfilePage(p, f))
}

func (h *Handlers) refuseProfile(w http.ResponseWriter, r *http.Request, err error) error {
	return h.refuse(w, r, err, func(f views.Form) (templ.Component, error) {
		p, err := h.frame(r, "Profile")
		p.Section = "settings/profile"
		return views.ProfilePage(p, f), err
	})
}

func (h *Handlers) saveProfile(w http.ResponseWriter, r *http.Request) error {
	_, err := h.Chat.SaveProfile(r.Context(), actorOf(r), chat.ProfileForm{
		Name: r.PostFormValue("name"), Email: r.PostFormValue("email"),
		Bio: r.PostFormValue("bio"), TimeZone: r.PostFormValue("time_zone"),
	})
	if err != nil {
		return h.refuseProfile(w, r, err)
	}
	return h.done(w, r, "/settings", "Your profile is saved.")
}

// setAvatar takes a picture, or with remove=on takes the present one away.
func (h *Handlers) setAvatar(w http.ResponseWriter, r *http.Request) error {
	if r.FormValue("remove") == "on" {
		return h.removeAvatar(w, r)
	}
	image, err := readPicture(r, "avatar")
	if err == nil {
		err = h.Chat.SetAvatar(r.Context(), actorOf(r), image)
	}
	if err != nil {
		return h.refuseProfile(w, r, err)
	}
	return h.done(w, r, "/settings", "Your picture is saved. Messages from now on show it.")
}

func (h *Handlers) removeAvatar(w http.ResponseWriter, r *http.Request) error {
	if err := h.Chat.SetAvatar(r.Context(), actorOf(r), nil); err != nil {
		return err
	}
	return h.done(w, r, "/settings", "Your picture is removed.")
}

// avatar serves a person's picture.
func (h *Handlers) avatar(w http.ResponseWriter, r *http.Request) error {
	image, rev, err := h.Chat.Avatar(r.Context(), number(chi.URLParam(r, "user"), 0))
	if err != nil {
		return err
	}
	sendPicture(w, r, image, rev, "private, max-age=86400")
	return nil
}

func (h *Handlers) showPassword(w http.ResponseWriter, r *http.Request) error {
	p, err := h.frame(r, "Password")
	if err != nil {
		return err
	}
	p.Section = "settings/password"
	return h.render(w, r, http.StatusOK, views.PasswordPage(p, views.Form{}))
}

func (h *Handlers) changePassword(w http.ResponseWriter, r *http.Request) error {
	err := h.Chat.ChangePassword(r.Context(), actorOf(r), r.PostFormValue("current"), r.PostFormValue("password"))
	if err != nil {
		return h.refuse(w, r, err, func(f views.Form) (templ.Component, error) {
			p, err := h.frame(r, "Password")
			p.Section = "settings/password"
			return views.PasswordPage(p, f), err
		})
	}
	return h.done(w, r, "/settings/password", "Your new password is set. You are signed out everywhere else.")
}
