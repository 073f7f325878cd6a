package chat

import "time"

// SanctionKind says what was decided about a person.
type SanctionKind string

// The kinds of sanction.
const (
	Warn SanctionKind = "warn" // they are told, and it is counted
	Mute SanctionKind = "mute" // they read, and say nothing
	Kick SanctionKind = "kick" // they leave a room, and may come back
	Ban  SanctionKind = "ban"  // they neither read nor write
)

// Sanction is the record of what somebody, or a rule, decided about a person.
type Sanction struct {
	ID         int64
	Kind       SanctionKind
	UserID     int64
	RoomID     int64   // 0: everywhere
	By         int64   // who decided; 0: a rule
	Reason     string  // the person reads it
	Evidence   []int64 // ids of messages
	RangeID    int64   // the range ban that it came with; 0: none
	RemovalID  int64   // the removal of messages that went with it; 0: none
	Role       Role    // the place in the room that a ban took away and has not given back; empty: none
	At         time.Time
	Until      time.Time // zero: for good. A warning and a kick are over at once.
	SeenAt     time.Time // when the person said that they read a warning
	LiftedAt   time.Time // zero: it was not taken back
	LiftedBy   int64
	LiftReason string
	Appealed   bool // the person has said that it is wrong
}

// Unread says whether it is a warning that the person has not read.
func (x Sanction) Unread() bool { return x.Kind == Warn && x.SeenAt.IsZero() && x.LiftedAt.IsZero() }

// InForce says whether a mute or a ban still stands.
func (x Sanction) InForce(now time.Time) bool {
	return (x.Kind == Mute || x.Kind == Ban) && x.LiftedAt.IsZero() && (x.Until.IsZero() || now.Before(x.Until))
}

// Left is how long it still stands; zero if for good, or no longer.
func (x Sanction) Left(now time.Time) time.Duration {
	if x.Until.IsZero() {
		return 0
	}
	return max(0, x.Until.Sub(now))
}

// longer says whether x stands longer than y.
func (x Sanction) longer(y Sanction) bool {
	return !y.Until.IsZero() && (x.Until.IsZero() || x.Until.After(y.Until))
}

// Longest finds, of the sanctions of a kind, the one that stands longest.
func Longest(all []Sanction, kind SanctionKind) (longest Sanction, ok bool) {
	for _, x := range all {
		if x.Kind == kind && (!ok || x.longer(longest)) {
			longest, ok = x, true
		}
	}
	return longest, ok
}

// Warning is the first that the person has not read; nil when there is none.
func (s Standing) Warning() *Sanction {
	for _, x := range s.Sanctions {
		if x.Unread() {
			return &x
		}
	}
	return nil
}

// Refusal is what the person hears who is kept from something by it.
func (x Sanction) Refusal() error {
	e := &Error{Kind: Forbidden, Sanction: &x}
	switch {
	case x.Kind == Ban && x.RoomID == 0:
		e.Message = "You are banned from this place."
	case x.Kind == Ban:
		e.Message = "You are banned from this room."
	case x.RoomID == 0:
		e.Message = "You are muted: you can read along, and not write."
	default:
		e.Message = "You are muted in this room: you can read along, and not write."
	}
	if x.Reason != "" {
		e.Message += " Reason: " + x.Reason
	}
	return e
}

// MayModerate is the one judge of rank: moderators act, never on themselves, and
// never on an equal or higher rank. Without a room it is about the whole place.
func (s Standing) MayModerate(other Standing) error {
	if err := s.MayJudge(); err != nil {
		return err
	}
	if other.User.ID == s.User.ID {
		return refuse(Forbidden, "Nobody does this to themselves.")
	}
	return outranks(s.rank(), other.ranked())
}

// MayJudge says whether somebody is a moderator here at all.
func (s Standing) MayJudge() error {
	if s.Room.ID != 0 {
		if err := s.MayRead(); err != nil {
			return err
		}
	}
	if err := s.unsanctioned(); err != nil {
		return err
	}
	switch {
	case !s.signedIn():
		return errSignIn
	case s.Room.Kind == Direct:
		return refuse(Forbidden, "Nobody moderates a direct conversation.")
	case !s.rank().AtLeast(RoleModerator):
		return refuse(Forbidden, "Only moderators, owners and administrators may do this.")
	}
	return nil
}

// unsanctioned refuses whoever is banned or muted.
func (s Standing) unsanctioned() error {
	for _, kind := range []SanctionKind{Ban, Mute} {
		if x, found := Longest(s.Sanctions, kind); found {
			return x.Refusal()
		}
	}
	return nil
}

// rank is what counts when somebody acts on another: in the room, or without one in the place.
func (s Standing) rank() Role {
	if s.Room.ID == 0 {
		return s.User.Role
	}
	return s.Role()
}

// ranked is what counts when others act on somebody: their rank in the place, too, where they
// are not in the room and so act on nobody themselves.
func (s Standing) ranked() Role {
	if rank := s.rank(); !s.User.Role.AtLeast(rank) {
		return rank
	}
	return s.User.Role
}

// outranks refuses to act on an equal or higher rank.
func outranks(mine, theirs Role) error {
	if theirs.AtLeast(mine) {
		return refuse(Forbidden, "This person's rank is as high as yours, or higher.")
	}
	return nil
}
