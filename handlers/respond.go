package handlers

import (
	"encoding/json"
	"errors"
	"math"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"parley/chat"
	"parley/views"
)

// statuses is the one place where refusals become statuses.
var statuses = map[chat.Kind]int{
	chat.Invalid: 422, chat.SignIn: 401, chat.Forbidden: 403, chat.NotFound: 404,
	chat.Conflict: 409, chat.TooSoon: 429, chat.Unavailable: 503, chat.Internal: 500,
}

type handler func(w http.ResponseWriter, r *http.Request) error

// page turns a returned error into an answer.
func (h *Handlers) page(fn handler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if err := fn(w, r); err != nil {
			h.fail(w, r, err)
		}
	}
}

// signedIn is page for people with an account; guests are sent to sign in.
func (h *Handlers) signedIn(fn handler) http.HandlerFunc {
	return h.page(func(w http.ResponseWriter, r *http.Request) error {
		if !actorOf(r).SignedIn() {
			return &chat.Error{Kind: chat.SignIn, Message: "Sign in first."}
		}
		return fn(w, r)
	})
}

// render answers with a page or a fragment, which is whole before its first byte goes out.
func (h *Handlers) render(w http.ResponseWriter, r *http.Request, code int, c templ.Component) error {
	s := newSheet()
	defer s.free()
	if err := c.Render(r.Context(), s); err != nil {
		return err
	}
	h.writePage(w, r, code, s)
	return nil
}

// refuse answers a form that was refused with the form again: page renders it
// with what was typed. What is not about the form is returned, and so is a refusal whose page cannot be made:
// why that is so would hide it.
func (h *Handlers) refuse(w http.ResponseWriter, r *http.Request, refusal error, page func(views.Form) (templ.Component, error)) error {
	e, ok := errors.AsType[*chat.Error](refusal)
	if !ok || e.Kind == chat.SignIn || e.Kind == chat.NotFound {
		return refusal
	}
	c, err := page(views.Form{Values: typed(r), Err: e})
	if err != nil {
		if chat.KindOf(err) == chat.Internal {
			h.logFailure(r, err)
		}
		return refusal
	}
	if e.Kind == chat.Unavailable {
		h.logFailure(r, refusal)
	}
	retryAfter(w, e)
	return h.render(w, r, statuses[e.Kind], c)
}

// typed is what a form held, without passwords.
func typed(r *http.Request) url.Values {
	v := url.Values{}
	for field, values := range r.PostForm {
		if field != "password" && field != "current" {
			v[field] = values
		}
	}
	return v
}

// retryAfter says when to come again: always, when the refusal is for a while.
func retryAfter(w http.ResponseWriter, e *chat.Error) {
	wait := e.RetryAfter
	if wait == 0 && (e.Kind == chat.Unavailable || e.Kind == chat.TooSoon) {
		wait = time.Second
	}
	if wait > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(wait.Seconds()))))
	}
}

// fail is the only translator of errors: status, Retry-After, page or JSON. It
// logs what is our own fault, once, with an id that the person sees.
func (h *Handlers) fail(w http.ResponseWriter, r *http.Request, err error) {
	e, ok := errors.AsType[*chat.Error](err)
	if !ok || e.Kind == chat.Internal || e.Kind == chat.Unavailable {
		h.logFailure(r, err)
	}
	if !ok {
		e = &chat.Error{Kind: chat.Internal, Message: "Something went wrong on our side. It was noted; try again in a moment."}
	}
	retryAfter(w, e)
	switch {
	case isProgram(r):
		failJSON(w, e, visitOf(r).id)
	case e.Kind == chat.SignIn && !isHTMX(r) && r.Header.Get("Upgrade") == "":
		http.Redirect(w, r, "/sign-in?next="+url.QueryEscape(comeBack(r)), http.StatusSeeOther)
	case e.Sanction != nil && e.Sanction.Kind == chat.Ban && !isHTMX(r):
		h.banned(w, r, e)
	case e.Range != nil && !isHTMX(r):
		h.rangeBanned(w, r, e)
	default:
		h.problem(w, r, e)
	}
}

