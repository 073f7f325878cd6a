package chat

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// The bounds of what can be set for a room.
const (
	minSlow  = 5 * time.Second
	maxSlow  = 6 * time.Hour
	maxDelay = 10 * time.Minute
)

// Controls are what moderators set for a room: who may write in it, and how fast.
// They do not bind moderators.
type Controls struct {
	SlowMode    time.Duration // between two messages of a person; 0: off
	SlowUntil   time.Time     // zero: until it is set otherwise
	LockedAt    time.Time     // zero: not locked
	LockedUntil time.Time     // zero: until it is unlocked
	LockedBy    string        // name of who locked it
	LockReason  string
	Approve     Approval      // whose messages wait for a moderator
	Delay       time.Duration // before a message is seen; 0: at once
}

// Locked says whether members may read only, at a moment.
func (c Controls) Locked(now time.Time) bool {
	return !c.LockedAt.IsZero() && (c.LockedUntil.IsZero() || now.Before(c.LockedUntil))
}

// Slow is how long a person waits between two messages, at a moment.
func (c Controls) Slow(now time.Time) time.Duration {
	if c.SlowUntil.IsZero() || now.Before(c.SlowUntil) {
		return c.SlowMode
	}
	return 0
}

// Approval names whose messages wait for a moderator: words between spaces.
type Approval string

// The words of an Approval.
const (
	ApproveAll   = "all"   // everybody's
	ApproveNew   = "new"   // those of new accounts
	ApproveLinks = "links" // those with links
)

// Has says whether a word is in it.
func (a Approval) Has(word string) bool {
	return strings.Contains(" "+string(a)+" ", " "+word+" ")
}

// locked refuses what a locked room takes from no member.
func (s Standing) locked(now time.Time) error {
	if s.Role().AtLeast(RoleModerator) || !s.Room.Locked(now) {
		return nil
	}
	e := &Error{Kind: Forbidden, Message: "This room is locked. You can read along."}
	if !s.Room.LockedUntil.IsZero() {
		e.RetryAfter = s.Room.LockedUntil.Sub(now)
	}
	return e
}

// tooSoon refuses a message that comes too soon after the person's last one.
func (s Standing) tooSoon(now time.Time) error {
	if wait := s.SlowWait(now); wait > 0 {
		return &Error{Kind: TooSoon, RetryAfter: wait, Message: "Slow mode is on. Your words are kept: send them in a moment."}
	}
	return nil
}

// SlowWait is how long the person waits before the next message; zero for moderators.
func (s Standing) SlowWait(now time.Time) time.Duration {
	slow := s.Room.Slow(now)
	if slow == 0 || s.Role().AtLeast(RoleModerator) {
		return 0
	}
	return max(0, slow-now.Sub(s.Member.LastPostAt))
}

func (c Controls) clean() error {
	switch {
	case c.SlowMode != 0 && (c.SlowMode < minSlow || c.SlowMode > maxSlow):
		return invalid("slow", "Slow mode is between 5 seconds and 6 hours.")
	case c.Delay < 0 || c.Delay > maxDelay:
		return invalid("delay", "A delay is at most 10 minutes.")
	}
	for word := range strings.FieldsSeq(string(c.Approve)) {
		if word != ApproveAll && word != ApproveNew && word != ApproveLinks {
			return invalid("approve", "Choose whose messages wait.")
		}
	}
	return nil
}

// SetControls sets what binds a room's members. Who locks it, and when, follows from the act.
func (s *Service) SetControls(ctx context.Context, a Actor, slug string, c Controls) (Room, error) {
	var err error
	if c.LockReason, err = cleanLine("lock_reason", c.LockReason, "", maxReason); err != nil {
		return Room{}, err
	}
	if err := c.clean(); err != nil {
		return Room{}, err
	}
	st, err := s.reading(ctx, a, slug)
	if err != nil {
		return Room{}, err
	}
	var saved Room
	err = s.Store.Tx(ctx, Scope{Actor: a.User.ID, Rooms: []int64{st.Room.ID}}, func(tx Tx) error {
		st, err := tx.StandingByID(ctx, st.Room.ID, a.User.ID)
		if err != nil {
			return err
		}
		if err := st.MayJudge(); err != nil {
			return err
		}
		saved, err = s.saveControls(ctx, tx, a, st.Room, c)
		return err
	})
	return saved, err
}

func (s *Service) saveControls(ctx context.Context, tx Tx, a Actor, room Room, c Controls) (Room, error) {
	was := room.Controls
	switch {
	case c.LockedAt.IsZero():
		c.LockedUntil, c.LockedBy, c.LockReason = time.Time{}, "", ""
	case was.Locked(s.Now()):
		c.LockedAt, c.LockedBy = was.LockedAt, was.LockedBy
	default:
		c.LockedAt, c.LockedBy = s.Now(), a.User.Name
	}
	if c == was {
		return room, nil
	}
	room.Controls = c
	room, err := tx.SaveRoom(ctx, room)
	if err != nil {
		return room, err
	}
	tx.Tell(Event{Kind: RoomChanged, Room: room})
	e := s.entry(a, "room_controls", 0, room.ID)
	e.Reason, e.Subject = c.LockReason, fmt.Sprintf("room:%d", room.ID)
	detail, err := json.Marshal(map[string]any{"slow": c.SlowMode.Seconds(), "locked": c.Locked(s.Now()), "approve": c.Approve, "delay": c.Delay.Seconds()})
	if err != nil {
		return room, err
	}
	e.Detail = string(detail)
	return room, tx.AddAudit(ctx, e)
}
