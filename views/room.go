package views

import (
	"fmt"
	"time"

	"parley/chat"
)

func (v *RoomView) room() chat.Room { return v.Standing.Room }

// calledBy is what the reader calls a room: a conversation by its people.
func calledBy(p Page, r chat.Room) string {
	if r.Kind != chat.Direct {
		return r.Name
	}
	for _, l := range p.Sidebar {
		if l.Slug == r.Slug {
			return RoomName(l)
		}
	}
	return r.Name
}

// onRoom is a page about a room: its name is the title where none is given.
func onRoom(p Page, r chat.Room) Page {
	p.Current = r.Slug
	if p.Title == "" {
		p.Title = calledBy(p, r)
	}
	return p
}

// frame is the document around a room. What the address names glows, and is where
// the list begins, also without scripts in browsers that know how.
func (v *RoomView) frame(live bool) frame {
	f := frame{live: live, about: v.room().Topic, mod: v.moderates(), selecting: v.Selection != nil}
	for _, m := range v.Window.Messages {
		if m.Seq == v.Target {
			f.rules = fmt.Sprintf("#m-%d{animation:found 2s;scroll-initial-target:nearest;scroll-margin-block:30dvh}", m.ID)
		}
	}
	return f
}

func (v *RoomView) moderates() bool {
	return v.Standing.User.ID != 0 && v.Standing.Role().AtLeast(chat.RoleModerator)
}

// mayJoin says whether the reader sees a room that they could be in.
func mayJoin(st chat.Standing) bool {
	return st.User.ID != 0 && !st.IsMember() && !st.Room.Archived() &&
		(st.Room.Kind == chat.Open || st.Room.Kind == chat.Announcement)
}

func (v *RoomView) manages() bool { return v.Standing.MayManage() == nil }

func (v *RoomView) guest() bool { return v.Standing.User.ID == 0 }

// composer is the room's, with the name that the reader calls the room by.
func (v *RoomView) composer(p Page) ComposerView {
	c := v.Composer
	c.Room, c.Name = v.room(), calledBy(p, v.room())
	return c
}

// logLabel names the list for screen readers.
func logLabel(p Page, r chat.Room) string {
	if r.Kind == chat.Announcement {
		return "Updates in " + r.Name
	}
	return "Messages in " + calledBy(p, r)
}

// startsDay says whether the message at i is the first of a day in its list.
func startsDay(ms []chat.Message, i int, c Clock) bool {
	return i == 0 || !c.SameDay(ms[i-1].PostedAt, ms[i].PostedAt)
}

// startsNew says whether the line "new since you left" stands above the message
// at i: the first that is new, or the first there is when that one is further up.
func (v *RoomView) startsNew(i int) bool {
	ms := v.Window.Messages
	return v.NewSince > 0 && ms[i].Seq >= v.NewSince && (i == 0 || ms[i-1].Seq < v.NewSince)
}

// seeks says whether the page has to be moved to the message at i: it is the one
// that the address names, and not at the end, where a page opens by itself.
func (v *RoomView) seeks(i int) bool {
	ms := v.Window.Messages
	return v.Target != 0 && ms[i].Seq == v.Target && !(v.Window.AtEnd && i == len(ms)-1)
}

func firstSeq(ms []chat.Message) int64 {
	if len(ms) == 0 {
		return 0
	}
	return ms[0].Seq
}

func lastSeq(ms []chat.Message) int64 {
	if len(ms) == 0 {
		return 0
	}
	return ms[len(ms)-1].Seq
}

func olderURL(slug string, before int64) string {
	return RoomURL(slug) + "/messages?before=" + id(before)
}

func personIDs(people []chat.Person) []int64 {
	all := make([]int64, len(people))
	for i, p := range people {
		all[i] = p.ID
	}
	return all
}

// slowWords say that slow mode is on: "Slow mode: one message every 30 seconds, until 13:00."
func slowWords(r chat.Room, c Clock, now time.Time) string {
	words := "Slow mode: one message every " + Wait(r.Slow(now))
	if !r.SlowUntil.IsZero() {
		words += ", until " + c.Until(r.SlowUntil, now)
	}
	return words + "."
}
