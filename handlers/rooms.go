package handlers

import (
	"fmt"
	"hash/crc32"
	"net/http"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"parley/chat"
	"parley/realtime"
	"parley/views"
)

// room shows a room's newest messages.
func (h *Handlers) room(w http.ResponseWriter, r *http.Request) error {
	st, sidebar, err := h.Chat.Visit(r.Context(), actorOf(r), roomOf(r))
	if err != nil {
		return err
	}
	if sharesPage(r, st) {
		place, err := h.Chat.Place(r.Context())
		if err != nil || h.unchanged(w, r, st, place) {
			return err
		}
		return h.guestRoom(w, r.WithContext(templ.WithNonce(r.Context(), "")), st)
	}
	if selects(r, st) {
		return h.showSelection(w, r, st)
	}
	t, err := h.tail(r, st)
	if err != nil {
		return err
	}
	c, err := h.roomPage(r, st, sidebar, t, h.blank(r, st))
	if err != nil {
		return err
	}
	h.visited(r, st)
	return h.render(w, r, http.StatusOK, c)
}

// permalink shows a room around one message.
func (h *Handlers) permalink(w http.ResponseWriter, r *http.Request) error {
	st, err := h.Chat.View(r.Context(), actorOf(r), roomOf(r))
	if err != nil {
		return err
	}
	if selects(r, st) {
		return h.showSelection(w, r, st)
	}
	win, err := h.Chat.Around(r.Context(), st, seqOf(r))
	if err != nil {
		return err
	}
	c, err := h.roomPage(r, st, nil, tail{window: win}, h.blank(r, st))
	if err != nil {
		return err
	}
	if win.AtEnd {
		h.visited(r, st)
	}
	return h.render(w, r, http.StatusOK, c)
}

// roomPage puts a room's page together: with composer as it shall be. sidebar may be nil.
func (h *Handlers) roomPage(r *http.Request, st chat.Standing, sidebar []chat.RoomListing, t tail, composer views.ComposerView) (templ.Component, error) {
	p, v, err := h.roomView(r, st, sidebar, t)
	v.Composer = composer
	return views.RoomPage(p, v), err
}

func (h *Handlers) roomView(r *http.Request, st chat.Standing, sidebar []chat.RoomListing, t tail) (p views.Page, v *views.RoomView, err error) {
	v = &views.RoomView{Standing: st, Window: t.window, Fragments: t.fragments, Runs: t.runs, Target: seqOf(r)}
	if p, err = h.frameWith(r, st.Room.Name, sidebar); err != nil {
		return p, v, err
	}
	p.Current = st.Room.Slug
	if t.window.AtEnd {
		readHere(p.Sidebar, st.Room)
	}
	if p.Actor.SignedIn() {
		if v.Members, err = h.Chat.MemberCount(r.Context(), st); err != nil {
			return p, v, err
		}
		v.Waiting, _ = h.Chat.Waiting(r.Context(), st) // refused to those who hear nothing of it
	}
	v.Here, v.HereCount = h.here(st.Room.ID)
	if last := st.Member.LastReadSeq; st.IsMember() && last < st.Room.LastSeq {
		v.NewSince, v.NewCount = last+1, st.Room.LastSeq-last
	}
	return p, v, nil
}

// readHere takes the unread count off the room that is being read.
func readHere(sidebar []chat.RoomListing, room chat.Room) {
	for i := range sidebar {
		if sidebar[i].ID == room.ID {
			sidebar[i].Member.LastReadSeq, sidebar[i].Mentions = sidebar[i].LastSeq, 0
		}
	}
}

func (h *Handlers) here(roomID int64) ([]chat.Person, int) {
	people, count := h.Hub.Here(roomID)
	return realtime.ChatPersons(people), count
}

