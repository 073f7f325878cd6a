package chat

import (
	"testing"
	"time"
)

// sanctioned is somebody's standing with what stands against them.
func sanctioned(r Room, member Role, all ...Sanction) Standing {
	st := in(r, RoleMember, member)
	st.Sanctions = all
	return st
}

func TestWhatASanctionForbids(t *testing.T) {
	mute, ban, warning := Sanction{Kind: Mute, RoomID: 1}, Sanction{Kind: Ban, RoomID: 1}, Sanction{Kind: Warn}
	everywhere := Sanction{Kind: Ban}
	for name, c := range map[string]struct {
		st                         Standing
		read, post, invite, manage Kind
	}{
		"a warned member":                      {sanctioned(openRoom, RoleMember, warning), "ok", "ok", "ok", Forbidden},
		"a muted member":                       {sanctioned(openRoom, RoleMember, mute), "ok", Forbidden, Forbidden, Forbidden},
		"a muted owner":                        {sanctioned(openRoom, RoleOwner, mute), "ok", Forbidden, Forbidden, Forbidden},
		"a banned person":                      {sanctioned(openRoom, "", ban), Forbidden, Forbidden, Forbidden, Forbidden},
		"a person banned from a public room":   {sanctioned(publicRoom, "", ban), Forbidden, Forbidden, Forbidden, Forbidden},
		"who is banned from everywhere":        {sanctioned(openRoom, RoleMember, everywhere), Forbidden, Forbidden, Forbidden, Forbidden},
		"who was banned from a private room":   {sanctioned(privateRoom, "", Sanction{Kind: Ban, RoomID: 1, Role: RoleMember}), Forbidden, Forbidden, Forbidden, Forbidden},
		"who never was in that private room":   {sanctioned(privateRoom, "", ban), NotFound, NotFound, NotFound, NotFound},
		"who is muted and banned, in that row": {sanctioned(openRoom, "", mute, ban), Forbidden, Forbidden, Forbidden, Forbidden},
	} {
		got := []Kind{kindOf(c.st.MayRead()), kindOf(c.st.MayPost(now)), kindOf(c.st.MayInvite()), kindOf(c.st.MayManage())}
		want := []Kind{c.read, c.post, c.invite, c.manage}
		for i, door := range []string{"reads", "posts", "invites", "manages"} {
			if got[i] != want[i] {
				t.Errorf("%s %s: %s, want %s", name, door, got[i], want[i])
			}
		}
	}
}

func TestAMutedPersonNeitherReactsNorEdits(t *testing.T) {
	st := sanctioned(openRoom, RoleMember, Sanction{Kind: Mute})
	mine := Message{Kind: Text, Author: Author{ID: st.User.ID}}
	if got := kindOf(st.MayReact(mine, now)); got != Forbidden {
		t.Errorf("reacts: %s", got)
	}
	if got := kindOf(st.MayEdit(mine, now)); got != Forbidden {
		t.Errorf("edits: %s", got)
	}
	if got := kindOf(st.MayRemove(mine, st)); got != "ok" {
		t.Errorf("removes what they wrote themselves: %s", got)
	}
}

func TestNobodyActsOnAnEqualOrHigherRank(t *testing.T) {
	ranks := []Role{RoleMember, RoleModerator, RoleOwner, RoleAdministrator}
	stand := func(id int64, rank Role) Standing {
		st := in(openRoom, RoleMember, rank)
		if rank == RoleAdministrator {
			st = in(openRoom, rank, "")
		}
		st.User.ID = id
		return st
	}
	for i, mine := range ranks {
		for j, theirs := range ranks {
			want := Forbidden
			if i > j && i > 0 {
				want = "ok"
			}
			if got := kindOf(stand(1, mine).MayModerate(stand(2, theirs))); got != want {
				t.Errorf("a %s on a %s: %s, want %s", mine, theirs, got, want)
			}
		}
		if got := kindOf(stand(1, mine).MayModerate(stand(1, RoleMember))); got != Forbidden {
			t.Errorf("a %s on themselves: %s", mine, got)
		}
	}
}

func TestWhoIsNotInAPrivateRoomKeepsTheirRankBeforeItsModerators(t *testing.T) {
	for mine, all := range map[Role]map[Role]Kind{
		RoleModerator: {RoleMember: "ok", RoleModerator: Forbidden, RoleAdministrator: Forbidden},
		RoleOwner:     {RoleMember: "ok", RoleModerator: "ok", RoleAdministrator: Forbidden},
	} {
		judge := in(privateRoom, RoleMember, mine)
		for account, want := range all {
			outside := in(privateRoom, account, "")
			outside.User.ID = 8
			if got := kindOf(judge.MayModerate(outside)); got != want {
				t.Errorf("a private room's %s on a %s of the place: %s, want %s", mine, account, got, want)
			}
			if got := kindOf(judge.MayRemove(Message{Kind: Text, Author: Author{ID: 8}}, outside)); got != want {
				t.Errorf("on what a %s of the place wrote there once: %s, want %s", account, got, want)
			}
		}
	}
}

func TestInTheWholePlaceItsOwnRanksCount(t *testing.T) {
	stand := func(id int64, rank Role) Standing { return Standing{User: User{ID: id, Role: rank, State: Active}} }
	for name, c := range map[string]struct {
		mine, theirs Role
		want         Kind
	}{
		"an administrator on a moderator": {RoleAdministrator, RoleModerator, "ok"},
		"a moderator on a member":         {RoleModerator, RoleMember, "ok"},
		"a moderator on an administrator": {RoleModerator, RoleAdministrator, Forbidden},
		"a member on a member":            {RoleMember, RoleMember, Forbidden},
	} {
		if got := kindOf(stand(1, c.mine).MayModerate(stand(2, c.theirs))); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

func TestASanctionEnds(t *testing.T) {
	for name, c := range map[string]struct {
		x     Sanction
		holds bool
		left  time.Duration
	}{
		"a mute with an hour left": {Sanction{Kind: Mute, Until: now.Add(time.Hour)}, true, time.Hour},
		"a mute that is over":      {Sanction{Kind: Mute, Until: now}, false, 0},
		"a ban for good":           {Sanction{Kind: Ban}, true, 0},
		"a ban that was lifted":    {Sanction{Kind: Ban, LiftedAt: past}, false, 0},
		"a warning":                {Sanction{Kind: Warn}, false, 0},
		"a kick":                   {Sanction{Kind: Kick}, false, 0},
	} {
		if c.x.InForce(now) != c.holds || c.x.Left(now) != c.left {
			t.Errorf("%s: in force %t with %s left, want %t with %s", name, c.x.InForce(now), c.x.Left(now), c.holds, c.left)
		}
	}
}

func TestTheLongestSanctionCounts(t *testing.T) {
	soon, late, ever := Sanction{ID: 1, Kind: Mute, Until: now}, Sanction{ID: 2, Kind: Mute, Until: now.Add(time.Hour)}, Sanction{ID: 3, Kind: Mute}
	for _, all := range [][]Sanction{{soon, late, ever}, {ever, late, soon}, {late, ever, soon}} {
		if x, ok := Longest(all, Mute); !ok || x.ID != ever.ID {
			t.Errorf("of %v the longest is %d", all, x.ID)
		}
	}
	if _, ok := Longest([]Sanction{soon}, Ban); ok {
		t.Error("a mute counts as a ban")
	}
}
