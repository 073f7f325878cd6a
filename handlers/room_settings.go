package handlers

import (
	"errors"
	"net/http"

	"github.com/a-h/templ"

	"parley/chat"
	"parley/views"
)

func (h *Handlers) showRoomSettings(w http.ResponseWriter, r *http.Request) error {
	c, err := h.roomSettingsPage(r, h.takeForm(r))
	if err != nil {
		return err
	}
	return h.render(w, r, http.StatusOK, c)
}

func (h *Handlers) roomSettingsPage(r *http.Request, f views.Form) (templ.Component, error) {
	return h.roomSettings(r, views.RoomSettingsView{Form: f, Widens: f.Err != nil && f.Err.Field == chat.Widening})
}

// roomSettings is the page of a room's settings, with what a view says of its form.
func (h *Handlers) roomSettings(r *http.Request, v views.RoomSettingsView) (templ.Component, error) {
	st, err := h.Chat.View(r.Context(), actorOf(r), roomOf(r))
	if err == nil {
		err = st.MayManage()
	}
	if err != nil {
		return nil, err
	}
	p, err := h.frame(r, "Settings of "+st.Room.Name)
	p.Current = st.Room.Slug
	v.Standing, v.Messages = st, st.Room.LastSeq
	return views.RoomSettingsPage(p, v), err
}

func (h *Handlers) saveRoomSettings(w http.ResponseWriter, r *http.Request) error {
	f := chat.RoomForm{NewRoom: newRoomOf(r), Confirm: r.PostFormValue("confirm") == "on"}
	err := h.Chat.SaveRoom(r.Context(), actorOf(r), roomOf(r), f)
	if e, ok := errors.AsType[*chat.Error](err); ok && e.Kind != chat.NotFound {
		return h.refuse(w, r, err, func(f views.Form) (templ.Component, error) { return h.roomSettingsPage(r, f) })
	}
	if err != nil {
		return err
	}
	return h.done(w, r, views.RoomURL(roomOf(r))+"/settings", "The room is saved.")
}

func (h *Handlers) archiveRoom(w http.ResponseWriter, r *http.Request) error {
	if err := h.Chat.Archive(r.Context(), actorOf(r), roomOf(r), true); err != nil {
		return err
	}
	return h.done(w, r, views.RoomURL(roomOf(r))+"/settings", "The room is archived. It can be read, and nothing more can be said in it.")
}

func (h *Handlers) unarchiveRoom(w http.ResponseWriter, r *http.Request) error {
	if err := h.Chat.Archive(r.Context(), actorOf(r), roomOf(r), false); err != nil {
		return err
	}
	return h.done(w, r, views.RoomURL(roomOf(r))+"/settings", "The room is in use again.")
}
