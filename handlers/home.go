package handlers

import (
	"net/http"

	"parley/views"
)

// root leads to where somebody was last: their room, else the list of all.
func (h *Handlers) root(w http.ResponseWriter, r *http.Request) error {
	ctx, a := r.Context(), actorOf(r)
	place, err := h.Chat.Place(ctx)
	switch {
	case err != nil:
		return err
	case place.SetUpAt.IsZero():
		return seeOther(w, r, "/setup")
	case !a.SignedIn():
		return seeOther(w, r, "/sign-in")
	}
	rooms, err := h.Chat.Sidebar(ctx, a)
	if err != nil {
		return err
	}
	last := h.sessions.GetString(ctx, "room")
	for _, l := range rooms {
		if l.Slug == last {
			return seeOther(w, r, views.RoomURL(last))
		}
	}
	if len(rooms) > 0 {
		return seeOther(w, r, views.RoomURL(rooms[0].Slug))
	}
	return seeOther(w, r, "/rooms")
}

func (h *Handlers) home(w http.ResponseWriter, r *http.Request) error {
	p, err := h.frame(r, "Rooms and people")
	if err != nil {
		return err
	}
	p.Section = "home"
	return h.render(w, r, http.StatusOK, views.HomePage(p))
}

// sidebar is the fragment that open pages fetch when their list of rooms changed.
func (h *Handlers) sidebar(w http.ResponseWriter, r *http.Request) error {
	rooms, err := h.Chat.Sidebar(r.Context(), actorOf(r))
	if err != nil {
		return err
	}
	return h.render(w, r, http.StatusOK, views.SideRooms(rooms, r.URL.Query().Get("current")))
}

func (h *Handlers) mentions(w http.ResponseWriter, r *http.Request) error {
	ms, err := h.Chat.Mentions(r.Context(), actorOf(r))
	if err != nil {
		return err
	}
	p, err := h.frame(r, "Mentions")
	if err != nil {
		return err
	}
	p.Section = "mentions"
	return h.render(w, r, http.StatusOK, views.MentionsPage(p, ms))
}

func (h *Handlers) statusLive(w http.ResponseWriter, r *http.Request) error {
	p, err := h.frame(r, "Live updates")
	if err != nil {
		return err
	}
	return h.render(w, r, http.StatusOK, views.StatusLivePage(p))
}
