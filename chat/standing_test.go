package chat

import (
	"testing"
	"time"
)

var (
	now  = time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)
	past = now.Add(-time.Hour)
)

// in is somebody's standing: their account's role and their role in the room, empty for none.
func in(r Room, account, member Role) Standing {
	st := Standing{Room: r, Member: Member{Role: member}}
	if account != "" {
		st.User = User{ID: 7, Role: account, State: Active}
	}
	return st
}

func kindOf(err error) Kind {
	if err == nil {
		return "ok"
	}
	return KindOf(err)
}

var (
	openRoom     = Room{ID: 1, Kind: Open}
	publicRoom   = Room{ID: 1, Kind: Open, Public: true}
	privateRoom  = Room{ID: 1, Kind: Private}
	directRoom   = Room{ID: 1, Kind: Direct}
	news         = Room{ID: 1, Kind: Announcement}
	archivedRoom = Room{ID: 1, Kind: Open, ArchivedAt: past}
)

func TestWhoMayReadPostManageAndInvite(t *testing.T) {
	for name, c := range map[string]struct {
		st                         Standing
		read, post, manage, invite Kind
	}{
		"a guest of an open room":                 {in(openRoom, "", ""), SignIn, SignIn, SignIn, SignIn},
		"a guest of a public room":                {in(publicRoom, "", ""), "ok", SignIn, SignIn, SignIn},
		"a guest of a private room":               {in(privateRoom, "", ""), SignIn, SignIn, SignIn, SignIn},
		"a guest of a private room called public": {in(Room{ID: 1, Kind: Private, Public: true}, "", ""), SignIn, SignIn, SignIn, SignIn},
		"somebody who is not in an open room":     {in(openRoom, RoleMember, ""), "ok", "ok", Forbidden, Forbidden},
		"a member of an open room":                {in(openRoom, RoleMember, RoleMember), "ok", "ok", Forbidden, "ok"},
		"a moderator of an open room":             {in(openRoom, RoleMember, RoleModerator), "ok", "ok", Forbidden, "ok"},
		"an owner of an open room":                {in(openRoom, RoleMember, RoleOwner), "ok", "ok", "ok", "ok"},
		"a place's moderator in an open room":     {in(openRoom, RoleModerator, ""), "ok", "ok", Forbidden, "ok"},
		"an administrator in an open room":        {in(openRoom, RoleAdministrator, ""), "ok", "ok", "ok", "ok"},
		"somebody who is not in a private room":   {in(privateRoom, RoleMember, ""), NotFound, NotFound, NotFound, NotFound},
		"an administrator outside a private room": {in(privateRoom, RoleAdministrator, ""), NotFound, NotFound, NotFound, NotFound},
		"an administrator in a private room":      {in(privateRoom, RoleAdministrator, RoleMember), "ok", "ok", "ok", "ok"},
		"a member of a private room":              {in(privateRoom, RoleMember, RoleMember), "ok", "ok", Forbidden, Forbidden},
		"a moderator of a private room":           {in(privateRoom, RoleMember, RoleModerator), "ok", "ok", Forbidden, "ok"},
		"an administrator outside a conversation": {in(directRoom, RoleAdministrator, ""), NotFound, NotFound, NotFound, NotFound},
		"somebody in a conversation":              {in(directRoom, RoleMember, RoleMember), "ok", "ok", Forbidden, ""},
		"a member of an announcement room":        {in(news, RoleMember, RoleMember), "ok", Forbidden, Forbidden, "ok"},
		"a moderator of an announcement room":     {in(news, RoleMember, RoleModerator), "ok", "ok", Forbidden, "ok"},
		"a place's moderator in announcements":    {in(news, RoleModerator, ""), "ok", "ok", Forbidden, "ok"},
		"a member of an archived room":            {in(archivedRoom, RoleMember, RoleMember), "ok", Forbidden, Forbidden, ""},
		"an owner of an archived room":            {in(archivedRoom, RoleMember, RoleOwner), "ok", Forbidden, "ok", ""},
	} {
		for what, is := range map[string][2]Kind{
			"read": {kindOf(c.st.MayRead()), c.read}, "post": {kindOf(c.st.MayPost(now)), c.post},
			"manage": {kindOf(c.st.MayManage()), c.manage}, "invite": {kindOf(c.st.MayInvite()), c.invite},
		} {
			if is[1] != "" && is[0] != is[1] {
				t.Errorf("%s, %s: %s, want %s", name, what, is[0], is[1])
			}
		}
	}
}

