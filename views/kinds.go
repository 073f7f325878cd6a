package views

import "parley/chat"

// roomKinds are the kinds a room can be made as.
var roomKinds = []option{
	{string(chat.Open), "Open", "Everyone here can find it, read it and join."},
	{string(chat.Private), "Private", "Only those who are asked in know that it exists."},
	{string(chat.Announcement), "Announcements", "Everyone reads, moderators write. For news and tickers."},
}

// kindsFor are the kinds that somebody may make.
func kindsFor(p Page) []option {
	if p.Actor.User.Role.AtLeast(chat.RoleModerator) {
		return roomKinds
	}
	return roomKinds[:2]
}

// mayOpen says whether somebody is asked if everyone on the internet may read a room: whoever may decide it, and where it is so.
func mayOpen(p Page, r chat.Room) bool {
	return r.Public || p.Actor.User.Role.AtLeast(chat.RoleModerator)
}

func newRoomFields(p Page) []string {
	if mayOpen(p, chat.Room{}) {
		return []string{"name", "topic", "kind", "public"}
	}
	return []string{"name", "topic", "kind"}
}

// signUpPolicies are the answers to who may make an account.
var signUpPolicies = []option{
	{string(chat.SignUpOpen), "Everyone", "An account is made at once."},
	{string(chat.SignUpApproval), "Everyone, after approval", "An administrator reads each request first."},
	{string(chat.SignUpInvite), "People with an invitation", "Whoever is in can be given a link to hand on."},
	{string(chat.SignUpClosed), "Nobody", "Those who have an account keep it."},
}

// placeRoles are the ranks in the whole place, memberRoles those in a room.
var (
	placeRoles = []option{
		{Value: string(chat.RoleMember), Label: "Member"},
		{Value: string(chat.RoleModerator), Label: "Moderator"},
		{Value: string(chat.RoleAdministrator), Label: "Administrator"},
	}
	memberRoles = []option{
		{Value: string(chat.RoleMember), Label: "Member"},
		{Value: string(chat.RoleModerator), Label: "Moderator"},
		{Value: string(chat.RoleOwner), Label: "Owner"},
	}
)

// inviteUses and inviteTimes are how far an invitation reaches.
var (
	inviteUses = []option{
		{Value: "1", Label: "One"},
		{Value: "5", Label: "Five"},
		{Value: "25", Label: "25"},
		{Value: "0", Label: "No limit"},
	}
	inviteTimes = []option{
		{Value: "48", Label: "2 days"},
		{Value: "168", Label: "A week"},
		{Value: "720", Label: "30 days"},
		{Value: "", Label: "Until ended"},
	}
)

// labelOf is what people call a value.
func labelOf(options []option, value string) string {
	for _, o := range options {
		if o.Value == value {
			return o.Label
		}
	}
	return value
}

// ticked says whether a box is ticked: as it was sent, or as it stands before anything is.
func (f Form) ticked(name string, now bool) bool {
	if f.Values == nil {
		return now
	}
	return f.Values.Get(name) != ""
}
