package handlers

import (
	"net/http"
	"strings"
	"time"

	"github.com/a-h/templ"

	"parley/chat"
	"parley/views"
)

// showControls is where a room's moderators set who writes in it, and how fast.
func (h *Handlers) showControls(w http.ResponseWriter, r *http.Request) error {
	c, err := h.controlsPage(r, h.takeForm(r))
	if err != nil {
		return err
	}
	return h.render(w, r, http.StatusOK, c)
}

func (h *Handlers) controlsPage(r *http.Request, f views.Form) (templ.Component, error) {
	st, err := h.Chat.View(r.Context(), actorOf(r), roomOf(r))
	if err == nil {
		err = st.MayJudge()
	}
	if err != nil {
		return nil, err
	}
	p, err := h.frame(r, "Moderation of "+st.Room.Name)
	p.Current = st.Room.Slug
	return views.ControlsPage(p, views.ControlsView{Standing: st, Form: f, Now: h.Now()}), err
}

func (h *Handlers) saveControls(w http.ResponseWriter, r *http.Request) error {
	st, err := h.Chat.View(r.Context(), actorOf(r), roomOf(r))
	if err != nil {
		return err
	}
	c, err := controlsOf(r, st.Room.Controls, h.Now())
	if err == nil {
		_, err = h.Chat.SetControls(r.Context(), actorOf(r), roomOf(r), c)
	}
	if err != nil {
		return h.refuse(w, r, err, func(f views.Form) (templ.Component, error) { return h.controlsPage(r, f) })
	}
	return h.done(w, r, views.RoomURL(roomOf(r))+"/controls", "The room's rules are saved. They hold from now on.")
}

// controlsOf reads the form. What has an end of its own keeps it when it is not set anew.
func controlsOf(r *http.Request, was chat.Controls, now time.Time) (chat.Controls, error) {
	c := chat.Controls{LockReason: r.PostFormValue("lock_reason")}
	c.SlowMode, c.Delay = secondsOf(r, "slow"), secondsOf(r, "delay")
	switch slow := r.PostFormValue("slow_for"); {
	case c.SlowMode <= 0 || slow == "" || slow == "0":
	case slow == "keep":
		c.SlowUntil = was.SlowUntil
	default:
		d, err := time.ParseDuration(slow)
		if err != nil || d <= 0 {
			return c, &chat.Error{Kind: chat.Invalid, Field: "slow_for", Message: "Choose for how long."}
		}
		c.SlowUntil = now.Add(d)
	}
	var words []string
	for _, word := range []string{chat.ApproveAll, chat.ApproveNew, chat.ApproveLinks} {
		if r.PostFormValue("approve-"+word) == "on" {
			words = append(words, word)
		}
	}
	c.Approve = chat.Approval(strings.Join(words, " "))
	return c, lockOf(r.PostFormValue("lock"), &c, was, now)
}

// secondsOf reads a field in seconds; none is nought, and what is no number is less.
func secondsOf(r *http.Request, field string) time.Duration {
	text := r.PostFormValue(field)
	if text == "" {
		return 0
	}
	return time.Duration(number(text, -1)) * time.Second
}

// lockOf reads the lock: open, keep, until somebody opens it (0), or for a time.
func lockOf(word string, c *chat.Controls, was chat.Controls, now time.Time) error {
	switch word {
	case "", "open":
		return nil
	case "keep":
		c.LockedAt, c.LockedUntil = was.LockedAt, was.LockedUntil
		return nil
	}
	c.LockedAt = now
	if word == "0" {
		return nil
	}
	d, err := time.ParseDuration(word)
	if err != nil || d <= 0 {
		return &chat.Error{Kind: chat.Invalid, Field: "lock", Message: "Choose for how long the room is locked."}
	}
	c.LockedUntil = now.Add(d)
	return nil
}
