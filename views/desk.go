package views

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/a-h/templ"

	"parley/chat"
)

// DeskView is what waits for a moderator, and the case that is open.
type DeskView struct {
	Cases []chat.Case   // all of the moderator's, the newest first
	Kind  chat.CaseKind // of which kind are shown; empty: all
	Room  string        // slug of the room of which they are shown; empty: all
	Open  *chat.Dossier // nil: none
	// Watching are the filters that only watch, and have caught something lately.
	Watching []chat.Watching
	// Decided is how the case ended that the moderator came too late for; nil: there is none.
	Decided *chat.Decided
	Rev     int64 // what the page shows of the desk
	Form    Form
	Now     time.Time
}

// DeskURL is where all cases stand; CaseURL is one of them.
func DeskURL(kind chat.CaseKind) string {
	if kind == "" {
		return "/desk"
	}
	return "/desk?kind=" + string(kind)
}

// RoomDeskURL is where the cases of one room stand.
func RoomDeskURL(slug string) string { return "/desk?room=" + url.QueryEscape(slug) }

// url is the desk of a kind (empty: all), of the room that is shown.
func (v DeskView) url(kind chat.CaseKind) string {
	switch {
	case v.Room == "":
		return DeskURL(kind)
	case kind == "":
		return RoomDeskURL(v.Room)
	}
	return RoomDeskURL(v.Room) + "&kind=" + string(kind)
}

// CaseURL is the page of one case.
func CaseURL(c chat.Case) string { return "/desk/" + c.Subject() }

// HoldURL is where an author finds what waits.
func HoldURL(room string, hold int64) string { return RoomURL(room) + "#h-" + id(hold) }

// late is how long a case may wait until the desk says so in colour.
const late = 30 * time.Minute

func (v DeskView) shown() (some []chat.Case) {
	for _, c := range v.Cases {
		if v.hasKind(c.Kind) && (v.Room == "" || c.Room.Slug == v.Room) {
			some = append(some, c)
		}
	}
	return some
}

// hasKind says whether the desk shows this kind of case: appeals with pleas, joins with waves.
func (v DeskView) hasKind(k chat.CaseKind) bool {
	return v.Kind == "" || k == v.Kind || v.Kind == chat.CaseAppeal && k == chat.CasePlea || v.Kind == chat.CaseJoin && k == chat.CaseWave
}

func (v DeskView) count(kind chat.CaseKind) int64 {
	return int64(len(DeskView{Cases: v.Cases, Kind: kind, Room: v.Room}.shown()))
}

// about says how much waits, and for how long, as the first tab counts it.
func (v DeskView) about() string {
	all := DeskView{Cases: v.Cases, Room: v.Room}.shown()
	if len(all) == 0 {
		return "Nothing waits"
	}
	return fmt.Sprintf("%d open, the oldest for %s", len(all), Wait(v.Now.Sub(all[len(all)-1].At)))
}

// roomName is how the room is called of which cases are shown; its slug while none of its cases waits.
func (v DeskView) roomName() string {
	for _, c := range v.Cases {
		if c.Room.Slug == v.Room {
			return c.Room.Name
		}
	}
	return v.Room
}

// elsewhere marks what comes with the queue and takes its place outside of it.
var elsewhere = templ.Attributes{"hx-swap-oob": "outerMorph"}

// atCase says whether the page is about one case.
func (v DeskView) atCase() bool { return v.Open != nil || v.Decided != nil }

func (v DeskView) isOpen(c chat.Case) bool { return v.Open != nil && v.Open.Subject() == c.Subject() }

// current marks the case that is open.
func (v DeskView) current(c chat.Case) templ.Attributes {
	if v.isOpen(c) {
		return templ.Attributes{"aria-current": "true"}
	}
	return nil
}

// age is how long a case waits, in the few letters that its place has: 8 m, 3 h, 2 d.
func (v DeskView) age(c chat.Case) string {
	switch d := v.Now.Sub(c.At); {
	case d < time.Hour:
		return fmt.Sprintf("%d m", int(d.Minutes()))
	case d < 24*time.Hour:
		return fmt.Sprintf("%d h", int(d.Hours()))
	default:
		return fmt.Sprintf("%d d", int(d.Hours()/24))
	}
}

func (v DeskView) late(c chat.Case) bool { return v.Now.Sub(c.At) > late }

// caseTitle is whom a case is about, and what they want of a moderator.
func caseTitle(c chat.Case) string {
	switch c.Kind {
	case chat.CaseWave:
		return "Many came at once"
	case chat.CaseAppeal, chat.CasePlea:
		return "Appeal by " + c.Person.Name
	case chat.CaseJoin:
		return "Wants to join: " + c.Person.Name
	}
	return c.Person.Name
}

// caseWhy is why it waits: "3 reports: advertising, in lounge". What somebody wrote stands last, with its own full stop.
func caseWhy(c chat.Case) string {
	in, where := "", ""
	if c.Room.ID != 0 {
		in, where = " in "+c.Room.Name, ", in "+c.Room.Name
	}
	switch c.Kind {
	case chat.CaseReport:
		if c.Seq == 0 {
			return Count(c.Count, "1 report of this person: ", "%s reports of this person: ") + reasonWord(c.Reason)
		}
		return Count(c.Count, "1 report: ", "%s reports: ") + reasonWord(c.Reason) + where
	case chat.CaseHold:
		return "Held" + in + ": " + c.Reason
	case chat.CaseWave:
		return Number(c.Count) + " accounts in a short time" + where
	case chat.CasePlea:
		return "Against the ban of a network: " + c.Reason
	case chat.CaseAppeal:
		return "Against what was decided" + in + ": " + c.Reason
	}
	return "Approval asked"
}

func caseIcon(k chat.CaseKind) string {
	return map[chat.CaseKind]string{chat.CaseReport: "flag", chat.CaseHold: "hourglass", chat.CaseAppeal: "scale", chat.CasePlea: "scale", chat.CaseWave: "users", chat.CaseJoin: "user-plus"}[k]
}

// reasons of reports, as people read them.
var reasons = []option{
	{"spam", "Advertising or spam", ""}, {"unkind", "Unkind or threatening", ""},
	{"personal", "Personal data of somebody", ""}, {"other", "Something else", ""},
}

func reasonWord(reason string) string { return strings.ToLower(labelOf(reasons, reason)) }

// hasDesk says whether the reader moderates anything, as far as the sidebar tells.
func hasDesk(p Page) bool {
	return p.Actor.User.Role.AtLeast(chat.RoleModerator) ||
		slices.ContainsFunc(p.Sidebar, func(l chat.RoomListing) bool {
			return l.Kind != chat.Direct && l.Member.Role.AtLeast(chat.RoleModerator)
		})
}

// reliability is what a reporter's word is worth so far.
func reliability(l chat.ReportListing) string {
	if l.Before == 0 {
		return "First report"
	}
	return fmt.Sprintf("%d of %d upheld", l.Upheld, l.Before)
}

// onIt says who is on a case.
func onIt(p Page, c chat.Case) string {
	if c.Taken.ID == p.Actor.User.ID {
		return "You"
	}
	return c.Taken.Name + " is on this"
}
