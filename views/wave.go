package views

import "parley/chat"

// InviteBanView is the ban of all who came by an invite, before it is made.
type InviteBanView struct {
	Invite chat.Invite
	Came   int64 // whom it meets
	Form   Form
}

// inviteBanURL is where all who came by an invite are banned.
func inviteBanURL(invite int64) string { return "/desk/invites/" + id(invite) }

// cameBy is an invite by which some of a wave came.
type cameBy struct {
	id    int64
	code  string
	count int64
}

// invites are those by which the people of a wave came, in the order of the newest.
func (v DeskView) invites() (all []cameBy) {
	at := map[int64]int{}
	for _, j := range v.Open.Joined {
		if j.InviteID == 0 {
			continue
		}
		i, known := at[j.InviteID]
		if !known {
			i = len(all)
			at[j.InviteID], all = i, append(all, cameBy{id: j.InviteID, code: j.Code})
		}
		all[i].count++
	}
	return all
}

// waveRoom is where they came.
func waveRoom(c chat.Case) string {
	if c.Room.ID == 0 {
		return "into the place, with new accounts"
	}
	return "into " + c.Room.Name
}
