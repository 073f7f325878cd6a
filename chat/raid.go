package chat

import (
	"fmt"
	"time"
)

const (
	// raidSlow is how long everybody waits between two messages during a raid, at least.
	raidSlow = 30 * time.Second
	// raidNew is how long an account counts as new during a raid, at least.
	raidNew = 24 * time.Hour
	minRaid = 15 * time.Minute
	maxRaid = 24 * time.Hour
)

// Raid says until when a room is under raid measures: slow mode, new accounts held,
// links off and joins paused. They are laid over what is set for the room and change
// none of it, so that nothing has to be restored: when they end, what is set holds,
// also what was set meanwhile. Where both say something, the stricter counts.
type Raid struct {
	RaidUntil      time.Time // by the room's moderators; zero: not
	PlaceRaidUntil time.Time // by those of the place; zero: not
}

// RaidEnds is when the last of the measures ends; zero: there are none.
func (r Raid) RaidEnds() time.Time {
	if r.PlaceRaidUntil.After(r.RaidUntil) {
		return r.PlaceRaidUntil
	}
	return r.RaidUntil
}

// Raided says whether the measures hold at a moment.
func (r Raid) Raided(now time.Time) bool { return now.Before(r.RaidEnds()) }

// lifted is the raid without what is over at a moment.
func (r Raid) lifted(now time.Time) Raid {
	if !now.Before(r.RaidUntil) {
		r.RaidUntil = time.Time{}
	}
	if !now.Before(r.PlaceRaidUntil) {
		r.PlaceRaidUntil = time.Time{}
	}
	return r
}

// Slow is how long a person waits between two messages, at a moment: the longer
// of what is set and of what a raid asks for.
func (r Room) Slow(now time.Time) time.Duration {
	slow := r.Controls.Slow(now)
	if r.Raided(now) {
		return max(slow, raidSlow)
	}
	return slow
}

// Raided says whether the whole place is under raid measures at a moment.
func (p Place) Raided(now time.Time) bool { return now.Before(p.RaidUntil) }

// isNew says whether what this person writes waits because their account is new.
func (s Standing) isNew(now time.Time) bool {
	return s.Newcomer || s.Room.Raided(now) && now.Sub(s.User.CreatedAt) < raidNew
}

// underRaid says whether raid measures bind this person at a moment: they bind no moderator.
func (s Standing) underRaid(now time.Time) bool {
	return s.Room.Raided(now) && !s.Role().AtLeast(RoleModerator)
}

// mayLink refuses links while a raid is on.
func (s Standing) mayLink(r Rendered, now time.Time) error {
	if !s.underRaid(now) || !hasLink(r.HTML) {
		return nil
	}
	return raidRefusal("Links are off in this room just now. Send your words without the link, or try again %s.", s.Room.RaidEnds().Sub(now))
}

// MayCome refuses to make anybody a member of a room whose joins are paused. s is
// whoever joins, or brings somebody in.
func (s Standing) MayCome(now time.Time) error {
	if !s.underRaid(now) {
		return nil
	}
	return raidRefusal("Joins of this room are paused. Try again %s.", s.Room.RaidEnds().Sub(now))
}

// raidRefusal says what is refused, and when that ends.
func raidRefusal(sentence string, left time.Duration) error {
	return &Error{Kind: Forbidden, RetryAfter: left, Message: fmt.Sprintf(sentence, after(left))}
}

// after says in how much time something is over: "in 42 minutes", "in 3 hours".
func after(left time.Duration) string {
	if left > 2*time.Hour {
		return fmt.Sprintf("in %d hours", (left+time.Hour-1)/time.Hour)
	}
	if left > time.Minute {
		return fmt.Sprintf("in %d minutes", (left+time.Minute-1)/time.Minute)
	}
	return "in a minute"
}

// AsksForNew says whether it matters in a room whether an account is new.
func (r Room) AsksForNew(now time.Time) bool { return r.Approve.Has(ApproveNew) || r.Raided(now) }
