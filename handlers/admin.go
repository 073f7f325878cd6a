package handlers

import (
	"net/http"
	"time"

	"github.com/a-h/templ"

	"parley/chat"
	"parley/views"
)

// adminFrame is the frame of the administrator's pages, for administrators alone.
func (h *Handlers) adminFrame(r *http.Request, title, section string) (views.Page, error) {
	if !actorOf(r).IsAdmin() {
		return views.Page{}, &chat.Error{Kind: chat.Forbidden, Message: "Only administrators of the place may do this."}
	}
	p, err := h.frame(r, title)
	p.Section = section
	return p, err
}

func (h *Handlers) overview(w http.ResponseWriter, r *http.Request) error {
	p, err := h.adminFrame(r, "Overview", "admin")
	if err != nil {
		return err
	}
	t, err := h.Chat.Totals(r.Context(), p.Actor)
	if err != nil {
		return err
	}
	return h.render(w, r, http.StatusOK, views.AdminPage(p, views.OverviewView{
		Accounts: t.Accounts, Waiting: t.Waiting, Rooms: t.Rooms, Messages: t.Messages, Invites: t.Invites, Here: int64(h.Hub.Viewers()),
	}))
}

func (h *Handlers) showPlace(w http.ResponseWriter, r *http.Request) error {
	p, err := h.adminFrame(r, "Settings of the place", "admin/settings")
	if err != nil {
		return err
	}
	return h.render(w, r, http.StatusOK, views.AdminSettingsPage(p, h.takeForm(r)))
}

// savePlace changes what the form names, and leaves the rest.
func (h *Handlers) savePlace(w http.ResponseWriter, r *http.Request) error {
	place, err := h.Chat.Place(r.Context())
	if err != nil {
		return err
	}
	f := views.Form{Values: r.PostForm}
	place.Name = f.Or("name", place.Name)
	place.Welcome = f.Or("welcome", place.Welcome)
	place.SignUp = chat.SignUpPolicy(f.Or("sign_up", string(place.SignUp)))
	place.TimeZone = f.Or("time_zone", place.TimeZone)
	if r.PostForm.Has("accent_hue") {
		place.AccentHue = number(r.PostFormValue("accent_hue"), -1)
	}
	for field, to := range map[string]*int64{"auto_hide": &place.AutoHide, "new_posts": &place.NewPosts, "removed_days": &place.RemovedDays, "wave_accounts": &place.WaveAccounts} {
		if r.PostForm.Has(field) {
			*to = number(r.PostFormValue(field), -1)
		}
	}
	if r.PostForm.Has("wave_minutes") {
		place.WaveFor = time.Duration(number(r.PostFormValue("wave_minutes"), -1)) * time.Minute
	}
	if r.PostForm.Has("new_hours") {
		place.NewFor = time.Duration(number(r.PostFormValue("new_hours"), -1)) * time.Hour
	}
	if err := h.Chat.SavePlace(r.Context(), actorOf(r), place); err != nil {
		return h.refuse(w, r, err, func(f views.Form) (templ.Component, error) {
			p, err := h.adminFrame(r, "Settings of the place", "admin/settings")
			return views.AdminSettingsPage(p, f), err
		})
	}
	return h.done(w, r, "/admin/settings", "The settings are saved.")
}
