package views

import (
	"cmp"
	"context"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"parley/chat"
)

// FiltersView lists the filters of a room, or of the whole place.
type FiltersView struct {
	At      chat.FilterPlace
	Filters []chat.Filter
}

// FilterView is one filter as a form: new ones have no id.
type FilterView struct {
	At        chat.FilterPlace
	Filter    chat.Filter
	Hits      []chat.HitListing // what it caught lately
	Rehearsal *chat.Rehearsal   // nil: none was asked for
	Form      Form              // fields name, kind, pattern, allow, act, answer, mute_for, exempt
	Now       time.Time
}

// FiltersURL is where the filters of a room are, or (no slug) those of the place.
func FiltersURL(slug string) string {
	if slug == "" {
		return "/admin/filters"
	}
	return RoomURL(slug) + "/filters"
}

// url is where the form goes.
func (v FilterView) url() string {
	if v.Filter.ID == 0 {
		return FiltersURL(v.At.Slug)
	}
	return FiltersURL(v.At.Slug) + "/" + id(v.Filter.ID)
}

// title is what the filter is called, as far as it is.
func (v FilterView) title() string {
	switch name := strings.TrimSpace(v.Form.Or("name", v.Filter.Name)); {
	case v.Filter.ID != 0:
		return v.Filter.Name
	case name != "":
		return name
	}
	return "New filter"
}

func (v FilterView) about() string {
	switch {
	case v.Filter.ID == 0:
		return "Filter, not yet saved"
	case v.Filter.Watch:
		return "Filter, only watching"
	}
	return "Filter, in force"
}

// filterKind is a kind of filter, as its form explains it.
type filterKind struct {
	kind        chat.FilterKind
	label       string
	field, hint string // of the pattern
	before      string // what stands there first
	lines       bool   // it has several
}

var filterKinds = []filterKind{
	{chat.FilterWords, "Words", "Words and phrases, one a line", "Large and small letters are the same, and so are letters that look alike. A * at the end stands for any ending: follow*", "", true},
	{chat.FilterExpressions, "Expressions", "Regular expressions (RE2), one a line", "At most 500 bytes each. (?i) at the beginning: large and small letters are the same.", "", true},
	{chat.FilterLinks, "Links", "No links to these hosts, one a line", "Empty: to no host but those below. A host stands for all within it.", "", true},
	{chat.FilterMentions, "Mentions", "Messages that name so many people", "A number from 1 to 100.", "6", false},
	{chat.FilterRepeats, "Repeats", "The same so often in a row", "A character, a word, or up to eight words that come again and again. A number from 3 to 1,000.", "10", false},
	{chat.FilterCapitals, "Capitals", "So many of a hundred letters in capitals", "A number from 1 to 100. Texts of fewer than twelve letters are left alone.", "80", false},
}

// kind is what the filter looks for.
func (v FilterView) kind() filterKind { return kindOfFilter(v.Filter.Kind) }

func kindOfFilter(kind chat.FilterKind) filterKind {
	for _, k := range filterKinds {
		if k.kind == kind {
			return k
		}
	}
	return filterKinds[0]
}

var filterActs = []option{
	{string(chat.FilterHold), "hold it for a moderator", ""}, {string(chat.FilterRefuse), "refuse it, with a text", ""},
	{string(chat.FilterRemove), "remove it", ""}, {string(chat.FilterMute), "hold it, and mute the person", ""},
}

var filterExempt = []option{
	{string(chat.ExemptStaff), "moderators", ""}, {string(chat.ExemptOld), "moderators and older accounts", ""}, {string(chat.ExemptMembers), "moderators and members of the room", ""},
}

// muteTerms are how long a rule can mute: never for good.
var muteTerms = terms[:len(terms)-1]

// muteTerm is what the field of the mute's length begins with.
func (v FilterView) muteTerm() string {
	for _, o := range muteTerms {
		if d, err := time.ParseDuration(o.Value); err == nil && d == v.Filter.MuteFor {
			return o.Value
		}
	}
	return "1h"
}

