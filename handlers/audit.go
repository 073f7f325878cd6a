package handlers

import (
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/a-h/templ"

	"parley/chat"
	"parley/views"
)

// audit shows a page of the audit log: to administrators the whole, to moderators what concerns their rooms.
func (h *Handlers) audit(w http.ResponseWriter, r *http.Request) error {
	p, err := h.frame(r, "Audit log")
	if err != nil {
		return err
	}
	p.Section = "admin/audit"
	f, err := auditFilter(r.URL.Query(), p.Clock())
	if err != nil {
		return h.refuse(w, r, err, func(form views.Form) (templ.Component, error) {
			form.Values = r.URL.Query()
			return h.auditPage(r, p, chat.AuditFilter{}, form)
		})
	}
	c, err := h.auditPage(r, p, f, views.Form{})
	if err != nil {
		return err
	}
	return h.render(w, r, http.StatusOK, c)
}

func (h *Handlers) auditPage(r *http.Request, p views.Page, f chat.AuditFilter, form views.Form) (templ.Component, error) {
	page, err := h.Chat.AuditLog(r.Context(), actorOf(r), f)
	return views.AuditPage(p, views.AuditView{AuditPage: page, Filter: r.URL.Query(), Form: form, Now: h.Now()}), err
}

// auditFilter reads a filter. Days are whole days where the place is.
func auditFilter(q url.Values, c views.Clock) (chat.AuditFilter, error) {
	f := chat.AuditFilter{
		Who: strings.TrimSpace(q.Get("who")), Act: q.Get("act"), Room: q.Get("room"), Text: strings.TrimSpace(q.Get("q")),
		Before: max(0, number(q.Get("before"), 0)),
	}
	var err error
	if f.From, err = dayOf(q, "from", c); err != nil {
		return f, err
	}
	if f.To, err = dayOf(q, "to", c); err == nil && !f.To.IsZero() {
		f.To = f.To.AddDate(0, 0, 1)
	}
	return f, err
}

// dayOf is the first moment of the day in a field; zero when it is empty.
func dayOf(q url.Values, field string, c views.Clock) (time.Time, error) {
	if q.Get(field) == "" {
		return time.Time{}, nil
	}
	day, err := c.DayStart(q.Get(field))
	if err != nil {
		return day, &chat.Error{Kind: chat.Invalid, Field: field, Message: "Write a day as 2026-11-20."}
	}
	return day, nil
}
