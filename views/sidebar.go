package views

import (
	"strings"

	"github.com/a-h/templ"

	"parley/chat"
)

// roomsOf are the rooms of a sidebar, directsOf its conversations.
func roomsOf(all []chat.RoomListing) []chat.RoomListing {
	return pick(all, func(r chat.RoomListing) bool { return r.Kind != chat.Direct })
}

func directsOf(all []chat.RoomListing) []chat.RoomListing {
	return pick(all, func(r chat.RoomListing) bool { return r.Kind == chat.Direct })
}

func pick(all []chat.RoomListing, wanted func(chat.RoomListing) bool) []chat.RoomListing {
	var some []chat.RoomListing
	for _, r := range all {
		if wanted(r) {
			some = append(some, r)
		}
	}
	return some
}

// RoomName is what a reader calls a room: a conversation is called by its people.
func RoomName(r chat.RoomListing) string {
	if r.Kind != chat.Direct || len(r.People) == 0 {
		return r.Name
	}
	if len(r.People) == 1 {
		return r.People[0].Name
	}
	names := make([]string, len(r.People))
	for i, p := range r.People {
		names[i] = p.Name
	}
	return strings.Join(names, ", ")
}

// roomRow are the attributes of a room's row. live.js counts on with data-read
// and data-last, and takes its own reader's mark off.
func roomRow(r chat.RoomListing, current string) templ.Attributes {
	a := templ.Attributes{
		"class":     "nav-a",
		"data-room": r.Slug,
		"data-read": id(r.Member.LastReadSeq),
		"data-last": id(r.LastSeq),
	}
	if r.Unread() > 0 {
		a["class"] = "nav-a unread"
		a["data-unread"] = id(r.Unread())
	}
	if r.Mentions > 0 {
		a["data-mentions-unread"] = id(r.Mentions)
	}
	if r.Slug == current {
		a["aria-current"] = "page"
	}
	return a
}

// hot says whether a row's number is about the reader: somebody named them, or wrote to them alone.
func hot(r chat.RoomListing) bool { return r.Mentions > 0 || r.Kind == chat.Direct }

func shown(r chat.RoomListing) int64 {
	if r.Mentions > 0 {
		return r.Mentions
	}
	return r.Unread()
}

func rank(u chat.User) string {
	switch u.Role {
	case chat.RoleAdministrator:
		return "Administrator"
	case chat.RoleModerator:
		return "Moderator"
	}
	return "@" + u.Handle
}

// currentIf marks the row of the page that is shown.
func currentIf(yes bool) templ.Attributes {
	if yes {
		return templ.Attributes{"aria-current": "page"}
	}
	return nil
}
