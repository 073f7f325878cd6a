package handlers

import (
	"net/http"
	"strings"
	"time"

	"github.com/a-h/templ"

	"parley/chat"
	"parley/views"
)

// ranges lists the networks that nobody comes in from, and bans another.
func (h *Handlers) ranges(w http.ResponseWriter, r *http.Request) error {
	c, err := h.rangesPage(r, h.takeForm(r))
	if err != nil {
		return err
	}
	return h.render(w, r, http.StatusOK, c)
}

// rangesPage shows with a form that is not confirmed whom it would meet.
func (h *Handlers) rangesPage(r *http.Request, f views.Form) (templ.Component, error) {
	bans, err := h.Chat.Ranges(r.Context(), actorOf(r))
	if err != nil {
		return nil, err
	}
	v := views.RangesView{Ranges: bans, Form: f, Now: h.Now()}
	if f.Err != nil && f.Err.Field == chat.Unconfirmed {
		form, err := rangeForm(r)
		if err != nil {
			return nil, err
		}
		reach, err := h.Chat.RangeReach(r.Context(), actorOf(r), form)
		if err != nil {
			return nil, err
		}
		v.Reach = &reach
	}
	p, err := h.frame(r, "Networks")
	return views.RangesPage(p, v), err
}

// banRange bans a network once its maker has seen whom it meets.
func (h *Handlers) banRange(w http.ResponseWriter, r *http.Request) error {
	f, err := rangeForm(r)
	if err == nil {
		_, err = h.Chat.BanRange(r.Context(), actorOf(r), f)
	}
	if err != nil {
		return h.refuse(w, r, err, func(f views.Form) (templ.Component, error) { return h.rangesPage(r, f) })
	}
	return h.done(w, r, views.RangesURL, "The network is banned.")
}

func rangeForm(r *http.Request) (chat.RangeForm, error) {
	f := chat.RangeForm{
		Network: r.PostFormValue("network"), Reason: r.PostFormValue("reason"),
		Reading: r.PostFormValue("reading") == "on", Confirm: r.PostFormValue("confirm"),
	}
	var err error
	if f.For, err = time.ParseDuration(r.PostFormValue("for")); err != nil {
		return f, &chat.Error{Kind: chat.Invalid, Field: "for", Message: "Choose for how long."}
	}
	return f, nil
}

// liftRange takes a range ban back.
func (h *Handlers) liftRange(w http.ResponseWriter, r *http.Request) error {
	if err := h.Chat.LiftRange(r.Context(), actorOf(r), idOf(r), r.PostFormValue("reason")); err != nil {
		return err
	}
	return h.done(w, r, views.RangesURL, "It is taken back.")
}

// showRange tells whom a range ban meets why, until when, and what became of their word against it.
func (h *Handlers) showRange(w http.ResponseWriter, r *http.Request) error {
	b := actorOf(r).Range
	if b == nil || b.ID != idOf(r) {
		return &chat.Error{Kind: chat.NotFound, Message: "This ban does not meet you, or is over."}
	}
	c, err := h.rangePage(r, *b, h.takeForm(r))
	if err != nil {
		return err
	}
	return h.render(w, r, http.StatusOK, c)
}

func (h *Handlers) rangePage(r *http.Request, b chat.RangeBan, f views.Form) (templ.Component, error) {
	a := actorOf(r)
	v := views.RangeBanView{Ban: b, Form: f, Now: h.Now()}
	var err error
	if v.Plea, err = h.Chat.PleaOf(r.Context(), a, b.ID); err != nil {
		return nil, err
	}
	if v.Administrators, err = h.Chat.Administrators(r.Context()); err != nil {
		return nil, err
	}
	place, err := h.Chat.Place(r.Context())
	return views.RangeBanPage(views.Page{Title: "Not from this network", Place: place, Actor: a, Path: r.URL.Path}, v), err
}

// plead takes somebody's word against a range ban that meets them.
func (h *Handlers) plead(w http.ResponseWriter, r *http.Request) error {
	a, id := actorOf(r), idOf(r)
	if err := h.Chat.Plead(r.Context(), a, id, r.PostFormValue("body")); err != nil {
		return h.refuse(w, r, err, func(f views.Form) (templ.Component, error) { return h.rangePage(r, *a.Range, f) })
	}
	return seeOther(w, r, views.RangeURL(id))
}

// rangeBanned answers whom a range ban meets with all that there is to say of it.
func (h *Handlers) rangeBanned(w http.ResponseWriter, r *http.Request, e *chat.Error) {
	forget(w, r)
	c, err := h.rangePage(r, *e.Range, views.Form{})
	if err == nil {
		err = h.render(w, r, http.StatusForbidden, c)
	}
	if err != nil {
		h.problem(w, r, e)
	}
}

// openToRange says what of the place is open to whom a range ban meets: why, and the
// word against it; signing in, which lets only moderators in; and for guests what
// everybody reads, unless the ban says otherwise.
func openToRange(r *http.Request, a chat.Actor) bool {
	path, b := r.URL.Path, a.Range
	switch {
	case path == "/sign-out" || path == "/sign-in" || strings.HasPrefix(path, "/reset/"):
		return true
	case path == views.RangeURL(b.ID) || path == views.RangeURL(b.ID)+"/appeal":
		return true
	case a.SignedIn() || b.Reading || r.Method != http.MethodGet && r.Method != http.MethodHead:
		return false
	}
	return path == "/" || path == "/ws" || path == "/rooms" || strings.HasPrefix(path, "/rooms/") || path == "/status/live"
}
