package views

import (
	"encoding/json"
	"net/netip"
	"strings"
	"time"

	"parley/chat"
)

// piece is a part of a sentence; names stand out.
type piece struct {
	text string
	name bool
}

// sentence tells what was done by whom to whom, in pieces.
func sentence(e chat.AuditRecord) []piece {
	tells := auditActs[e.Act].tells
	if tells == "" {
		tells = "{who}: {act}{with}{in}"
	}
	return told(tells, e)
}

// told puts what an entry holds in place of the words in braces.
func told(tells string, e chat.AuditRecord) (all []piece) {
	for tells != "" {
		before, rest, found := strings.Cut(tells, "{")
		if before != "" {
			all = append(all, piece{text: before})
		}
		if !found {
			break
		}
		word, after, _ := strings.Cut(rest, "}")
		all, tells = append(all, tell(word, e)...), after
	}
	return all
}

// Sentence is what was done by whom to whom, in plain text.
func Sentence(e chat.AuditRecord) string {
	var b strings.Builder
	for _, p := range sentence(e) {
		b.WriteString(p.text)
	}
	return b.String()
}

// tell is what one word of a sentence stands for.
func tell(word string, e chat.AuditRecord) []piece {
	switch word {
	case "who":
		return []piece{whoDid(e)}
	case "whom":
		return []piece{nameOf(e.Whom.User)}
	case "account":
		if e.UserID == 0 {
			return plain("to no account of this place")
		}
		return append(plain("as "), nameOf(e.Whom.User))
	case "with":
		if e.UserID == 0 || e.Own() {
			return nil
		}
		return append(plain(", "), nameOf(e.Whom.User))
	case "messages":
		return whichMessages(e)
	case "room":
		return []piece{{text: roomName(e.Room), name: true}}
	}
	return plain(detailOf(word, e))
}

// detailOf is a word of a sentence that is no name.
func detailOf(word string, e chat.AuditRecord) string {
	d := detailed(e)
	switch word {
	case "in", "where":
		return whereDone(e, word == "where")
	case "for":
		return howLong(e)
	case "sanction":
		return sanctionName(e.Sanction.Kind)
	case "role":
		return rankName(d.Role, e.RoomID != 0)
	case "does":
		return does(chat.Filter{Act: chat.FilterAct(d.Does), Watch: d.Watch})
	case "changed":
		return whatChanged(d)
	case "controls":
		return whatIsSet(d)
	case "reports":
		return Count(max(1, d.Reports), "a report", "%s reports")
	case "accounts":
		return Count(max(1, d.Accounts), "one account", "%s accounts")
	case "network":
		if n, err := netip.ParsePrefix(d.Network); err == nil {
			return networkName(n)
		}
		return "all who came by an invitation"
	case "devices":
		if e.Detail == "" {
			return "everywhere"
		}
		return "on one device"
	case "days":
		if d.Days == 0 && e.RoomID != 0 {
			return "as in the place"
		}
		return keptWord(d.Days)
	case "older":
		if d.Messages == 0 {
			return ""
		}
		return Count(d.Messages, "; one was older", "; %s were older")
	case "act":
		return strings.ReplaceAll(e.Act, "_", " ")
	}
	return ""
}

func plain(text string) []piece { return []piece{{text: text}} }

func whoDid(e chat.AuditRecord) piece {
	switch {
	case e.ActorID != 0:
	case detailed(e).Operator:
		return piece{text: "Whoever runs Parley", name: true}
	default:
		return piece{text: "A rule", name: true}
	}
	return nameOf(e.Actor.User)
}

// nameOf is what somebody is called now; whoever is gone has no name.
func nameOf(u chat.User) piece {
	switch {
	case u.Name != "":
		return piece{text: u.Name, name: true}
	case u.Handle != "":
		return piece{text: "@" + u.Handle, name: true}
	}
	return piece{text: "somebody who is gone"}
}

func roomName(r chat.Room) string {
	if r.Kind == chat.Direct || r.Name == "" {
		return "a conversation"
	}
	return r.Name
}

func whereDone(e chat.AuditRecord, always bool) string {
	switch {
	case e.RoomID != 0:
		return " in " + roomName(e.Room)
	case always:
		return ", everywhere"
	}
	return ""
}

// howLong is for how long something was decided: "for 1 day", "for good".
func howLong(e chat.AuditRecord) string {
	until := detailed(e).Until
	if until.IsZero() {
		return "for good"
	}
	return "for " + termOf(until.Sub(e.At.Truncate(time.Second)))
}

// termOf is a span of time as the form of decisions calls it, or in its largest unit.
func termOf(d time.Duration) string {
	for _, o := range terms {
		if t, err := time.ParseDuration(o.Value); err == nil && t == d {
			return o.Label
		}
	}
	return Wait(d)
}

func sanctionName(k chat.SanctionKind) string {
	if k == chat.Warn {
		return "warning"
	}
	if k == "" {
		return "decision"
	}
	return string(k)
}

// whichMessages are how many messages, and whose.
func whichMessages(e chat.AuditRecord) []piece {
	n := max(detailed(e).Messages, e.Removal.Messages)
	switch {
	case e.Own() && n <= 1:
		return plain("their own message")
	case e.Own():
		return plain(Number(n) + " messages of their own")
	case e.UserID == 0:
		return plain(Count(n, "a message", "%s messages of several people"))
	}
	return append(plain(Count(n, "a message of ", "%s messages of ")), nameOf(e.Whom.User))
}

func rankName(role string, inRoom bool) string {
	named := map[string]string{"member": "a member", "moderator": "a moderator", "owner": "an owner", "administrator": "an administrator"}[role]
	if named == "" {
		return "something else"
	}
	if !inRoom {
		return named + " of the place"
	}
	return named
}

func whatChanged(d details) string {
	if len(d.Changed) == 0 {
		return "the settings"
	}
	return "the " + strings.Join(d.Changed, ", the ")
}

// whatIsSet lists the rules that a room was given.
func whatIsSet(d details) string {
	var all []string
	if d.Slow > 0 {
		all = append(all, " slow mode of "+Wait(time.Duration(d.Slow)*time.Second))
	}
	if d.Locked {
		all = append(all, " a lock")
	}
	if d.Approve != "" {
		all = append(all, " approval before messages are seen")
	}
	if d.Delay > 0 {
		all = append(all, " a delay of "+Wait(time.Duration(d.Delay)*time.Second))
	}
	if len(all) == 0 {
		return " no rules for who may write"
	}
	return strings.Join(all, ",")
}

// details are the detail of an entry. What is unknown of it is left out.
type details struct {
	Until    time.Time `json:"until"`
	Messages int64     `json:"messages"`
	Reports  int64     `json:"reports"`
	Role     string    `json:"role"`
	Changed  []string  `json:"changed"`
	Slow     float64   `json:"slow"`
	Delay    float64   `json:"delay"`
	Locked   bool      `json:"locked"`
	Approve  string    `json:"approve"`
	Days     int64     `json:"days"`
	Network  string    `json:"network"`
	Accounts int64     `json:"accounts"`
	Does     string    `json:"does"`
	Watch    bool      `json:"watch"`
	Operator bool      `json:"operator"`
}

func detailed(e chat.AuditRecord) (d details) {
	if e.Detail != "" {
		_ = json.Unmarshal([]byte(e.Detail), &d) // an entry of another time may hold other things: they are not told
	}
	return d
}