// blank is the composer as a page begins with it: with what was kept while its
// author signed in, or the message that the address says it answers.
func (h *Handlers) blank(r *http.Request, st chat.Standing) views.ComposerView {
	v := views.ComposerView{Room: st.Room, Nonce: chat.NewNonce(), Guest: !actorOf(r).SignedIn(), Now: h.Now()}
	if v.Guest {
		return v
	}
	v.Holds, _ = h.Chat.HoldsOf(r.Context(), st) // without them the page is still whole
	v.Closed, v.SlowWait, v.Warning = st.Closed(), st.SlowWait(v.Now), st.Warning()
	reply := number(r.URL.Query().Get("reply"), 0)
	if d, ok := h.takeDraft(r, st.Room.Slug); ok {
		v.Body, v.Nonce, reply = d.Body, d.Nonce, d.ReplyTo
	}
	h.answering(r, st, &v, reply)
	return v
}

// answering fills in the message that a draft answers, if it is there.
func (h *Handlers) answering(r *http.Request, st chat.Standing, v *views.ComposerView, seq int64) {
	if seq == 0 {
		return
	}
	if m, err := h.Chat.Message(r.Context(), st, seq); err == nil && !m.Removed() {
		v.ReplyTo = &m
	}
}

// prefetched says whether the browser only fetched a page ahead.
func prefetched(r *http.Request) bool {
	return strings.Contains(r.Header.Get("Sec-Purpose"), "prefetch")
}

// visited notes that somebody has seen a room's end, unless the browser only fetched it ahead.
func (h *Handlers) visited(r *http.Request, st chat.Standing) {
	if prefetched(r) || !st.IsMember() {
		return
	}
	h.Chat.MarkRead(st, st.Room.LastSeq)
	if h.sessions.GetString(r.Context(), "room") != st.Room.Slug {
		h.sessions.Put(r.Context(), "room", st.Room.Slug)
	}
}

func (h *Handlers) markRead(w http.ResponseWriter, r *http.Request) error {
	st, err := h.Chat.View(r.Context(), actorOf(r), roomOf(r))
	if err != nil {
		return err
	}
	h.Chat.MarkRead(st, number(r.PostFormValue("seq"), 0))
	if isHTMX(r) || r.Header.Get("Sec-Fetch-Mode") == "cors" || r.Header.Get("Sec-Fetch-Mode") == "no-cors" {
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
	return seeOther(w, r, views.RoomURL(roomOf(r)))
}

// knownTags are the versions a reader has. Proxies that compress make them weak, which is the same here.
func knownTags(r *http.Request) []string {
	var tags []string
	for tag := range strings.SplitSeq(strings.Join(r.Header.Values("If-None-Match"), ","), ",") {
		tags = append(tags, strings.TrimPrefix(strings.TrimSpace(tag), "W/"))
	}
	return tags
}

// sharesPage says whether a room's page is the same for this reader as for all guests.
func sharesPage(r *http.Request, st chat.Standing) bool {
	return st.Room.Public && !actorOf(r).SignedIn() && r.Header.Get("Cookie") == ""
}

// unchanged lets caches keep the page of a public room for guests: it is the
// same for all of them, has no nonce, and is named by all that it shows. It
// answers 304 when the reader's copy is still that.
func (h *Handlers) unchanged(w http.ResponseWriter, r *http.Request, st chat.Standing, place chat.Place) bool {
	hd := w.Header()
	frame := crc32.ChecksumIEEE(fmt.Appendf(nil, "%+v", place)) // its name, welcome, zone and colour are on the page
	tag := fmt.Sprintf(`"%s.%d.%d.%s.%x"`, st.Room.Epoch, st.Room.Rev, st.Room.Meta, h.Build, frame)
	hd.Set("Content-Security-Policy", policy("", false))
	hd.Set("Cache-Control", "public, no-cache")
	hd.Set("Vary", "Cookie")
	hd.Set("ETag", tag)
	if !slices.Contains(knownTags(r), tag) {
		return false
	}
	hd.Del("Content-Security-Policy") // the one of the reader's copy stays
	w.WriteHeader(http.StatusNotModified)
	return true
}
