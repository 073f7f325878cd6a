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
