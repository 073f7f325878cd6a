package handlers

import (
	"net/http"
	"time"

	"github.com/a-h/templ"

	"parley/chat"
	"parley/views"
)

// raidOfWave is how long the raid measures last that are pressed on a wave's case.
const raidOfWave = time.Hour

// decideWave carries out what a moderator does about many who came at once.
func (h *Handlers) decideWave(r *http.Request, d chat.Dossier, do string) (notice string, err error) {
	ctx, a := r.Context(), actorOf(r)
	switch do {
	case "raid":
		return "Raid measures are on for an hour.", h.Chat.StartRaid(ctx, a, d.Room.Slug, raidOfWave)
	case "hold":
		return "What they write waits for a moderator, for a day.", h.Chat.HoldWave(ctx, a, d.Subject())
	case "dismiss":
		return "The case is closed.", h.Chat.EndWave(ctx, a, d.Subject())
	}
	return "", errVerdict
}

// showInviteBan tells whom the ban of all who came by an invite meets, before it is made.
func (h *Handlers) showInviteBan(w http.ResponseWriter, r *http.Request) error {
	c, err := h.inviteBanPage(r, h.takeForm(r))
	if err != nil {
		return err
	}
	return h.render(w, r, http.StatusOK, c)
}

func (h *Handlers) inviteBanPage(r *http.Request, f views.Form) (templ.Component, error) {
	invite, came, err := h.Chat.InviteReach(r.Context(), actorOf(r), idOf(r))
	if err != nil {
		return nil, err
	}
	p, err := h.frame(r, "Ban by invitation")
	return views.InviteBanPage(p, views.InviteBanView{Invite: invite, Came: int64(came), Form: f}), err
}

// banInvite bans all who came by an invite, and ends it.
func (h *Handlers) banInvite(w http.ResponseWriter, r *http.Request) error {
	d, err := termOf(r)
	var b chat.RangeBan
	if err == nil {
		b, err = h.Chat.BanInvite(r.Context(), actorOf(r), idOf(r), d, r.PostFormValue("reason"))
	}
	if err != nil {
		return h.refuse(w, r, err, func(f views.Form) (templ.Component, error) { return h.inviteBanPage(r, f) })
	}
	return h.done(w, r, views.RangesURL, views.Count(b.Accounts, "One account is banned.", "%s accounts are banned."))
}

// termOf reads for how long something is decided; 0: for good.
func termOf(r *http.Request) (time.Duration, error) {
	term := r.PostFormValue("for")
	if term == "" || term == "0" {
		return 0, nil
	}
	d, err := time.ParseDuration(term)
	if err != nil || d <= 0 {
		return 0, &chat.Error{Kind: chat.Invalid, Field: "for", Message: "Choose for how long."}
	}
	return d, nil
}
