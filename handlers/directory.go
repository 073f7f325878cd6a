package handlers

import (
	"net/http"
	"strings"

	"github.com/a-h/templ"

	"parley/chat"
	"parley/views"
)

func (h *Handlers) directory(w http.ResponseWriter, r *http.Request) error {
	query := strings.TrimSpace(r.URL.Query().Get("q"))
	p, err := h.frame(r, "All rooms")
	if err != nil {
		return err
	}
	rooms, err := h.Chat.Directory(r.Context(), p.Actor, query)
	if err != nil {
		return err
	}
	p.Section = "rooms"
	return h.render(w, r, http.StatusOK, views.DirectoryPage(p, views.DirectoryView{Rooms: rooms, MayMake: p.Actor.SignedIn(), Query: query}))
}

func (h *Handlers) newRoom(w http.ResponseWriter, r *http.Request) error {
	p, err := h.frame(r, "New room")
	if err != nil {
		return err
	}
	p.Section = "rooms"
	return h.render(w, r, http.StatusOK, views.NewRoomPage(p, h.takeForm(r)))
}

func newRoomOf(r *http.Request) chat.NewRoom {
	return chat.NewRoom{
		Name: r.PostFormValue("name"), Topic: r.PostFormValue("topic"),
		Kind: chat.RoomKind(r.PostFormValue("kind")), Public: r.PostFormValue("public") == "on",
	}
}

func (h *Handlers) createRoom(w http.ResponseWriter, r *http.Request) error {
	room, err := h.Chat.CreateRoom(r.Context(), actorOf(r), newRoomOf(r))
	if err != nil {
		return h.refuse(w, r, err, func(f views.Form) (templ.Component, error) {
			p, err := h.frame(r, "New room")
			p.Section = "rooms"
			return views.NewRoomPage(p, f), err
		})
	}
	return seeOther(w, r, views.RoomURL(room.Slug))
}

func (h *Handlers) joinRoom(w http.ResponseWriter, r *http.Request) error {
	if err := h.Chat.Join(r.Context(), actorOf(r), roomOf(r)); err != nil {
		return err
	}
	return seeOther(w, r, views.RoomURL(roomOf(r)))
}

func (h *Handlers) leaveRoom(w http.ResponseWriter, r *http.Request) error {
	if err := h.Chat.Leave(r.Context(), actorOf(r), roomOf(r)); err != nil {
		return err
	}
	return h.done(w, r, "/rooms", "You have left the room.")
}

func (h *Handlers) newDirect(w http.ResponseWriter, r *http.Request) error {
	c, err := h.directPage(r, h.formAsked(r))
	if err != nil {
		return err
	}
	return h.render(w, r, http.StatusOK, c)
}

func (h *Handlers) directPage(r *http.Request, f views.Form) (templ.Component, error) {
	p, err := h.frame(r, "New conversation")
	if err != nil {
		return nil, err
	}
	people, err := h.Chat.Suggestions(r.Context(), p.Actor)
	return views.NewDirectPage(p, f, people), err
}

// openDirect takes handles in one field or several, apart by spaces or commas.
func (h *Handlers) openDirect(w http.ResponseWriter, r *http.Request) error {
	handles := strings.FieldsFunc(strings.Join(r.PostForm["people"], " "), func(c rune) bool { return c == ' ' || c == ',' || c == ';' })
	room, err := h.Chat.OpenDirect(r.Context(), actorOf(r), handles)
	if err != nil {
		return h.refuse(w, r, err, func(f views.Form) (templ.Component, error) { return h.directPage(r, f) })
	}
	return seeOther(w, r, views.RoomURL(room.Slug))
}
