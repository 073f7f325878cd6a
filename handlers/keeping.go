package handlers

import (
	"net/http"

	"github.com/a-h/templ"

	"parley/chat"
	"parley/views"
)

// showKeeping is the page of how long messages are kept.
func (h *Handlers) showKeeping(w http.ResponseWriter, r *http.Request) error {
	c, err := h.keepingPage(r, views.Form{}, false)
	if err != nil {
		return err
	}
	return h.render(w, r, http.StatusOK, c)
}

// keepingPage is that page; look: with what the form would erase.
func (h *Handlers) keepingPage(r *http.Request, f views.Form, look bool) (templ.Component, error) {
	p, err := h.adminFrame(r, "How long messages are kept", "admin/settings")
	if err != nil {
		return nil, err
	}
	v := views.KeepingView{Days: p.Place.KeepDays, Form: f, Asked: daysOf(r)}
	if look {
		e, err := h.Chat.Expiry(r.Context(), p.Actor, v.Asked)
		if err != nil {
			return nil, err
		}
		v.Expiry = &e
	}
	return views.KeepingPage(p, v), nil
}

// saveKeeping sets how long messages are kept, or with look=on says what that would erase.
func (h *Handlers) saveKeeping(w http.ResponseWriter, r *http.Request) error {
	if r.PostFormValue("look") == "on" {
		_, err := h.Chat.Expiry(r.Context(), actorOf(r), daysOf(r))
		return h.look(w, r, err, h.keepingPage)
	}
	err := h.Chat.KeepMessages(r.Context(), actorOf(r), daysOf(r), confirms(r))
	if err != nil {
		return h.refuse(w, r, err, func(f views.Form) (templ.Component, error) { return h.keepingPage(r, f, expiring(err)) })
	}
	return h.done(w, r, "/admin/retention", "It is set. What is older is erased, little by little, from now on.")
}

// saveRoomKeeping does so for one room.
func (h *Handlers) saveRoomKeeping(w http.ResponseWriter, r *http.Request) error {
	if r.PostFormValue("look") == "on" {
		_, err := h.Chat.RoomExpiry(r.Context(), actorOf(r), roomOf(r), daysOf(r))
		return h.look(w, r, err, h.roomKeepingPage)
	}
	err := h.Chat.KeepRoomMessages(r.Context(), actorOf(r), roomOf(r), daysOf(r), confirms(r))
	if err != nil {
		return h.refuse(w, r, err, func(f views.Form) (templ.Component, error) { return h.roomKeepingPage(r, f, expiring(err)) })
	}
	return h.done(w, r, views.RoomURL(roomOf(r))+"/settings", "It is set. What is older is erased, little by little, from now on.")
}

// roomKeepingPage is the page of the room's settings; look: with what the form would erase.
func (h *Handlers) roomKeepingPage(r *http.Request, f views.Form, look bool) (templ.Component, error) {
	if !look {
		return h.roomSettingsPage(r, f)
	}
	e, err := h.Chat.RoomExpiry(r.Context(), actorOf(r), roomOf(r), daysOf(r))
	if err != nil {
		return nil, err
	}
	return h.roomSettings(r, views.RoomSettingsView{Form: f, Expiry: &e, Asked: daysOf(r)})
}

// look answers with a page that says what would be erased, or why that cannot be.
func (h *Handlers) look(w http.ResponseWriter, r *http.Request, err error, page func(*http.Request, views.Form, bool) (templ.Component, error)) error {
	if err != nil {
		return h.refuse(w, r, err, func(f views.Form) (templ.Component, error) { return page(r, f, false) })
	}
	c, err := page(r, views.Form{Values: typed(r)}, true)
	if err != nil {
		return err
	}
	return h.render(w, r, http.StatusOK, c)
}

// daysOf is the number of days that a form asks for; none of the bounds if it is no number.
func daysOf(r *http.Request) int64 { return number(r.PostFormValue("keep_days"), -2) }

// confirms says whether the form was told what it erases: it repeats the days that were asked about.
func confirms(r *http.Request) bool {
	return r.PostFormValue("confirm") != "" && r.PostFormValue("confirm") == r.PostFormValue("keep_days")
}

func expiring(err error) bool { return chat.Field(err) == chat.Expiring }
