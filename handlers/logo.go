package handlers

import (
	"net/http"
	"strconv"

	"github.com/a-h/templ"

	"parley/views"
)

// logo serves the picture of the place, for long where the address names this one.
func (h *Handlers) logo(w http.ResponseWriter, r *http.Request) error {
	image, rev, err := h.Chat.Logo(r.Context())
	if err != nil {
		return err
	}
	cache := "no-cache"
	if r.URL.Query().Get("v") == strconv.FormatInt(rev, 10) {
		cache = "public, max-age=31536000, immutable"
	}
	sendPicture(w, r, image, rev, cache)
	return nil
}

// setLogo takes a picture of the place, or with remove=on takes the present one away.
func (h *Handlers) setLogo(w http.ResponseWriter, r *http.Request) error {
	if _, err := h.adminFrame(r, "", ""); err != nil { // before anything is decoded
		return err
	}
	if r.FormValue("remove") == "on" {
		if err := h.Chat.SetLogo(r.Context(), actorOf(r), nil); err != nil {
			return err
		}
		return h.done(w, r, "/admin/settings", "The picture is removed.")
	}
	image, err := readPicture(r, "logo")
	if err == nil {
		err = h.Chat.SetLogo(r.Context(), actorOf(r), image)
	}
	if err != nil {
		return h.refuse(w, r, err, func(f views.Form) (templ.Component, error) {
			p, err := h.adminFrame(r, "Settings of the place", "admin/settings")
			return views.AdminSettingsPage(p, f), err
		})
	}
	return h.done(w, r, "/admin/settings", "The picture is saved. Pages that open from now on show it.")
}
