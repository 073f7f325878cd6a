package views

import (
	"cmp"
	"errors"
	"fmt"
	"time"

	"parley/chat"
)

// SanctionURL is the page on which a person reads of a sanction, and appeals.
func SanctionURL(x int64) string { return "/sanctions/" + id(x) }

// ModerateURL is the page on which moderators decide about a person: in a room,
// perhaps because of a message (seq), or (no room) in the whole place.
func ModerateURL(handle, room string, seq int64) string {
	to := PersonURL(handle) + "/moderate"
	switch {
	case room != "" && seq != 0:
		return to + "?room=" + room + "&message=" + id(seq)
	case room != "":
		return to + "?room=" + room
	}
	return to
}

// SanctionView is what a person reads of what was decided about them.
type SanctionView struct {
	Sanction chat.Sanction
	Room     chat.Room // the zero one: everywhere
	Appeal   chat.Appeal
	Form     Form
	Now      time.Time
}

// ModerateView is what a moderator sees before deciding about a person.
type ModerateView struct {
	chat.Past
	Message int64 // seq of the message it is about; 0: none
	Form    Form
	Now     time.Time
}

// sanctionIn is what keeps the reader from writing; nil when it is something else.
func sanctionIn(err error) *chat.Sanction {
	if e, ok := errors.AsType[*chat.Error](err); ok {
		return e.Sanction
	}
	return nil
}

// left is how long a sanction stands from the moment the page is made.
func (v ComposerView) left(x chat.Sanction) time.Duration { return x.Left(v.Now) }

// longestTimer is the longest time that browsers wait for; a longer one ends at once.
const longestTimer = 24 * 24 * time.Hour

// again is when htmx looks whether the person may write now; empty: not at all.
func (v ComposerView) again() string {
	x := sanctionIn(v.Closed)
	if x == nil || v.Frame || v.Thread != 0 {
		return ""
	}
	if left := v.left(*x); left > 0 && left < longestTimer {
		return "load delay:" + seconds(left+time.Second) + "s"
	}
	return ""
}

func mutedWhere(x chat.Sanction) string {
	if x.RoomID == 0 {
		return "You are muted in the whole place"
	}
	return "You are muted in this room"
}

func appealLink(x chat.Sanction) string {
	if x.Appealed {
		return "Your appeal was sent"
	}
	return "Say that this is wrong"
}

// spans for how long something can be decided.
var terms = []option{
	{"10m", "10 minutes", ""}, {"1h", "1 hour", ""}, {"24h", "1 day", ""}, {"168h", "7 days", ""}, {"720h", "30 days", ""}, {"0", "For good", ""},
}

var sweeps = []option{
	{"", "None of their messages", ""}, {"hour", "Those of the last hour", ""}, {"day", "Those of the last day", ""}, {"all", "All of their messages", ""},
}

// decided says what a sanction was: "Muted in lounge until 27 November 2026, 09:52".
func decided(c Clock, l chat.SanctionListing) string {
	where := " everywhere"
	if l.RoomID != 0 {
		where = " in " + l.RoomName
	}
	what := map[chat.SanctionKind]string{chat.Warn: "Warned", chat.Mute: "Muted", chat.Kick: "Kicked", chat.Ban: "Banned"}[l.Kind]
	switch {
	case l.Kind == chat.Warn || l.Kind == chat.Kick:
		return what + where
	case l.Until.IsZero():
		return what + where + ", for good"
	}
	return fmt.Sprintf("%s%s until %s", what, where, c.Stamp(l.Until))
}

func byWhom(l chat.SanctionListing) string {
	if l.By == 0 {
		return "a rule"
	}
	return l.ByName
}

// state is what became of a sanction, in a word and its colour; empty while it is simply over.
func stateOf(l chat.SanctionListing, now time.Time) (word, class string) {
	switch {
	case !l.LiftedAt.IsZero():
		return "Lifted", ""
	case l.InForce(now) && l.Appealed:
		return "Appealed", "warn"
	case l.InForce(now):
		return "In force", "bad"
	}
	return "", ""
}

// heldUntil is the heading of the page that tells a person what was decided about them.
func heldUntil(p Page, v SanctionView) string {
	what := "You cannot come in"
	switch {
	case v.Sanction.Kind == chat.Warn:
		return "You were warned"
	case v.Sanction.Kind == chat.Kick:
		return "You were asked to leave"
	case !v.Sanction.InForce(v.Now):
		return "This is over"
	case v.Sanction.Kind == chat.Mute:
		what = "You cannot write"
	}
	if v.Sanction.RoomID != 0 {
		what += " in " + cmp.Or(v.Room.Name, "a room")
	}
	if v.Sanction.Until.IsZero() {
		return what
	}
	return what + " until " + p.Clock().Stamp(v.Sanction.Until)
}

func (v SanctionView) reason() string {
	if v.Sanction.Reason == "" {
		return "None was given."
	}
	return v.Sanction.Reason
}
