package handlers

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"time"

	"github.com/a-h/templ"
	"github.com/go-chi/chi/v5"

	"parley/chat"
	"parley/views"
)

const (
	// deskWait is how long the desk is waited at when nothing changes.
	deskWait = 25 * time.Second
	// deskLook is how often this replica looks whether anything changed, while somebody waits.
	deskLook = 300 * time.Millisecond
)

// desk shows what waits for a moderator.
func (h *Handlers) desk(w http.ResponseWriter, r *http.Request) error {
	v, err := h.deskView(r)
	if err != nil {
		return err
	}
	return h.showDesk(w, r, http.StatusOK, v)
}

// deskView is the desk of the kind and the room that the address names.
func (h *Handlers) deskView(r *http.Request) (v views.DeskView, err error) {
	q := r.URL.Query()
	v = views.DeskView{Kind: chat.CaseKind(q.Get("kind")), Room: q.Get("room"), Now: h.Now()}
	if v.Rev, err = h.Chat.DeskRev(r.Context()); err != nil {
		return v, err
	}
	if v.Cases, err = h.Chat.Desk(r.Context(), actorOf(r)); err != nil {
		return v, err
	}
	v.Watching, err = h.Chat.Watching(r.Context(), actorOf(r))
	return v, err
}

func (h *Handlers) showDesk(w http.ResponseWriter, r *http.Request, code int, v views.DeskView) error {
	p, err := h.frame(r, "Desk")
	if err != nil {
		return err
	}
	return h.render(w, r, code, views.DeskPage(p, v))
}

// showCase shows one case beside the others.
func (h *Handlers) showCase(w http.ResponseWriter, r *http.Request) error {
	f := h.takeForm(r)
	v, err := h.caseView(r, f)
	if err != nil {
		return h.decidedCase(w, r, http.StatusGone, f, err)
	}
	return h.showDesk(w, r, http.StatusOK, v)
}

// decidedCase answers whoever comes too late for a case with how it ended, what they
// typed and the way on. Other errors are returned.
func (h *Handlers) decidedCase(w http.ResponseWriter, r *http.Request, code int, f views.Form, err error) error {
	e, ok := errors.AsType[*chat.Error](err)
	if !ok || e.Decided == nil || isProgram(r) {
		return err
	}
	v, err := h.deskView(r)
	if err != nil {
		return err
	}
	v.Decided, v.Form = e.Decided, f
	return h.showDesk(w, r, code, v)
}

func (h *Handlers) caseView(r *http.Request, f views.Form) (views.DeskView, error) {
	v, err := h.deskView(r)
	if err != nil {
		return v, err
	}
	d, err := h.Chat.OpenCase(r.Context(), actorOf(r), chi.URLParam(r, "subject"))
	v.Open, v.Form = &d, f
	return v, err
}

// decideCase carries out what a moderator decides, unless somebody was quicker.
func (h *Handlers) decideCase(w http.ResponseWriter, r *http.Request) error {
	err := h.decideOpen(w, r)
	if chat.KindOf(err) == chat.Conflict { // perhaps it was open when they began
		if _, ended := h.Chat.OpenCase(r.Context(), actorOf(r), chi.URLParam(r, "subject")); chat.KindOf(ended) == chat.Conflict {
			err = ended
		}
	}
	return h.decidedCase(w, r, http.StatusConflict, views.Form{Values: typed(r)}, err)
}

// decideOpen decides a case that is open, and leads to the next one.
func (h *Handlers) decideOpen(w http.ResponseWriter, r *http.Request) error {
	subject, do := chi.URLParam(r, "subject"), r.PostFormValue("do")
	if do == "take" || do == "release" {
		if err := h.Chat.TakeCase(r.Context(), actorOf(r), subject, do == "take"); err != nil {
			return err
		}
		return seeOther(w, r, r.URL.RequestURI())
	}
	notice, removal, err := h.decide(r, subject, do)
	if err == nil && (do == "raid" || do == "hold") { // the case stays
		return h.done(w, r, r.URL.RequestURI(), notice)
	}
	if err != nil {
		return h.refuse(w, r, err, func(f views.Form) (templ.Component, error) {
			v, err := h.caseView(r, f)
			if err != nil {
				return nil, err
			}
			p, err := h.frame(r, "Desk")
			return views.DeskPage(p, v), err
		})
	}
	return h.undoable(w, r, h.nextCase(r), notice, removal)
}

// nextCase is where a moderator goes on, on the desk of the kind and the room that they look at.
func (h *Handlers) nextCase(r *http.Request) string {
	v, err := h.deskView(r)
	if err != nil {
		return views.DeskURL("")
	}
	return v.NextURL()
}

