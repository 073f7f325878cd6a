package handlers

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"time"

	"parley/chat"
	"parley/internal/mutant"
	"parley/realtime"
	"parley/views"
)

// socket is the live channel of a page: /ws?room=SLUG&since=REV&epoch=EPOCH.
// Browsers show their session, programs a one-time ticket.
func (h *Handlers) socket(w http.ResponseWriter, r *http.Request) error {
	a, err := h.visitor(r)
	if err != nil {
		return err
	}
	q := r.URL.Query()
	room, err := h.Chat.Find(r.Context(), a, q.Get("room"))
	if err != nil {
		return err
	}
	v, _, err := h.watch(r, a, room, number(q.Get("since"), -1))
	if err != nil {
		return err
	}
	endless(w)
	if err := realtime.ServeSocket(w, r, v); err != nil { // it was answered
		h.Log.Debug("no socket", "request", visitOf(r).id, "err", err)
	}
	return nil
}

// visitor is who opens a socket.
func (h *Handlers) visitor(r *http.Request) (chat.Actor, error) {
	if ticket := r.URL.Query().Get("ticket"); ticket != "" {
		return h.redeem(r, ticket)
	}
	return actorOf(r), h.checkOrigin(r)
}

// watch makes a viewer of a room that has revision since. It collects before
// permission is judged, so that nothing said or decided meanwhile is missed. The
// caller lets it leave.
func (h *Handlers) watch(r *http.Request, a chat.Actor, room chat.Room, since int64) (*realtime.Viewer, chat.Standing, error) {
	admit := sync.OnceValues(func() (chat.Standing, error) { return h.admit(r.Context(), a, room) })
	if mutant.LateJoin {
		_, _ = admit()
	}
	epoch := r.URL.Query().Get("epoch")
	if epoch == "" {
		epoch = room.Epoch
	}
	v, err := h.Hub.Join(r.Context(), realtime.Viewing{
		RoomID: room.ID, Slug: room.Slug, Person: person(a.User), Session: a.Session,
		Address: addressOf(r), Since: since, Epoch: epoch, Meta: number(r.URL.Query().Get("meta"), -1),
	})
	if err != nil {
		return nil, chat.Standing{}, h.full(err)
	}
	st, err := admit()
	if err != nil {
		v.Leave()
		return nil, st, err
	}
	v.Introduce(h.you(r.Context(), st))
	return v, st, nil
}

// admit judges whether somebody may watch a room from where they are.
func (h *Handlers) admit(ctx context.Context, a chat.Actor, room chat.Room) (chat.Standing, error) {
	st, err := h.Chat.Admit(ctx, a, room.Slug)
	if err == nil {
		err = h.Chat.JudgeNetwork(ctx, a)
	}
	return st, err
}

// you tells a page that begins its person's rank, and moderators what waits for them; guests have none.
func (h *Handlers) you(ctx context.Context, st chat.Standing) string {
	if st.User.ID == 0 {
		return ""
	}
	wait, _ := h.Chat.Waiting(ctx, st) // refused to those who hear nothing of it
	return views.LiveYou(st, wait, nil)
}

func person(u chat.User) realtime.Person {
	return realtime.Person{ID: u.ID, Name: u.Name, Handle: u.Handle, Avatar: u.Avatar}
}

// stillThere says whether the session that began this request has not been ended meanwhile.
func (h *Handlers) stillThere(ctx context.Context, a chat.Actor) error {
	if a.Token != 0 {
		return h.Chat.HasToken(ctx, a)
	}
	list, err := h.Chat.Sessions(ctx, a)
	if err != nil {
		return err
	}
	for _, s := range list {
		if s.ID == a.Session {
			return nil
		}
	}
	return &chat.Error{Kind: chat.SignIn, Message: "You were signed out. Sign in again."}
}

// full says in words that no further page may be opened.
func (h *Handlers) full(err error) error {
	refused, ok := errors.AsType[*realtime.Refused](err)
	if !ok {
		return err
	}
	h.Limited("socket_" + refused.Reason)
	e := &chat.Error{Kind: chat.Unavailable, RetryAfter: max(refused.RetryAfter, time.Second), Message: "Parley has as many open pages as it can hold. This one tries again by itself."}
	if refused.Reason == "user" || refused.Reason == "address" {
		e.Kind, e.Message = chat.TooSoon, "You have very many pages of Parley open. Close some of them."
	}
	return e
}

// endless lifts the time limit of an answer that does not end, or is long in coming.
func endless(w http.ResponseWriter) { _ = http.NewResponseController(w).SetWriteDeadline(time.Time{}) }