// does says in a few words what a filter does.
func does(f chat.Filter) string {
	word := map[chat.FilterAct]string{chat.FilterHold: "holds it", chat.FilterRefuse: "refuses it", chat.FilterRemove: "removes it", chat.FilterMute: muteWords(f.MuteFor)}[f.Act]
	if f.Watch {
		return "only watches"
	}
	return cmp.Or(word, "looks at words")
}

// muteWords says what a filter does that mutes; 0: it is not told for how long.
func muteWords(d time.Duration) string {
	if d == 0 {
		return "holds it and mutes the person"
	}
	return "holds it and mutes for " + termOf(d)
}

// summary is a filter in one line.
func summary(f chat.Filter) string {
	return kindOfFilter(f.Kind).label + ", " + does(f) + ", " + Count(f.Caught, "caught one", "caught %s")
}

// foundID is the id of the i-th message that a rehearsal found.
func foundID(i int) string { return "found-" + id(int64(i)) }

// caughtSoFar heads what a filter caught.
func caughtSoFar(n int64) string {
	if n == 0 {
		return "It has caught nothing yet"
	}
	return Count(n, "It has caught one message", "It has caught %s messages")
}

// caughtFrom is whose words a hit is about.
func caughtFrom(h chat.HitListing) string { return cmp.Or(h.Person.Name, "Somebody new") }

// caughtAs says what was done to a hit.
func caughtAs(done string) string {
	return map[string]string{chat.HitWatched: "would have been caught", chat.HitHeld: "held", chat.HitRefused: "refused", chat.HitRemoved: "removed", chat.HitMuted: "held, and muted"}[done]
}

// hitRoom says where something was caught.
func hitRoom(h chat.HitListing) string {
	switch {
	case h.RoomID == 0:
		return "in a name or a profile"
	case h.Room.Kind == chat.Direct:
		return "in a conversation"
	case h.Room.Kind == chat.Private:
		return "in a private room"
	}
	return "in " + h.Room.Name
}

// hitURL is where a hit stands, if it is to be read by everybody who reads this page.
func hitURL(v FilterView, h chat.HitListing) string {
	if h.Seq == 0 || h.Room.Kind == chat.Direct || h.Room.Kind == chat.Private && v.At.Slug == "" {
		return ""
	}
	return MessageURL(chat.Message{Slug: h.Room.Slug, Seq: h.Seq})
}

// lookedAt is the heading of a rehearsal.
func (v FilterView) lookedAt(c Clock) string {
	r := v.Rehearsal
	if r.Looked == 0 {
		return "Nothing has been said yet that it could catch"
	}
	what := Count(int64(r.Looked), "In the last message", "In the last %s messages") + ", since " + c.Day(r.Since)
	if r.Stopped {
		what += ": no further, it takes too long"
	}
	return what
}

// pattern is what stands in the pattern's field.
func (v FilterView) pattern() string { return cmp.Or(v.Filter.Pattern, v.kind().before) }

// millis is a time in thousandths of a second.
func millis(d time.Duration) string {
	if d < 10*time.Microsecond {
		return "< 0.01"
	}
	return strconv.FormatFloat(d.Seconds()*1_000, 'f', 2, 64)
}

// caughtIn marks what a filter caught among the words around it, without a space that was not typed.
func caughtIn(h chat.RehearsalHit) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		words := templ.EscapeString(lastRunes(h.Before, 120))
		if h.Caught != "" {
			words += "<mark>" + templ.EscapeString(h.Caught) + "</mark>"
		}
		_, err := io.WriteString(w, words+templ.EscapeString(firstRunes(h.After, 240)))
		return err
	})
}

// lastRunes and firstRunes are as much of a text as stands beside what was caught in it.
func lastRunes(text string, n int) string {
	if all := []rune(text); len(all) > n {
		return "…" + string(all[len(all)-n:])
	}
	return text
}

func firstRunes(text string, n int) string {
	if all := []rune(text); len(all) > n {
		return string(all[:n]) + "…"
	}
	return text
}
