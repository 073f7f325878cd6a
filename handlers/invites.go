package handlers

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"
	"github.com/go-chi/chi/v5"
	qrcode "github.com/skip2/go-qrcode"

	"parley/chat"
	"parley/views"
)

func (h *Handlers) invites(w http.ResponseWriter, r *http.Request) error {
	c, err := h.invitesPage(r, number(r.URL.Query().Get("new"), 0), views.Form{})
	if err != nil {
		return err
	}
	return h.render(w, r, http.StatusOK, c)
}

func (h *Handlers) invitesPage(r *http.Request, newID int64, f views.Form) (templ.Component, error) {
	p, err := h.adminFrame(r, "Invites", "admin/invites")
	if err != nil {
		return nil, err
	}
	list, err := h.Chat.Invites(r.Context(), p.Actor)
	if err != nil {
		return nil, err
	}
	v := views.InvitesView{Invites: list, Form: f, Now: h.Now()}
	for i := range list {
		if list[i].ID == newID {
			v.New = &list[i]
			v.QR, v.QRSize, err = qrPath(p.BaseURL + "/join/" + list[i].Code)
		}
	}
	return views.InvitesPage(p, v), err
}

// qrPath draws a QR code as the data of an SVG path, a unit a module.
func qrPath(text string) (path string, size int, err error) {
	q, err := qrcode.New(text, qrcode.Medium)
	if err != nil {
		return "", 0, err
	}
	q.DisableBorder = true
	var b strings.Builder
	rows := q.Bitmap()
	for y, row := range rows {
		for x, dark := range row {
			if dark {
				fmt.Fprintf(&b, "M%d %dh1v1h-1z", x, y)
			}
		}
	}
	return b.String(), len(rows), nil
}

func (h *Handlers) createInvite(w http.ResponseWriter, r *http.Request) error {
	uses, err := usesOf(r.PostFormValue("uses"))
	var expires, invite = time.Time{}, chat.Invite{}
	if err == nil {
		expires, err = h.expiry(r.PostFormValue("expires"))
	}
	if err == nil {
		invite, err = h.Chat.CreateInvite(r.Context(), actorOf(r), uses, expires)
	}
	if err != nil {
		return h.refuse(w, r, err, func(f views.Form) (templ.Component, error) { return h.invitesPage(r, 0, f) })
	}
	return seeOther(w, r, "/admin/invites?new="+strconv.FormatInt(invite.ID, 10))
}

func usesOf(text string) (int64, error) {
	if text == "" {
		return 0, nil
	}
	n, err := strconv.ParseInt(strings.TrimSpace(text), 10, 64)
	if err != nil {
		return 0, &chat.Error{Kind: chat.Invalid, Field: "uses", Message: "Say how many people may use the invite, as a number."}
	}
	return n, nil
}

// expiry reads when an invite ends: hours from now, a duration like 48h or 7d,
// or a date; empty is never.
func (h *Handlers) expiry(text string) (time.Time, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return time.Time{}, nil
	}
	if n, err := strconv.ParseInt(text, 10, 16); err == nil { // so that no duration overflows
		return h.after(time.Duration(n) * time.Hour)
	}
	if days, ok := strings.CutSuffix(text, "d"); ok {
		if n, err := strconv.ParseInt(days, 10, 16); err == nil {
			return h.after(time.Duration(n) * 24 * time.Hour)
		}
	}
	if d, err := time.ParseDuration(text); err == nil {
		return h.after(d)
	}
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04"} {
		if at, err := time.Parse(layout, text); err == nil {
			return at, nil
		}
	}
	if day, err := time.Parse(time.DateOnly, text); err == nil { // its last moment
		return day.AddDate(0, 0, 1).Add(-time.Second), nil
	}
	return time.Time{}, &chat.Error{Kind: chat.Invalid, Field: "expires", Message: "Say for how many hours the invite works, or until which day."}
}

func (h *Handlers) after(d time.Duration) (time.Time, error) { return h.Now().Add(d), nil }

func (h *Handlers) endInvite(w http.ResponseWriter, r *http.Request) error {
	if err := h.Chat.EndInvite(r.Context(), actorOf(r), number(chi.URLParam(r, "id"), 0)); err != nil {
		return err
	}
	return h.done(w, r, "/admin/invites", "The invite is ended.")
}
