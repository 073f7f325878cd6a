package views

import (
	"time"

	"parley/chat"
)

// RaidView is the page of raid measures in the whole place.
type RaidView struct {
	Form Form
	Now  time.Time
}

// raidTerms are for how long raid measures can be on.
var raidTerms = []option{
	{"15m", "15 minutes", ""}, {"1h", "1 hour", ""}, {"4h", "4 hours", ""}, {"12h", "12 hours", ""}, {"24h", "1 day", ""},
}

// raidWords are what raid measures do, as the page of a room says it.
const raidWords = "Slow mode 30 s, new accounts held, links off, joins paused."

// pausedUntil is until when nobody comes in, for whoever wants to; zero: they may.
func pausedUntil(p Page, now time.Time) time.Time {
	if !p.Place.Raided(now) {
		return time.Time{}
	}
	return p.Place.RaidUntil
}

// placeHasDesk says whether the reader moderates the whole place.
func placeHasDesk(p Page) bool { return p.Actor.User.Role.AtLeast(chat.RoleModerator) }

func raidLabel(on bool) string {
	if on {
		return "From now on for"
	}
	return "For"
}
