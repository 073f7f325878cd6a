package handlers

import (
	"net/http"

	"github.com/a-h/templ"
	"github.com/go-chi/chi/v5"

	"parley/chat"
	"parley/views"
)

func (h *Handlers) members(w http.ResponseWriter, r *http.Request) error {
	c, err := h.membersPage(r, h.takeForm(r))
	if err != nil {
		return err
	}
	return h.render(w, r, http.StatusOK, c)
}

func (h *Handlers) membersPage(r *http.Request, f views.Form) (templ.Component, error) {
	ctx, a := r.Context(), actorOf(r)
	st, err := h.Chat.View(ctx, a, roomOf(r))
	if err != nil {
		return nil, err
	}
	list, err := h.Chat.Members(ctx, a, st)
	if err != nil {
		return nil, err
	}
	p, err := h.frame(r, "People in "+st.Room.Name)
	p.Current = st.Room.Slug
	mayRank := st.Room.Kind != chat.Direct && st.Role().AtLeast(chat.RoleModerator)
	return views.MembersPage(p, views.MembersView{Standing: st, Members: list, MayAdd: st.MayInvite() == nil, MayRank: mayRank, Form: f}), err
}

// backToMembers shows the list again: with the reason when err is one.
func (h *Handlers) backToMembers(w http.ResponseWriter, r *http.Request, err error) error {
	if err != nil {
		return h.refuse(w, r, err, func(f views.Form) (templ.Component, error) { return h.membersPage(r, f) })
	}
	return seeOther(w, r, views.RoomURL(roomOf(r))+"/members")
}

func (h *Handlers) addMember(w http.ResponseWriter, r *http.Request) error {
	room, err := h.Chat.AddMember(r.Context(), actorOf(r), roomOf(r), r.PostFormValue("handle"))
	if err == nil && room.Slug != roomOf(r) { // a direct conversation goes on in a new one
		return seeOther(w, r, views.RoomURL(room.Slug))
	}
	return h.backToMembers(w, r, err)
}

func (h *Handlers) removeMember(w http.ResponseWriter, r *http.Request) error {
	return h.backToMembers(w, r, h.Chat.RemoveMember(r.Context(), actorOf(r), roomOf(r), chi.URLParam(r, "handle")))
}

func (h *Handlers) setRole(w http.ResponseWriter, r *http.Request) error {
	role := chat.Role(r.PostFormValue("role"))
	return h.backToMembers(w, r, h.Chat.SetRole(r.Context(), actorOf(r), roomOf(r), chi.URLParam(r, "handle"), role))
}
