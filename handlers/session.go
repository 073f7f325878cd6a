package handlers

import (
	"context"
	"crypto/rand"
	"net/http"
	"time"

	"github.com/alexedwards/scs/v2"

	"parley/chat"
)

const (
	// sessionLife is how long somebody stays signed in.
	sessionLife = 30 * 24 * time.Hour
	// maxDevice bounds what a browser says of itself, in bytes.
	maxDevice = 200
)

func (h *Handlers) newSessions() *scs.SessionManager {
	sm := scs.New()
	sm.Store = savedSessions{h.Config.Sessions}
	sm.Lifetime = sessionLife
	sm.Codec = &sessionCodec{}
	sm.HashTokenInStore = true
	sm.Cookie.Name = "parley"
	sm.Cookie.Path = "/"
	sm.Cookie.HttpOnly = true
	sm.Cookie.SameSite = http.SameSiteLaxMode
	if h.secure() {
		sm.Cookie.Name = "__Host-parley"
		sm.Cookie.Secure = true
	}
	sm.Cookie.Persist = false // a box of the sign-in form asks for more
	sm.ErrorFunc = h.sessionFailed
	return sm
}

func (h *Handlers) secure() bool { return h.BaseURL != nil && h.BaseURL.Scheme == "https" }

type actorKey struct{}

// identify finds who acts, once a request.
func (h *Handlers) identify(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx := r.Context()
		a, err := h.Chat.ActorOf(ctx, h.sessions.GetInt64(ctx, "user"), h.sessions.GetString(ctx, "sid"), addressOf(r))
		if err != nil {
			h.fail(w, r, err)
			return
		}
		if a.Session != "" {
			h.Seen(a.Session)
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(ctx, actorKey{}, a)))
	})
}

func actorOf(r *http.Request) chat.Actor {
	a, _ := r.Context().Value(actorKey{}).(chat.Actor)
	return a
}

// begin signs somebody in, in this browser, under a new token. What was open
// here for whoever was signed in before ends.
func (h *Handlers) begin(r *http.Request, u chat.User, stay bool) error {
	ctx := r.Context()
	if a := actorOf(r); a.SignedIn() {
		if err := h.Chat.EndSession(ctx, a, a.Session); err != nil {
			return err
		}
		h.sessions.Remove(ctx, "room")
	}
	if err := h.sessions.RenewToken(ctx); err != nil {
		return err
	}
	device := r.UserAgent()
	h.sessions.Put(ctx, "user", u.ID)
	h.sessions.Put(ctx, "sid", rand.Text())
	h.sessions.Put(ctx, "device", device[:min(len(device), maxDevice)])
	h.sessions.Put(ctx, "address", addressOf(r))
	h.sessions.RememberMe(ctx, stay)
	return nil
}

// keepDraft keeps what somebody typed while they sign in.
func (h *Handlers) keepDraft(r *http.Request, slug string, d chat.Draft) {
	if _, err := chat.CleanBody(d.Body); err != nil || !h.mayKeep(r) {
		return
	}
	ctx := r.Context()
	h.sessions.Put(ctx, "draft-room", slug)
	h.sessions.Put(ctx, "draft-body", d.Body)
	h.sessions.Put(ctx, "draft-nonce", d.Nonce)
	h.sessions.Put(ctx, "draft-reply", d.ReplyTo)
}

// takeDraft gives back what was kept for a room.
func (h *Handlers) takeDraft(r *http.Request, slug string) (d chat.Draft, ok bool) {
	ctx := r.Context()
	if prefetched(r) || h.sessions.GetString(ctx, "draft-room") != slug {
		return d, false
	}
	h.sessions.Remove(ctx, "draft-room")
	d.Body, d.Nonce = h.sessions.PopString(ctx, "draft-body"), h.sessions.PopString(ctx, "draft-nonce")
	d.ReplyTo, _ = h.sessions.Pop(ctx, "draft-reply").(int64)
	return d, true
}

// SessionCookie signs somebody in without a browser, for load tests, and returns
// the cookie as it stands in a request.
func (h *Handlers) SessionCookie(ctx context.Context, u chat.User) (string, error) {
	ctx, err := h.sessions.Load(ctx, "")
	if err != nil {
		return "", err
	}
	h.sessions.Put(ctx, "user", u.ID)
	h.sessions.Put(ctx, "sid", rand.Text())
	h.sessions.Put(ctx, "device", "load test")
	token, _, err := h.sessions.Commit(ctx)
	return h.sessions.Cookie.Name + "=" + token, err
}
