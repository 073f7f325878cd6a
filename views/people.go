package views

import (
	"net/url"
	"strconv"
	"time"

	"github.com/a-h/templ"

	"parley/chat"
)

// PeopleView lists accounts for administrators, as they were searched for.
type PeopleView struct {
	chat.AccountPage
	Filter url.Values // fields q, role, state, sort, page: as they were sent
	Now    time.Time
}

// AccountView is the page of one person, for administrators.
type AccountView struct {
	chat.AccountFile
	ResetLink string // the link to hand over, shown once; empty: none was made
	Form      Form   // fields body
	Now       time.Time
}

// BulkView asks what exactly happens to several people.
type BulkView struct {
	People []chat.Person
	Act    string // role, mute or ban
	Form   Form   // fields role, for, reason
}

// AccountURL is the page of a person, for administrators.
func AccountURL(handle string) string { return "/admin/people/" + handle }

// accountStates are the answers to which accounts.
var accountStates = []option{
	{Label: "Every standing"}, {Value: "new", Label: "New accounts"}, {Value: "muted", Label: "Muted"}, {Value: "banned", Label: "Banned"},
	{Value: "waiting", Label: "Waiting"}, {Value: "closed", Label: "Closed"},
}

func accountRoles() []option { return append([]option{{Label: "Every role"}}, placeRoles...) }

// mayTick says whether an account can be chosen for an act on several.
func mayTick(a chat.Account) bool { return a.State == chat.Active && a.Role != chat.RoleAdministrator }

func (v PeopleView) filtered() bool {
	return v.Filter.Get("q") != "" || v.Filter.Get("role") != "" || v.Filter.Get("state") != ""
}

// address is the list with one field of the search changed, from its first page unless that is the field.
func (v PeopleView) address(field, value string) string {
	q := url.Values{}
	for name, values := range v.Filter {
		if name != "page" && len(values) > 0 && values[0] != "" {
			q.Set(name, values[0])
		}
	}
	q.Set(field, value)
	return "/admin/people?" + q.Encode()
}

func (v PeopleView) page(step int) string {
	page, _ := strconv.Atoi(v.Filter.Get("page"))
	return v.address("page", strconv.Itoa(max(1, page)+step))
}

// part names the accounts on this page: "51 to 100 of 184".
func (v PeopleView) part() string {
	return Number(v.First) + " to " + Number(v.First+int64(len(v.Accounts))-1) + " of " + Number(v.Total)
}

// sortings are the columns that the list can be sorted by.
var sortings = []option{{Value: "name", Label: "Name"}, {Value: "role", Label: "Role"}, {Value: "joined", Label: "Joined"}}

func (v PeopleView) sorted(by string) bool {
	now := v.Filter.Get("sort")
	return now == by || by == "name" && now != "role" && now != "joined"
}

// seen is when somebody was last here, in a few words.
func seen(c Clock, at, now time.Time) string {
	switch ago := now.Sub(at); {
	case at.IsZero():
		return "Never"
	case ago < 2*time.Minute:
		return "Now"
	case ago < 48*time.Hour:
		return Wait(ago) + " ago"
	}
	return c.ShortDay(at)
}

// standingOf is how somebody stands, in a word and its colour.
func standingOf(c Clock, a chat.Account, now time.Time) (word, class string) {
	if x, banned := chat.Longest(a.Sanctions, chat.Ban); banned {
		return "Banned" + untilWhen(c, x, now), "bad"
	}
	if x, muted := chat.Longest(a.Sanctions, chat.Mute); muted {
		return "Muted" + untilWhen(c, x, now), "bad"
	}
	switch {
	case a.State == chat.Closed:
		return "Closed", "bad"
	case a.State == chat.Waiting:
		return "Waiting", "warn"
	case a.Warnings > 0:
		return Count(a.Warnings, "1 warning", "%s warnings"), "warn"
	}
	return "", ""
}

// untilWhen is where and how long a sanction holds, in short.
func untilWhen(c Clock, x chat.Sanction, now time.Time) string {
	where := ""
	if x.RoomID != 0 {
		where = " in a room"
	}
	if x.Until.IsZero() {
		return where + " for good"
	}
	if c.SameDay(x.Until, now) {
		return where + " until " + c.Time(x.Until)
	}
	return where + " until " + c.Brief(x.Until)
}

// title is the heading of the page of an act on several people.
func (v BulkView) title() string {
	people := Count(int64(len(v.People)), "one person", "%s people")
	switch {
	case len(v.People) == 0:
		return "Several people"
	case v.Act == "mute":
		return "Mute " + people
	case v.Act == "ban":
		return "Ban " + people
	}
	return "Change the role of " + people
}

// deed is what happens to those who are still ticked.
func (v BulkView) deed() string {
	switch v.Act {
	case "mute":
		return "Mute them"
	case "ban":
		return "Ban them"
	}
	return "Change their role"
}

// sortedBy marks the column that a table is sorted by.
func (v PeopleView) sortedBy(column string) templ.Attributes {
	switch {
	case !v.sorted(column):
		return nil
	case column == "joined":
		return templ.Attributes{"aria-sort": "descending"}
	}
	return templ.Attributes{"aria-sort": "ascending"}
}

// heading is a column's name, with the direction it is sorted in.
func (v PeopleView) heading(o option) string {
	switch {
	case !v.sorted(o.Value):
		return o.Label
	case o.Value == "joined":
		return o.Label + " ↓"
	}
	return o.Label + " ↑"
}

func sessionFrom(s chat.Session) string {
	if s.Address == "" {
		return ""
	}
	return ", from " + s.Address
}
