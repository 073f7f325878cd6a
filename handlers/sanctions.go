package handlers

import (
	"net/http"
	"time"

	"github.com/a-h/templ"
	"github.com/go-chi/chi/v5"

	"parley/chat"
	"parley/views"
)

// moderate is the page on which a moderator decides about a person.
func (h *Handlers) moderate(w http.ResponseWriter, r *http.Request) error {
	q, f := r.URL.Query(), h.takeForm(r)
	room, message := f.Or("room", q.Get("room")), number(f.Or("message", q.Get("message")), 0)
	c, err := h.moderatePage(r, chi.URLParam(r, "handle"), room, message, f)
	if err != nil {
		return err
	}
	return h.render(w, r, http.StatusOK, c)
}

func (h *Handlers) moderatePage(r *http.Request, handle, room string, message int64, f views.Form) (templ.Component, error) {
	past, err := h.Chat.History(r.Context(), actorOf(r), handle, room)
	if err != nil {
		return nil, err
	}
	p, err := h.frame(r, "Moderate "+past.User.Name)
	p.Current = room
	return views.ModeratePage(p, views.ModerateView{Past: past, Message: message, Form: f, Now: h.Now()}), err
}

// sanction carries a decision out, and goes back to where the next one is made.
func (h *Handlers) sanction(w http.ResponseWriter, r *http.Request) error {
	handle, room := chi.URLParam(r, "handle"), r.PostFormValue("room")
	message := number(r.PostFormValue("message"), 0)
	f, err := h.sanctionForm(r, room, message)
	if err == nil {
		var x chat.Sanction
		if x, err = h.Chat.Sanction(r.Context(), actorOf(r), handle, f); err == nil {
			notice := decisions[x.Kind]
			if x.RemovalID != 0 {
				notice += " Their messages are removed."
			}
			return h.undoable(w, r, views.ModerateURL(handle, room, message), notice, x.RemovalID)
		}
	}
	return h.refuse(w, r, err, func(f views.Form) (templ.Component, error) { return h.moderatePage(r, handle, room, message, f) })
}

var decisions = map[chat.SanctionKind]string{
	chat.Warn: "They are warned.", chat.Mute: "They are muted.", chat.Kick: "They are out of the room.", chat.Ban: "They are banned.",
}

func (h *Handlers) sanctionForm(r *http.Request, room string, message int64) (chat.SanctionForm, error) {
	f := chat.SanctionForm{
		Kind: chat.SanctionKind(r.PostFormValue("kind")), Room: room,
		Reason: r.PostFormValue("reason"), Sweep: chat.Span(r.PostFormValue("sweep")),
	}
	var err error
	if term := r.PostFormValue("for"); term != "" && term != "0" {
		if f.For, err = time.ParseDuration(term); err != nil || f.For <= 0 {
			return f, &chat.Error{Kind: chat.Invalid, Field: "for", Message: "Choose for how long."}
		}
	}
	if message != 0 && room != "" {
		st, err := h.Chat.View(r.Context(), actorOf(r), room)
		if err != nil {
			return f, err
		}
		m, err := h.Chat.Message(r.Context(), st, message)
		if err != nil {
			return f, err
		}
		f.Evidence = []int64{m.ID}
	}
	return f, nil
}

// lift takes a sanction back.
func (h *Handlers) lift(w http.ResponseWriter, r *http.Request) error {
	if _, err := h.Chat.Lift(r.Context(), actorOf(r), idOf(r), r.PostFormValue("reason")); err != nil {
		return err
	}
	return h.done(w, r, comeBack(r), "It is taken back.")
}

// showSanction tells the actor what was decided about them.
func (h *Handlers) showSanction(w http.ResponseWriter, r *http.Request) error {
	c, err := h.sanctionPage(r, idOf(r), h.takeForm(r))
	if err != nil {
		return err
	}
	return h.render(w, r, http.StatusOK, c)
}

func (h *Handlers) sanctionPage(r *http.Request, id int64, f views.Form) (templ.Component, error) {
	a := actorOf(r)
	x, appeal, err := h.Chat.AppealOf(r.Context(), a, id)
	if err != nil {
		return nil, err
	}
	v := views.SanctionView{Sanction: x, Appeal: appeal, Form: f, Now: h.Now()}
	v.Room = h.Chat.RoomOfSanction(r.Context(), x)
	place, err := h.Chat.Place(r.Context())
	return views.SanctionPage(views.Page{Title: "What was decided", Place: place, Actor: a, Path: r.URL.Path}, v), err
}

func (h *Handlers) appeal(w http.ResponseWriter, r *http.Request) error {
	err := h.Chat.Appeal(r.Context(), actorOf(r), idOf(r), r.PostFormValue("body"))
	if err != nil {
		return h.refuse(w, r, err, func(f views.Form) (templ.Component, error) { return h.sanctionPage(r, idOf(r), f) })
	}
	return seeOther(w, r, views.SanctionURL(idOf(r)))
}

// readWarning puts a warning away that the actor has read.
func (h *Handlers) readWarning(w http.ResponseWriter, r *http.Request) error {
	if err := h.Chat.ReadWarning(r.Context(), actorOf(r), idOf(r)); err != nil {
		return err
	}
	return seeOther(w, r, "/")
}

// idOf reads the number of a record from the address.
func idOf(r *http.Request) int64 { return number(chi.URLParam(r, "id"), 0) }

// keepOut lets those who are banned from the place, or come from a banned network,
// read why, appeal, and sign out.
func (h *Handlers) keepOut(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if x := actorOf(r).Ban; x != nil && !openToBanned(r.URL.Path, *x) {
			h.fail(w, r, x.Refusal())
			return
		}
		if a := actorOf(r); a.Range != nil && a.Ban == nil && !openToRange(r, a) {
			h.fail(w, r, a.Range.Refusal(h.Now()))
			return
		}
		next.ServeHTTP(w, r)
	})
}

func openToBanned(path string, x chat.Sanction) bool {
	return path == "/sign-out" || path == views.SanctionURL(x.ID) || path == views.SanctionURL(x.ID)+"/appeal"
}
