package handlers

import (
	"net/http"

	"parley/views"
)

// allRooms lists every room of the place, as it is searched for.
func (h *Handlers) allRooms(w http.ResponseWriter, r *http.Request) error {
	p, err := h.adminFrame(r, "Rooms", "admin/rooms")
	if err != nil {
		return err
	}
	text, page := r.URL.Query().Get("q"), int(number(r.URL.Query().Get("page"), 1))
	rooms, err := h.Chat.AllRooms(r.Context(), p.Actor, text, page)
	if err != nil {
		return err
	}
	return h.render(w, r, http.StatusOK, views.AllRoomsPage(p, views.AllRoomsView{RoomPage: rooms, Text: text, Page: max(1, page)}))
}
