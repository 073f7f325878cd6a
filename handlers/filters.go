package handlers

import (
	"cmp"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/a-h/templ"
	"github.com/go-chi/chi/v5"

	"parley/chat"
	"parley/views"
)

// filterFrame is the frame of the pages about filters: of the room that the address
// names, or of the whole place.
func (h *Handlers) filterFrame(r *http.Request) (views.Page, chat.FilterPlace, error) {
	at, err := h.Chat.FiltersOf(r.Context(), actorOf(r), roomOf(r))
	if err != nil {
		return views.Page{}, at, err
	}
	p, err := h.frame(r, "Filters")
	p.Section = "admin/filters"
	if at.Slug != "" {
		p.Section, p.Current, p.Title = "", at.Slug, "Filters of "+at.Room.Name
	}
	return p, at, err
}

func (h *Handlers) listFilters(w http.ResponseWriter, r *http.Request) error {
	p, at, err := h.filterFrame(r)
	if err != nil {
		return err
	}
	all, err := h.Chat.Filters(r.Context(), at)
	if err != nil {
		return err
	}
	return h.render(w, r, http.StatusOK, views.FiltersPage(p, views.FiltersView{At: at, Filters: all}))
}

// showFilter is the form of a filter, or of a new one of the kind that is asked for.
func (h *Handlers) showFilter(w http.ResponseWriter, r *http.Request) error {
	c, err := h.filterPage(r, h.takeForm(r), nil)
	if err != nil {
		return err
	}
	return h.render(w, r, http.StatusOK, c)
}

// filterPage is the filter that the address names, or the new one that a form describes.
func (h *Handlers) filterPage(r *http.Request, f views.Form, rehearsal *chat.Rehearsal) (templ.Component, error) {
	p, at, err := h.filterFrame(r)
	if err != nil {
		return nil, err
	}
	v := views.FilterView{At: at, Form: f, Rehearsal: rehearsal, Now: h.Now()}
	v.Filter.Kind = chat.FilterKind(cmp.Or(f.Value("kind"), r.URL.Query().Get("kind")))
	if chi.URLParam(r, "id") != "" {
		if v.Filter, v.Hits, err = h.Chat.Filter(r.Context(), at, filterOf(r)); err != nil {
			return nil, err
		}
		p.Title = v.Filter.Name
	}
	return views.FilterPage(p, v), nil
}

// filterOf is the number of the filter in the address; 0: a new one, -1: one that is not there.
func filterOf(r *http.Request) int64 {
	if chi.URLParam(r, "id") == "" {
		return 0
	}
	if n := number(chi.URLParam(r, "id"), -1); n != 0 {
		return n
	}
	return -1
}

// saveFilter saves, ends or rehearses a filter, as the button says that was pressed.
func (h *Handlers) saveFilter(w http.ResponseWriter, r *http.Request) error {
	ctx, a, do := r.Context(), actorOf(r), r.PostFormValue("do")
	if show, ok := strings.CutPrefix(do, "rehearse"); ok {
		return h.rehearse(w, r, int(number(strings.TrimPrefix(show, "-"), 0)))
	}
	list := views.FiltersURL(roomOf(r))
	if do == "end" {
		if err := h.Chat.EndFilter(ctx, a, roomOf(r), filterOf(r)); err != nil {
			return err
		}
		return h.done(w, r, list, "The filter has ended.")
	}
	form := filterForm(r)
	form.Watch = do == "watch"
	f, err := h.Chat.SaveFilter(ctx, a, roomOf(r), filterOf(r), form)
	if err != nil {
		return h.refuse(w, r, err, func(f views.Form) (templ.Component, error) { return h.filterPage(r, f, nil) })
	}
	notice := "“" + f.Name + "” is in force."
	if f.Watch {
		notice = "“" + f.Name + "” is watching, and does nothing else."
	}
	return h.done(w, r, list, notice)
}

func filterForm(r *http.Request) chat.FilterForm {
	f := chat.FilterForm{
		Name: r.PostFormValue("name"), Kind: chat.FilterKind(r.PostFormValue("kind")), Pattern: r.PostFormValue("pattern"), Allow: r.PostFormValue("allow"),
		Act: chat.FilterAct(r.PostFormValue("act")), Answer: r.PostFormValue("answer"), Exempt: chat.Exemption(r.PostFormValue("exempt")),
	}
	f.MuteFor, _ = time.ParseDuration(r.PostFormValue("mute_for")) // none is refused where one is needed
	return f
}

// rehearse shows the form again with what it would have caught. Nothing changes.
func (h *Handlers) rehearse(w http.ResponseWriter, r *http.Request, show int) error {
	at, err := h.Chat.FiltersOf(r.Context(), actorOf(r), roomOf(r))
	if err != nil {
		return err
	}
	found, err := h.Chat.Rehearse(r.Context(), actorOf(r), at, filterForm(r), show)
	code, form := http.StatusOK, views.Form{Values: typed(r)}
	if err != nil {
		e, ok := errors.AsType[*chat.Error](err)
		if !ok {
			return err
		}
		if found != nil {
			e.Message += " The other lines were rehearsed alone."
		}
		code, form.Err = statuses[e.Kind], e
	}
	c, err := h.filterPage(r, form, found)
	if err != nil {
		return err
	}
	return h.render(w, r, code, c)
}
