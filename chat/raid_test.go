package chat

import (
	"strings"
	"testing"
	"time"
)

func TestRaidMeasuresAreLaidOverWhatIsSetAndBindNoModerator(t *testing.T) {
	on := openRoom
	on.RaidUntil = now.Add(time.Hour)
	both := on
	both.PlaceRaidUntil = now.Add(3 * time.Hour)
	over := openRoom
	over.RaidUntil = now
	link := Rendered{HTML: `<a href="https://example.com/">x</a>`}
	old := func(r Room, role Role) Standing {
		st := in(r, RoleMember, role)
		st.User.CreatedAt = now.AddDate(0, -1, 0)
		return st
	}
	fresh := old(on, RoleMember)
	fresh.User.CreatedAt = now.Add(-raidNew + time.Second)
	for name, c := range map[string]struct {
		st         Standing
		link, come Kind
		slow       time.Duration
		waits      bool
	}{
		"a member":                     {old(on, RoleMember), Forbidden, Forbidden, raidSlow, false},
		"a new account":                {fresh, Forbidden, Forbidden, raidSlow, true},
		"a moderator":                  {old(on, RoleModerator), "ok", "ok", raidSlow, false},
		"a member, when it is over":    {old(over, RoleMember), "ok", "ok", 0, false},
		"a member, under both":         {old(both, RoleMember), Forbidden, Forbidden, raidSlow, false},
		"somebody from outside":        {old(on, ""), Forbidden, Forbidden, raidSlow, false},
		"somebody outside, without it": {old(openRoom, ""), "ok", "ok", 0, false},
	} {
		if got := kindOf(c.st.mayLink(link, now)); got != c.link {
			t.Errorf("%s with a link: %s, want %s", name, got, c.link)
		}
		if got := kindOf(c.st.mayLink(Rendered{HTML: "<p>x</p>"}, now)); got != "ok" {
			t.Errorf("%s without a link: %s", name, got)
		}
		if got := kindOf(c.st.MayCome(now)); got != c.come {
			t.Errorf("%s comes in: %s, want %s", name, got, c.come)
		}
		if got := c.st.Room.Slow(now); got != c.slow {
			t.Errorf("%s: slow mode %s, want %s", name, got, c.slow)
		}
		if got := c.st.Waits(Rendered{}, now).Reason != ""; got != c.waits {
			t.Errorf("%s waits: %t, want %t", name, got, c.waits)
		}
	}
	if got := kindOf(in(both, "", "").MayCome(now)); got != Forbidden {
		t.Errorf("a guest: %s", got)
	}
	if err := old(both, RoleMember).MayCome(now); !strings.Contains(err.Error(), "in 3 hours") {
		t.Errorf("it says %q", err)
	}
}

func TestTheSlowerOfRaidAndSlowModeCounts(t *testing.T) {
	for set, want := range map[time.Duration]time.Duration{0: 30 * time.Second, 5 * time.Second: 30 * time.Second, time.Hour: time.Hour} {
		r := Room{Controls: Controls{SlowMode: set}, Raid: Raid{PlaceRaidUntil: now.Add(time.Minute)}}
		if got := r.Slow(now); got != want {
			t.Errorf("with %s set: %s, want %s", set, got, want)
		}
	}
}

func TestWhatAHeldAccountWritesWaitsOnlyWhereSomebodyCanDecideIt(t *testing.T) {
	for name, c := range map[string]struct {
		room  Room
		role  Role
		waits bool
	}{
		"an open room":              {openRoom, RoleMember, true},
		"a private room":            {privateRoom, RoleMember, true},
		"a conversation":            {directRoom, RoleMember, false},
		"a room that they moderate": {openRoom, RoleModerator, false},
	} {
		st := in(c.room, RoleMember, c.role)
		st.User.HeldUntil = now.Add(time.Hour)
		if got := st.Waits(Rendered{}, now).Reason != ""; got != c.waits {
			t.Errorf("in %s it waits: %t, want %t", name, got, c.waits)
		}
	}
}
