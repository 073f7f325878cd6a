package views

import (
	"parley/chat"
)

// A roomGroup is a part of the directory.
type roomGroup struct {
	Title string
	Rooms []chat.RoomListing
}

// groups parts the directory: what one is in, what one can join, what is kept for reading.
func (v DirectoryView) groups(signedIn bool) []roomGroup {
	others := "You can join"
	if !signedIn {
		others = "Open to everyone"
	}
	all := []roomGroup{{Title: "You are in"}, {Title: others}, {Title: "Archived"}}
	for _, r := range v.Rooms {
		at := 1
		if r.Archived() {
			at = 2
		} else if r.Member.Role != "" {
			at = 0
		}
		all[at].Rooms = append(all[at].Rooms, r)
	}
	var some []roomGroup
	for _, g := range all {
		if len(g.Rooms) > 0 {
			some = append(some, g)
		}
	}
	return some
}

func directoryIcon(r chat.Room) string {
	if r.Archived() {
		return "archive"
	}
	return roomIcon(r)
}

// howBusy says in a sentence how many people are in a room and when something was last said.
func howBusy(p Page, r chat.RoomListing) string {
	switch {
	case r.Archived():
		return "Archived on " + p.Clock().Day(r.ArchivedAt) + "."
	case r.LastAt.IsZero():
		return Count(r.Members, "One member. Nobody has said anything yet.", "%s members. Nobody has said anything yet.")
	}
	last := p.Clock().Day(r.LastAt)
	return Count(r.Members, "One member. Last message on "+last+".", "%s members. Last message on "+last+".")
}

// quiet is the page without its notice, for those that show it themselves.
func (p Page) quiet() Page {
	p.Notice, p.Undo = "", 0
	return p
}

// maySignUp says whether anybody may ask for an account.
func maySignUp(p Page) bool {
	return p.Place.SignUp == chat.SignUpOpen || p.Place.SignUp == chat.SignUpApproval
}