func (h *Handlers) logFailure(r *http.Request, err error) {
	if r.Context().Err() != nil { // the reader left: nobody's fault
		h.Log.Debug("request ended early", "request", visitOf(r).id, "err", err)
		return
	}
	h.Log.Error("request failed", "request", visitOf(r).id, "method", r.Method, "err", err)
}

func failJSON(w http.ResponseWriter, e *chat.Error, id string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(statuses[e.Kind])
	_ = json.NewEncoder(w).Encode(map[string]string{"error": e.Message, "kind": string(e.Kind), "request": id})
}

var headings = map[chat.Kind]string{
	chat.Invalid: "That cannot be taken", chat.SignIn: "Sign in first", chat.Forbidden: "Not for you",
	chat.NotFound: "Nothing here", chat.Conflict: "Something came between", chat.TooSoon: "A moment, please",
	chat.Unavailable: "Not just now", chat.Internal: "Our mistake",
}

func (h *Handlers) problem(w http.ResponseWriter, r *http.Request, e *chat.Error) {
	v := views.ProblemView{Status: statuses[e.Kind], Heading: headings[e.Kind], Message: e.Message, SignIn: !actorOf(r).SignedIn()}
	if e.Kind == chat.Internal || e.Kind == chat.Unavailable {
		v.RequestID = visitOf(r).id
	}
	place, _ := h.Chat.Place(r.Context()) // without it the page has no name
	p := views.Page{Title: v.Heading, Place: place, Actor: actorOf(r), Path: r.URL.Path}
	forget(w, r)
	if err := h.render(w, r, v.Status, views.ProblemPage(p, v)); err != nil {
		http.Error(w, e.Message, v.Status)
	}
}

// banned tells why somebody is kept out, until when, and takes their appeal.
func (h *Handlers) banned(w http.ResponseWriter, r *http.Request, e *chat.Error) {
	forget(w, r)
	c, err := h.sanctionPage(r, e.Sanction.ID, views.Form{})
	if err == nil {
		err = h.render(w, r, http.StatusForbidden, c)
	}
	if err != nil {
		h.problem(w, r, e)
	}
}

// forget takes back what was said of a page that did not come to be: nobody keeps a refusal in its place.
func forget(w http.ResponseWriter, r *http.Request) {
	hd := w.Header()
	hd.Del("ETag")
	hd.Set("Cache-Control", "no-store")
	hd.Set("Content-Security-Policy", policy(templ.GetNonce(r.Context()), false))
}

func isHTMX(r *http.Request) bool { return r.Header.Get("HX-Request") == "true" }

// isProgram says whether the answer is for a program: it shows a token, or asks for JSON.
func isProgram(r *http.Request) bool {
	return r.Header.Get("Authorization") != "" || strings.HasPrefix(r.URL.Path, "/api/") ||
		strings.Contains(r.Header.Get("Accept"), "application/json")
}

// comeBack is where somebody wants to be after they sign in: this page, or the one that sent the form.
func comeBack(r *http.Request) string {
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		return r.URL.RequestURI()
	}
	if u, err := url.Parse(r.Referer()); err == nil && u.Path != "" {
		return localPath(u.RequestURI())
	}
	if room, _, ok := strings.Cut(strings.TrimPrefix(r.URL.Path, "/rooms/"), "/"); ok && strings.HasPrefix(r.URL.Path, "/rooms/") {
		return "/rooms/" + room
	}
	return "/"
}

// localPath lets redirects lead to pages of ours only (OWASP ASVS 5.0, 3.7.2).
func localPath(next string) string {
	u, err := url.Parse(next)
	if err != nil || u.Host != "" || u.Scheme != "" || !strings.HasPrefix(next, "/") ||
		strings.HasPrefix(next, "//") || strings.ContainsAny(next, "\\\r\n\t") {
		return "/"
	}
	return next
}

func seeOther(w http.ResponseWriter, r *http.Request, to string) error {
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}
