package views

import (
	"net/url"
	"slices"
	"time"

	"parley/chat"
)

// AuditView is a page of the audit log, and the filter that picked it.
type AuditView struct {
	chat.AuditPage
	Filter url.Values // fields who, act, room, from, to, q, before: as they were sent
	Form   Form       // the filter again, when it was refused
	Now    time.Time
}

// auditDay is what was done on one day, newest first.
type auditDay struct {
	At      time.Time
	Entries []chat.AuditRecord
}

// days parts the entries by day, in the zone of the place.
func (v AuditView) days(c Clock) (all []auditDay) {
	for _, e := range v.Entries {
		if n := len(all); n == 0 || !c.SameDay(all[n-1].At, e.At) {
			all = append(all, auditDay{At: e.At})
		}
		day := &all[len(all)-1]
		day.Entries = append(day.Entries, e)
	}
	return all
}

// filtered says whether anything but the place in the log was asked for.
func (v AuditView) filtered() bool {
	for field, values := range v.Filter {
		if field != "before" && len(values) > 0 && values[0] != "" {
			return true
		}
	}
	return false
}

// address is the log with this filter; before 0 begins with the newest.
func (v AuditView) address(page string, before int64) string {
	q := url.Values{}
	for field, values := range v.Filter {
		if field != "before" && len(values) > 0 && values[0] != "" {
			q.Set(field, values[0])
		}
	}
	if before != 0 {
		q.Set("before", id(before))
	}
	if len(q) == 0 {
		return page
	}
	return page + "?" + q.Encode()
}

// rooms are the answers to which room.
func (v AuditView) rooms() []option {
	all := []option{{Label: "Every room"}}
	for _, r := range v.Rooms {
		all = append(all, option{Value: r.Slug, Label: r.Name})
	}
	return withChosen(all, v.Filter.Get("room"))
}

// acts are the answers to which act.
func (v AuditView) acts() []option {
	all := []option{{Label: "Every act"}}
	for word, a := range auditActs {
		if v.All || slices.Contains(chat.StaffActs, word) || a.room {
			all = append(all, option{Value: word, Label: a.label})
		}
	}
	slices.SortFunc(all[1:], func(a, b option) int {
		if a.Label < b.Label {
			return -1
		}
		return 1
	})
	return withChosen(all, v.Filter.Get("act"))
}

// withChosen keeps what was chosen among the answers, though it be none of them.
func withChosen(all []option, chosen string) []option {
	if slices.ContainsFunc(all, func(o option) bool { return o.Value == chosen }) {
		return all
	}
	return append(all, option{Value: chosen, Label: chosen})
}

// becameOf is what became of an entry's act, in a word and its colour; empty where there is nothing to tell.
func becameOf(e chat.AuditRecord, now time.Time) (word, class string) {
	x, v := e.Sanction, e.Removal
	switch {
	case v.ID != 0 && e.Act == "messages_removed" && !v.UndoneAt.IsZero():
		return "Undone", ""
	case x.ID == 0 || e.Act != actOf[x.Kind]:
		return "", ""
	case !x.LiftedAt.IsZero():
		return "Lifted", ""
	case e.Contest && x.InForce(now):
		return "Appealed", "warn"
	case x.InForce(now):
		return "Running", "warn"
	}
	return "", ""
}

// actOf are the kinds of sanction as the log names them.
var actOf = map[chat.SanctionKind]string{chat.Warn: "warned", chat.Mute: "muted", chat.Kick: "kicked", chat.Ban: "banned"}

// undoURL is where an act is taken back.
func undoURL(e chat.AuditRecord) string {
	if e.Removal.ID != 0 {
		return UndoRemovalURL(e.Removal.ID)
	}
	return SanctionURL(e.Sanction.ID) + "/lift"
}

// entryIcon stands where nobody's picture can.
func entryIcon(e chat.AuditRecord) string {
	if a, known := auditActs[e.Act]; known && e.Act[:4] == "sign" {
		return a.icon
	}
	return "bot"
}

func undoWord(e chat.AuditRecord) string {
	if e.Removal.ID != 0 {
		return "Undo"
	}
	return "Lift"
}

// evidence says how many messages were kept with a sanction.
func evidence(e chat.AuditRecord) string {
	if n := int64(len(e.Sanction.Evidence)); n > 0 && e.Act == actOf[e.Sanction.Kind] {
		return Count(n, "One message kept as evidence", "%s messages kept as evidence")
	}
	return ""
}

// AuditState is what became of an entry's act, in a word: Running, Appealed, Lifted or Undone.
func AuditState(e chat.AuditRecord, now time.Time) string {
	word, _ := becameOf(e, now)
	return word
}