func (h *Handlers) decide(r *http.Request, subject, do string) (notice string, removal int64, err error) {
	d, err := h.Chat.OpenCase(r.Context(), actorOf(r), subject)
	if err != nil {
		return "", 0, err
	}
	ctx, a := r.Context(), actorOf(r)
	switch d.Kind {
	case chat.CaseHold:
		if do != "publish" && do != "refuse" {
			return "", 0, errVerdict
		}
		return "It is decided.", 0, h.Chat.DecideHold(ctx, a, d.ID, do == "publish", r.PostFormValue("reason"))
	case chat.CaseAppeal:
		if do != "grant" && do != "refuse" {
			return "", 0, errVerdict
		}
		return "The appeal is decided.", 0, h.Chat.DecideAppeal(ctx, a, d.ID, do == "grant", r.PostFormValue("reason"))
	case chat.CaseWave:
		notice, err := h.decideWave(r, d, do)
		return notice, 0, err
	case chat.CasePlea:
		if do != "grant" && do != "refuse" {
			return "", 0, errVerdict
		}
		return "The appeal is decided.", 0, h.Chat.DecidePlea(ctx, a, d.ID, do == "grant", r.PostFormValue("reason"))
	case chat.CaseJoin:
		if do != "approve" && do != "refuse" {
			return "", 0, errVerdict
		}
		return "It is decided.", 0, h.Chat.Approve(ctx, a, d.Person.Handle, do == "approve")
	}
	v, err := verdictOf(r, do)
	if err != nil {
		return "", 0, err
	}
	removal, err = h.Chat.DecideReport(ctx, a, subject, v)
	return "The report is decided.", removal, err
}

var errVerdict = &chat.Error{Kind: chat.Invalid, Field: "kind", Message: "Choose what happens."}

func verdictOf(r *http.Request, do string) (chat.Verdict, error) {
	v := chat.Verdict{Dismiss: do == "dismiss"}
	v.Reason, v.Sweep = r.PostFormValue("reason"), chat.Span(r.PostFormValue("sweep"))
	switch do {
	case "dismiss", "remove":
		return v, nil
	case "warn", "mute", "ban":
		v.Kind = chat.SanctionKind(do)
	default:
		return v, errVerdict
	}
	var err error
	if term := r.PostFormValue("for"); term != "" && term != "0" {
		if v.For, err = time.ParseDuration(term); err != nil || v.For <= 0 {
			return v, &chat.Error{Kind: chat.Invalid, Field: "for", Message: "Choose for how long."}
		}
	}
	return v, nil
}

// waitDesk answers with the queue when it has changed since the revision that the
// page shows; after a while with nothing new.
func (h *Handlers) waitDesk(w http.ResponseWriter, r *http.Request) error {
	if _, err := h.Chat.Desk(r.Context(), actorOf(r)); err != nil { // before anybody waits
		return err
	}
	ctx, cancel := context.WithTimeout(r.Context(), deskWait)
	defer cancel()
	endless(w)
	h.desks.wait(ctx, h.Chat.DeskRev, h.draining.Load, number(r.URL.Query().Get("rev"), -1))
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(writeTime))
	if err := h.stillIn(r); err != nil {
		return err
	}
	v, err := h.deskView(r)
	if err != nil {
		return err
	}
	if subject := r.URL.Query().Get("case"); subject != "" {
		if d, err := h.Chat.OpenCase(r.Context(), actorOf(r), subject); err == nil {
			v.Open = &d
		}
	}
	p, err := h.frame(r, "Desk")
	if err != nil {
		return err
	}
	return h.render(w, r, http.StatusOK, views.QueueNews(p, v))
}

// stillIn refuses whoever was signed out, or banned from the place, while their request waited.
func (h *Handlers) stillIn(r *http.Request) error {
	a := actorOf(r)
	now, err := h.Chat.ActorOf(r.Context(), a.User.ID, a.Session, a.Address)
	switch {
	case err != nil:
		return err
	case now.Ban != nil:
		return now.Ban.Refusal()
	case now.Range != nil:
		return now.Range.Refusal(h.Now())
	}
	return h.stillThere(r.Context(), a)
}

// deskWatch looks for changes on behalf of all desks that wait on this replica:
// one small query for all of them, and none while nobody waits.
type deskWatch struct {
	mu     sync.Mutex // guards what follows
	rev    int64
	looked time.Time // when the last look began
}

// wait returns once the desk has another revision than since, ctx ends, or the
// replica drains.
func (d *deskWatch) wait(ctx context.Context, read func(context.Context) (int64, error), draining func() bool, since int64) {
	tick := time.NewTicker(deskLook)
	defer tick.Stop()
	for d.present(ctx, read) == since && !draining() {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// present is the revision as it was read about one look ago. Whoever finds it
// older than that reads it for all.
func (d *deskWatch) present(ctx context.Context, read func(context.Context) (int64, error)) int64 {
	if rev, recent := d.last(); recent {
		return rev
	}
	rev, err := read(ctx)
	d.mu.Lock()
	defer d.mu.Unlock()
	if err == nil {
		d.rev = rev
	}
	return d.rev
}

// last is what was read last, and whether another look is not due.
func (d *deskWatch) last() (rev int64, recent bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if time.Since(d.looked) < deskLook {
		return d.rev, true
	}
	d.looked = time.Now()
	return d.rev, false
}