func TestAnAccountThatWaitsOrIsClosedIsAGuest(t *testing.T) {
	for _, state := range []UserState{Waiting, Closed} {
		st := in(openRoom, RoleMember, RoleMember)
		st.User.State = state
		if got := kindOf(st.MayRead()); got != SignIn {
			t.Errorf("%s: %s", state, got)
		}
		st.Room = publicRoom
		if got := kindOf(st.MayPost(now)); got != SignIn {
			t.Errorf("%s posts: %s", state, got)
		}
	}
}

func TestWhoMayRank(t *testing.T) {
	someone := func(id int64, account, member Role) Standing {
		st := in(openRoom, account, member)
		st.User.ID = id
		return st
	}
	member, mod, owner := someone(1, RoleMember, RoleMember), someone(2, RoleMember, RoleModerator), someone(3, RoleMember, RoleOwner)
	admin, other := someone(4, RoleAdministrator, ""), someone(5, RoleMember, RoleMember)
	for name, c := range map[string]struct {
		by, whom Standing
		to       Role
		want     Kind
	}{
		"a member nobody":                        {member, other, RoleMember, Forbidden},
		"a moderator a member, to the same":      {mod, member, RoleMember, "ok"},
		"a moderator a member, to moderator":     {mod, member, RoleModerator, Forbidden},
		"a moderator an equal":                   {mod, someone(6, RoleMember, RoleModerator), RoleMember, Forbidden},
		"a moderator an owner":                   {mod, owner, RoleMember, Forbidden},
		"a moderator themselves, down":           {mod, mod, RoleMember, "ok"},
		"a moderator themselves, up":             {mod, mod, RoleOwner, Forbidden},
		"an owner a member, to owner":            {owner, member, RoleOwner, "ok"},
		"an owner a moderator, down":             {owner, mod, RoleMember, "ok"},
		"an owner an equal":                      {owner, someone(6, RoleMember, RoleOwner), RoleMember, Forbidden},
		"an owner an administrator":              {owner, someone(6, RoleAdministrator, RoleMember), RoleMember, Forbidden},
		"an owner above their own":               {owner, member, RoleAdministrator, Forbidden},
		"an administrator an owner":              {admin, owner, RoleMember, "ok"},
		"an administrator an equal":              {admin, someone(6, RoleAdministrator, RoleMember), RoleMember, Forbidden},
		"an administrator somebody not in there": {admin, someone(6, RoleMember, ""), RoleMember, NotFound},
	} {
		if got := kindOf(c.by.MayRank(c.whom, c.to)); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
	me, you := in(directRoom, RoleAdministrator, RoleMember), in(directRoom, RoleMember, RoleMember)
	you.User.ID = 9
	if got := kindOf(me.MayRank(you, RoleMember)); got != Forbidden {
		t.Errorf("in a conversation: %s", got)
	}
}

func TestAMessageIsItsAuthors(t *testing.T) {
	mine := Message{Kind: Text, Author: Author{ID: 7}}
	for name, c := range map[string]struct {
		st           Standing
		m            Message
		edit, remove Kind
	}{
		"the author":                     {in(openRoom, RoleMember, RoleMember), mine, "ok", "ok"},
		"the author of a removed one":    {in(openRoom, RoleMember, RoleMember), Message{Kind: Text, Author: Author{ID: 7}, RemovedAt: past}, Conflict, "ok"},
		"the author in an archived room": {in(archivedRoom, RoleMember, RoleMember), mine, Forbidden, "ok"},
		"another member":                 {in(openRoom, RoleMember, RoleMember), Message{Kind: Text, Author: Author{ID: 8}}, Forbidden, Forbidden},
		"an administrator":               {in(openRoom, RoleAdministrator, RoleOwner), Message{Kind: Text, Author: Author{ID: 8}}, Forbidden, "ok"},
		"a moderator":                    {in(openRoom, RoleMember, RoleModerator), Message{Kind: Text, Author: Author{ID: 8}}, Forbidden, "ok"},
		"the other of a conversation":    {in(directRoom, RoleAdministrator, RoleMember), Message{Kind: Text, Author: Author{ID: 8}}, Forbidden, Forbidden},
		"who a line is about":            {in(openRoom, RoleMember, RoleOwner), Message{Kind: Renamed, Author: Author{ID: 7}}, Forbidden, Forbidden},
		"a guest":                        {in(publicRoom, "", ""), Message{Kind: Text}, Forbidden, SignIn},
	} {
		if got := kindOf(c.st.MayEdit(c.m, now)); got != c.edit {
			t.Errorf("%s edits: %s, want %s", name, got, c.edit)
		}
		author := in(c.st.Room, RoleMember, RoleMember)
		author.User.ID = c.m.Author.ID
		if got := kindOf(c.st.MayRemove(c.m, author)); got != c.remove {
			t.Errorf("%s removes: %s, want %s", name, got, c.remove)
		}
	}
}
