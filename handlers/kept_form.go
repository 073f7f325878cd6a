package handlers

import (
	"encoding/json"
	"net/http"
	"net/url"
	"path"
	"strings"
	"time"

	"parley/chat"
	"parley/views"
)

const (
	// maxKept bounds what is kept of a form while its author signs in, in bytes: the longest
	// text that is taken, of the letters that need the most.
	maxKept = 20_000
	// keptFor is how long its author has to sign in.
	keptFor = 24 * time.Hour
)

// written is signedIn for forms that people write in. What was written after the session
// had ended stands in the form again once its author has signed in; page leads to it from
// the form's own address.
func (h *Handlers) written(page string, fn handler) http.HandlerFunc {
	return h.writtenOn(func(r *http.Request) string { return path.Join(r.URL.Path, page) }, fn)
}

// writtenOn is written for forms whose page, with its query, depends on what they hold.
func (h *Handlers) writtenOn(pageOf func(*http.Request) string, fn handler) http.HandlerFunc {
	return h.page(func(w http.ResponseWriter, r *http.Request) error {
		if actorOf(r).SignedIn() {
			return fn(w, r)
		}
		to := pageOf(r)
		page, _, _ := strings.Cut(to, "?")
		if isProgram(r) || !h.keepForm(r, page) || isHTMX(r) {
			return &chat.Error{Kind: chat.SignIn, Message: "Sign in first."}
		}
		if back := comeBack(r); strings.HasPrefix(back, page+"?") {
			to = back
		}
		return seeOther(w, r, "/sign-in?next="+url.QueryEscape(to))
	})
}

// keepForm keeps what somebody typed, never passwords, for the page that has the form, and
// says whether it did.
func (h *Handlers) keepForm(r *http.Request, page string) bool {
	values, size := typed(r), 0
	for field, all := range values {
		for _, text := range all {
			if size += len(field) + len(text); size > maxKept || !plain(text) {
				return false
			}
		}
	}
	form, err := json.Marshal(values)
	if err != nil || size == 0 || !h.mayKeep(r) {
		return false
	}
	h.sessions.Put(r.Context(), "form-of", page)
	h.sessions.Put(r.Context(), "form", string(form))
	return true
}

// mayKeep makes a guest's session one that keeps something, if there may be one more.
func (h *Handlers) mayKeep(r *http.Request) bool {
	if !h.Chat.MayKeep(r.Context(), addressOf(r)) {
		h.Limited("keep")
		return false
	}
	h.sessions.SetDeadline(r.Context(), h.Now().Add(keptFor)) // signing in sets another one
	return true
}

// formAsked is a form as its address fills it in, or as it was kept.
func (h *Handlers) formAsked(r *http.Request) views.Form {
	f := h.takeForm(r)
	if f.Values == nil {
		f.Values = r.URL.Query()
	}
	return f
}

// takeForm gives back, once, what was kept for this page. One that is only fetched ahead is perhaps never seen.
func (h *Handlers) takeForm(r *http.Request) (f views.Form) {
	ctx := r.Context()
	if !actorOf(r).SignedIn() || prefetched(r) || h.sessions.GetString(ctx, "form-of") != r.URL.Path {
		return f
	}
	h.sessions.Remove(ctx, "form-of")
	_ = json.Unmarshal([]byte(h.sessions.PopString(ctx, "form")), &f.Values) // what another version kept is not shown
	return f
}
