package views

import (
	"strconv"

	"parley/chat"
)

func (v InvitesView) valid() []chat.Invite { return v.pick(true) }

func (v InvitesView) over() []chat.Invite { return v.pick(false) }

func (v InvitesView) pick(valid bool) []chat.Invite {
	var some []chat.Invite
	for _, i := range v.Invites {
		if i.Valid(v.Now) == valid {
			some = append(some, i)
		}
	}
	return some
}

func inviteURL(p Page, i chat.Invite) string { return p.BaseURL + "/join/" + i.Code }

// qrBox is the view box of a code: its modules and two more on each side. With the padding around it they make the quiet
// zone of four that readers need.
func qrBox(size int) string { return "-2 -2 " + strconv.Itoa(size+4) + " " + strconv.Itoa(size+4) }

// invitedBy greets somebody who holds an invitation.
func invitedBy(i chat.Invite) string {
	if i.CreatedBy.Name == "" {
		return "You are invited"
	}
	return i.CreatedBy.Name + " invited you"
}

// inviteLasts tells somebody who holds an invitation how long they have.
func inviteLasts(p Page, i chat.Invite) string {
	if i.ExpiresAt.IsZero() {
		return "It does not run out."
	}
	return "It lets you in until " + p.Clock().Stamp(i.ExpiresAt) + "."
}

func inviteReach(i chat.Invite) string {
	if i.Uses == 0 {
		return "Any number of people"
	}
	return Count(i.Uses, "One person", "%s people")
}

func inviteUntil(p Page, i chat.Invite) string {
	if i.ExpiresAt.IsZero() {
		return "You end it"
	}
	return p.Clock().Stamp(i.ExpiresAt)
}

func inviteMade(p Page, i chat.Invite) string {
	on := p.Clock().Day(i.CreatedAt)
	if i.CreatedBy.ID == p.Actor.User.ID {
		return "Made by you on " + on + "."
	}
	return "Made by " + i.CreatedBy.Name + " on " + on + "."
}

func inviteUsed(i chat.Invite) string {
	if i.Uses == 0 {
		return Count(i.Used, "One person came by it.", "%s people came by it.")
	}
	return Count(i.Used, "One of "+Number(i.Uses)+" came by it.", "%s of "+Number(i.Uses)+" came by it.")
}

func inviteEnds(p Page, i chat.Invite) string {
	if i.ExpiresAt.IsZero() {
		return "Until it is ended by hand."
	}
	return "Until " + p.Clock().Stamp(i.ExpiresAt) + "."
}

// inviteOver says in a word why an invitation lets nobody in any more.
func inviteOver(i chat.Invite) string {
	switch {
	case !i.EndedAt.IsZero():
		return "Ended"
	case i.Uses != 0 && i.Used >= i.Uses:
		return "Used up"
	}
	return "Expired"
}
