package views

import (
	"fmt"
	"net/url"
	"strings"
	"time"

	"parley/chat"
)

func deskPage(p Page) Page {
	p.Section = "desk"
	if p.Title == "" {
		p.Title = "Desk"
	}
	return p
}

func (v DeskView) frame() frame {
	f := frame{desk: true, mod: true, open: v.atCase()}
	if v.Open != nil && v.Open.Seq != 0 {
		f.rules = fmt.Sprintf("#m-%d{background:var(--bad-wash)}", v.Open.ID)
	}
	return f
}

// waitURL is where the queue asks for itself again.
func (v DeskView) waitURL() string {
	to := fmt.Sprintf("/desk/wait?rev=%d&kind=%s", v.Rev, v.Kind)
	if v.Room != "" {
		to += "&room=" + url.QueryEscape(v.Room)
	}
	if v.Open != nil {
		to += "&case=" + v.Open.Subject()
	}
	return to
}

// caseURL keeps the kind and the room that are shown.
func (v DeskView) caseURL(c chat.Case) string {
	_, query, _ := strings.Cut(v.url(v.Kind), "?")
	if query == "" {
		return CaseURL(c)
	}
	return CaseURL(c) + "?" + query
}

// NextURL is where a moderator goes on: the case that waits the longest of the kind and the
// room that are shown, or their clear desk.
func (v DeskView) NextURL() string {
	some := v.shown()
	if len(some) == 0 {
		return v.url(v.Kind)
	}
	return v.caseURL(some[len(some)-1])
}

// dealings is the page on which moderators deal with the person: in the whole place by those who can, else in the room.
func (v DeskView) dealings() string {
	room := v.Open.Room.Slug
	if v.Open.SweepsEverywhere() {
		room = ""
	}
	return ModerateURL(v.Open.Person.Handle, room, 0)
}

func (v DeskView) inRoom() string {
	if v.Open.Room.ID == 0 {
		return ""
	}
	return "in " + v.Open.Room.Name
}

// standing says what is known of the person: "@ada, here since 4 May 2026. 2 earlier sanctions."
func (v DeskView) standing(p Page) string {
	since := "@" + v.Open.Person.Handle + ", here since " + p.Clock().Day(v.Open.Past.User.CreatedAt) + ". "
	if v.Now.Sub(v.Open.Past.User.CreatedAt) < 48*time.Hour {
		since = "@" + v.Open.Person.Handle + ", account " + Wait(v.Now.Sub(v.Open.Past.User.CreatedAt)) + " old. "
	}
	if n := len(v.Open.Past.Sanctions); n > 0 {
		return since + Count(int64(n), "One earlier sanction.", "%s earlier sanctions.")
	}
	return since + "No earlier sanction."
}

// verdicts are what can be decided about a report: with a message, it goes in any case.
func (v DeskView) verdicts() []option {
	if v.Open.Seq == 0 {
		return []option{{Value: "warn", Label: "Warn"}, {Value: "mute", Label: "Mute"}, {Value: "ban", Label: "Ban"}}
	}
	return []option{{Value: "remove", Label: "Remove"}, {Value: "warn", Label: "and warn"}, {Value: "mute", Label: "and mute"}, {Value: "ban", Label: "and ban"}}
}

// choices are how many keys choose what happens: none where there is nothing to choose.
func (v DeskView) choices() int {
	switch {
	case v.Open == nil:
		return 4
	case v.Open.Kind == chat.CaseReport && v.Open.Past.MayAct == nil:
		return len(v.verdicts())
	}
	return 0
}

// moderate lends the list of earlier decisions to the case.
func (v DeskView) moderate() ModerateView { return ModerateView{Past: v.Open.Past, Now: v.Now} }

// accused is a message among its neighbours, each with its author.
func (v DeskView) accused(m chat.Message) chat.Message {
	m.Cont = false
	return m
}

// reportedAt is when somebody reported: the time of day today, else the day.
func (v DeskView) reportedAt(c Clock, l chat.ReportListing) string {
	if c.SameDay(l.At, v.Now) {
		return c.Time(l.At)
	}
	return c.Brief(l.At)
}

// termLabel says where a mute or a ban holds that is decided, before it says for how long.
func (v DeskView) termLabel() string {
	if room := v.Open.Holds(); room.ID != 0 {
		return "A mute or a ban holds in " + room.Name + " for"
	}
	return "A mute or a ban holds in the whole place for"
}

// sweepLabel says how far a verdict reaches.
func (v DeskView) sweepLabel() string {
	if v.Open.SweepsEverywhere() {
		return "What else goes with it, in every room"
	}
	return "What else goes with it, in this room"
}
