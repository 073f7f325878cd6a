package views

import (
	"testing"
	"time"

	"parley/chat"
)

func TestASanctionThatIsOverIsNotHeadedAsOneThatHolds(t *testing.T) {
	now := at20(12, 0)
	for want, s := range map[string]chat.Sanction{
		"You cannot write until 20 November 2026, 13:00": {Kind: chat.Mute, Until: now.Add(time.Hour)},
		"You cannot come in":                             {Kind: chat.Ban},
		"This is over":                                   {Kind: chat.Mute, Until: now.Add(-time.Hour)},
		"You were warned":                                {Kind: chat.Warn},
		"You were asked to leave":                        {Kind: chat.Kick},
	} {
		if got := heldUntil(Page{}, SanctionView{Sanction: s, Now: now}); got != want {
			t.Errorf("%s until %v: %q, want %q", s.Kind, s.Until, got, want)
		}
	}
}

func TestAModeratorReadsWhereADecisionHoldsAndDecidesFurther(t *testing.T) {
	v := ModerateView{Past: samplePast(), Now: at20(9, 52)}
	further := `.verdict a[href="` + ModerateURL(v.User.Handle, "", 0) + `"]`
	for role, want := range map[chat.Role]int{chat.RoleMember: 0, chat.RoleModerator: 1} {
		v.Standing.User.Role = role
		d := parsed(t, rendered(t, ModeratePage(pageOf(ana), v)))
		has(t, d, `.verdict:contains("This holds in lounge.")`, 1)
		has(t, d, further, want)
	}
	v.Standing = chat.Standing{User: v.Standing.User}
	v.Standing.User.Role = chat.RoleModerator
	d := parsed(t, rendered(t, ModeratePage(pageOf(ana), v)))
	has(t, d, `.verdict:contains("This holds in the whole place.")`, 1)
	has(t, d, further, 0)
}
