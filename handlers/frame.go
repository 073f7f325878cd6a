package handlers

import (
	"net/http"
	"strconv"

	"github.com/go-chi/chi/v5"

	"parley/chat"
	"parley/views"
)

// frame is what the frame around a page needs, read for this request.
func (h *Handlers) frame(r *http.Request, title string) (views.Page, error) {
	return h.frameWith(r, title, nil)
}

// frameWith is frame with a sidebar that was read already; nil: it was not.
func (h *Handlers) frameWith(r *http.Request, title string, sidebar []chat.RoomListing) (views.Page, error) {
	ctx, a := r.Context(), actorOf(r)
	place, err := h.Chat.Place(ctx)
	if err != nil {
		return views.Page{}, err
	}
	p := views.Page{Title: title, Place: place, Actor: a, Path: r.URL.Path, BaseURL: h.base(r)}
	if a.SignedIn() {
		if p.Sidebar = sidebar; sidebar == nil {
			p.Sidebar, err = h.Chat.Sidebar(ctx, a)
		}
		p.Notice = h.sessions.PopString(ctx, "notice")
		p.Undo, _ = h.sessions.Pop(ctx, "undo").(int64)
		return p, err
	}
	if rules := views.AccentStyle(place); rules != "" {
		visitOf(r).allowStyle(rules)
	}
	p.Public, err = h.Chat.Directory(ctx, a, "")
	return p, err
}

// done goes to a page that says in one sentence what was done.
func (h *Handlers) done(w http.ResponseWriter, r *http.Request, to, notice string) error {
	return h.undoable(w, r, to, notice, 0)
}

// undoable is done for what removed messages: the page offers to undo the removal (0: none).
func (h *Handlers) undoable(w http.ResponseWriter, r *http.Request, to, notice string, removal int64) error {
	h.sessions.Put(r.Context(), "notice", notice)
	h.sessions.Remove(r.Context(), "undo")
	if removal != 0 {
		h.sessions.Put(r.Context(), "undo", removal)
	}
	return seeOther(w, r, to)
}

// base is the scheme and host people reach this page by.
func (h *Handlers) base(r *http.Request) string {
	if h.BaseURL != nil {
		return h.BaseURL.String()
	}
	return "http://" + r.Host
}

func roomOf(r *http.Request) string { return chi.URLParam(r, "room") }

// seqOf reads the number of a message from the address.
func seqOf(r *http.Request) int64 { return number(chi.URLParam(r, "seq"), 0) }

// number reads a whole number, or otherwise.
func number(text string, otherwise int64) int64 {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return otherwise
	}
	return n
}

func noSuchPage() error {
	return &chat.Error{Kind: chat.NotFound, Message: "There is no such page. The address may be mistyped, or what it named is gone."}
}

func (h *Handlers) nothingHere(http.ResponseWriter, *http.Request) error { return noSuchPage() }
