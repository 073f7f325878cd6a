package views

import (
	"fmt"
	"strconv"
	"strings"

	"parley/chat"
)

// KeepingView is the page of how long messages are kept.
type KeepingView struct {
	Days   int64 // as it is set; 0: for ever
	Form   Form  // fields keep_days, confirm
	Expiry *chat.Expiry
	Asked  int64 // the days that Expiry is about
}

// keepTerms are the usual answers to how long a room keeps messages.
func keepTerms(place chat.Place, now int64) []option {
	all := []option{{Value: "0", Label: "As in the place: " + keptFor(place.KeepDays)}}
	known := now == 0 || now == chat.Forever
	for _, days := range []int64{1, 7, 30, 90, 365} {
		all = append(all, option{Value: id(days), Label: keptFor(days)})
		known = known || days == now
	}
	if !known {
		all = append(all, option{Value: id(now), Label: keptFor(now)})
	}
	return append(all, option{Value: strconv.Itoa(chat.Forever), Label: "For ever"})
}

// keptFor says for how many days; 0 and less are for ever.
func keptFor(days int64) string {
	if days <= 0 {
		return "for ever"
	}
	return Count(days, "one day", "%s days")
}

// keptWord says for how long a room or the place was told to keep messages.
func keptWord(days int64) string {
	if days <= 0 {
		return "for ever"
	}
	return "for " + keptFor(days)
}

// keptSentence says how long a room's messages are kept; empty where it is for ever.
func keptSentence(p chat.Place, r chat.Room) string {
	days := p.KeptFor(r)
	if days <= 0 {
		return ""
	}
	return "Messages are kept for " + keptFor(days) + ", then erased."
}

// expiryFact says how much would be erased.
func expiryFact(e chat.Expiry) string {
	return Count(e.Messages, "One message would be erased for good.", "%s messages would be erased for good.")
}

// expiryReach says since when, and in which rooms, conversations together.
func expiryReach(c Clock, e chat.Expiry) string {
	const named = 5
	var rooms []string
	var direct, others int64
	for _, r := range e.Rooms {
		switch {
		case r.Room.Kind == chat.Direct:
			direct += r.Messages
		case len(rooms) < named:
			rooms = append(rooms, fmt.Sprintf("%s (%s)", r.Room.Name, Number(r.Messages)))
		default:
			others += r.Messages
		}
	}
	if others > 0 {
		rooms = append(rooms, fmt.Sprintf("other rooms (%s)", Number(others)))
	}
	if direct > 0 {
		rooms = append(rooms, fmt.Sprintf("conversations (%s)", Number(direct)))
	}
	return "The oldest is of " + c.Day(e.Oldest) + ". They are in: " + listOf(rooms) + "."
}

// listOf is several things in one sentence.
func listOf(all []string) string {
	if len(all) < 2 {
		return strings.Join(all, "")
	}
	return strings.Join(all[:len(all)-1], ", ") + " and " + all[len(all)-1]
}
