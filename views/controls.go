package views

import (
	"time"

	"parley/chat"
)

// ControlsView is the page of what binds a room's members.
type ControlsView struct {
	Standing chat.Standing // of the moderator
	Form     Form
	Now      time.Time
}

func controlsURL(r chat.Room) string { return RoomURL(r.Slug) + "/controls" }

func wholeSeconds(d time.Duration) string { return id(int64(d / time.Second)) }

var paces = []option{
	{"0", "As fast as they like", ""}, {"5", "Every 5 seconds", ""}, {"10", "Every 10 seconds", ""}, {"30", "Every 30 seconds", ""},
	{"60", "Every minute", ""}, {"300", "Every 5 minutes", ""}, {"900", "Every 15 minutes", ""}, {"3600", "Every hour", ""}, {"21600", "Every 6 hours", ""},
}

var delays = []option{
	{"0", "At once", ""}, {"10", "After 10 seconds", ""}, {"30", "After 30 seconds", ""}, {"60", "After a minute", ""}, {"300", "After 5 minutes", ""},
}

var approvals = []option{
	{chat.ApproveAll, "Every message waits for a moderator", "Save those of moderators themselves."},
	{chat.ApproveNew, "Messages of new accounts wait", ""},
	{chat.ApproveLinks, "Messages with links wait", ""},
}

// lock is what the lock's field begins with.
func (v ControlsView) lock() string {
	if v.Standing.Room.Locked(v.Now) {
		return "keep"
	}
	return "open"
}

// locks are the choices: a lock that stands can be kept as it is.
func (v ControlsView) locks(p Page) []option {
	all := []option{{Value: "open", Label: "Open"}}
	if r := v.Standing.Room; r.Locked(v.Now) {
		label := "Locked until it is opened"
		if !r.LockedUntil.IsZero() {
			label = "Locked until " + p.Clock().Stamp(r.LockedUntil)
		}
		all = append(all, option{Value: "keep", Label: label})
	}
	return append(all, option{Value: "10m", Label: "Locked for 10 minutes"}, option{Value: "1h", Label: "Locked for an hour"},
		option{Value: "24h", Label: "Locked for a day"}, option{Value: "0", Label: "Locked until somebody opens it"})
}

// slowTerm is what the field of slow mode's end begins with.
func (v ControlsView) slowTerm() string {
	if r := v.Standing.Room; r.Controls.Slow(v.Now) > 0 && !r.SlowUntil.IsZero() {
		return "keep"
	}
	return "0"
}

// slowTerms are for how long slow mode can be on: an end that stands can be kept.
func (v ControlsView) slowTerms(p Page) []option {
	all := []option{{Value: "0", Label: "Until it is set otherwise"}}
	if v.slowTerm() == "keep" {
		all = append(all, option{Value: "keep", Label: "Until " + p.Clock().Stamp(v.Standing.Room.SlowUntil)})
	}
	return append(all, terms[:len(terms)-1]...)
}
