package handlers

import (
	"net/http"
	"time"

	"github.com/a-h/templ"

	"parley/chat"
	"parley/views"
)

// showRaid is where those who moderate the whole place press Raid, and end it.
func (h *Handlers) showRaid(w http.ResponseWriter, r *http.Request) error {
	c, err := h.raidPage(r, views.Form{})
	if err != nil {
		return err
	}
	return h.render(w, r, http.StatusOK, c)
}

func (h *Handlers) raidPage(r *http.Request, f views.Form) (templ.Component, error) {
	place, err := h.Chat.RaidOfPlace(r.Context(), actorOf(r))
	if err != nil {
		return nil, err
	}
	p, err := h.frame(r, "Raid")
	p.Place = place
	return views.RaidPage(p, views.RaidView{Form: f, Now: h.Now()}), err
}

// startRaid puts a room, or the whole place, under raid measures.
func (h *Handlers) startRaid(w http.ResponseWriter, r *http.Request) error {
	d, err := time.ParseDuration(r.PostFormValue("for"))
	if err != nil {
		err = &chat.Error{Kind: chat.Invalid, Field: "for", Message: "Choose for how long."}
	} else {
		err = h.Chat.StartRaid(r.Context(), actorOf(r), roomOf(r), d)
	}
	if err != nil {
		return h.refuse(w, r, err, func(f views.Form) (templ.Component, error) {
			if roomOf(r) == "" {
				return h.raidPage(r, f)
			}
			return h.controlsPage(r, f)
		})
	}
	return h.done(w, r, raidURL(r), "Raid measures are on. They end by themselves.")
}

// endRaid ends them before their time.
func (h *Handlers) endRaid(w http.ResponseWriter, r *http.Request) error {
	if err := h.Chat.EndRaid(r.Context(), actorOf(r), roomOf(r)); err != nil {
		return err
	}
	return h.done(w, r, raidURL(r), "Raid measures are over. What was set before holds again.")
}

// raidURL is the page that a form about raid measures stands on.
func raidURL(r *http.Request) string {
	if roomOf(r) == "" {
		return "/raid"
	}
	return views.RoomURL(roomOf(r)) + "/controls"
}
