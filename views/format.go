package views

import (
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"parley/chat"
)

// Clock writes times for people, in the zone of the place.
type Clock struct{ zone *time.Location }

var zones sync.Map // name → *time.Location: loading one reads a file

// ClockIn is a clock of an IANA zone; of UTC where the name is unknown.
func ClockIn(zone string) Clock {
	if z, ok := zones.Load(zone); ok {
		return Clock{z.(*time.Location)}
	}
	z, err := time.LoadLocation(zone)
	if err != nil {
		return Clock{time.UTC}
	}
	zones.Store(zone, z)
	return Clock{z}
}

// Clock tells the time in the place's zone.
func (p Page) Clock() Clock { return ClockIn(p.Place.TimeZone) }

func (c Clock) in(t time.Time) time.Time {
	if c.zone == nil {
		return t.UTC()
	}
	return t.In(c.zone)
}

// Time is the time of day: "21:12".
func (c Clock) Time(t time.Time) string { return c.in(t).Format("15:04") }

// Weekday is short: "Fri".
func (c Clock) Weekday(t time.Time) string { return c.in(t).Format("Mon") }

// Day is a date: "20 November 2026".
func (c Clock) Day(t time.Time) string { return c.in(t).Format("2 January 2006") }

// Heading is a date above the messages of a day. The year is told when it is not
// the present one, as live.js does.
func (c Clock) Heading(t time.Time) string {
	if c.in(t).Year() == c.in(time.Now()).Year() {
		return c.in(t).Format("2 January")
	}
	return c.Day(t)
}

// Brief is a day for the margin: "20 Nov", or "Nov 2025" when the year is not the present one.
func (c Clock) Brief(t time.Time) string {
	if c.in(t).Year() == c.in(time.Now()).Year() {
		return c.in(t).Format("2 Jan")
	}
	return c.in(t).Format("Jan 2006")
}

// ShortDay is a date for a table: "20 Nov 2026".
func (c Clock) ShortDay(t time.Time) string { return c.in(t).Format("2 Jan 2006") }

// LongDay is a day with its weekday: "Friday, 20 November". The year is told when it is not the present one.
func (c Clock) LongDay(t time.Time) string { return c.in(t).Format("Monday, ") + c.Heading(t) }

// DayStart is the first moment of the day that is written as 2006-01-02.
func (c Clock) DayStart(day string) (time.Time, error) {
	zone := c.zone
	if zone == nil {
		zone = time.UTC
	}
	return time.ParseInLocation(time.DateOnly, day, zone)
}

// Stamp is a date and the time of day: "20 November 2026, 21:12".
func (c Clock) Stamp(t time.Time) string { return c.in(t).Format("2 January 2006, 15:04") }

// Until is the end of something for a sentence: "21:12" today, else with its day, "21 November, 21:12".
func (c Clock) Until(t, now time.Time) string {
	if c.SameDay(t, now) {
		return c.Time(t)
	}
	return c.Heading(t) + ", " + c.Time(t)
}

// Date is a day for machines: "2026-11-20".
func (c Clock) Date(t time.Time) string { return c.in(t).Format(time.DateOnly) }

// SameDay says whether two times are of one day in this zone.
func (c Clock) SameDay(a, b time.Time) bool {
	a, b = c.in(a), c.in(b)
	return a.YearDay() == b.YearDay() && a.Year() == b.Year()
}

// machine is a time for the datetime attribute, to the second.
func machine(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05Z") }

// Number is a number for people: "1,329".
func Number(n int64) string {
	s := strconv.FormatInt(n, 10)
	sign := ""
	if n < 0 {
		sign, s = "-", s[1:]
	}
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return sign + s
}

// Count is a whole sentence about a number: one for exactly one, many for all
// others, with the number in place of "%s".
func Count(n int64, one, many string) string {
	if n == 1 {
		return one
	}
	return strings.ReplaceAll(many, "%s", Number(n))
}

// stopped is what somebody wrote, with a full stop where it has none: more follows on its line.
func stopped(words string) string {
	if last, _ := utf8.DecodeLastRuneInString(words); words == "" || strings.ContainsRune(".!?…。！？؟।", last) {
		return words
	}
	return words + "."
}

// Wait is how long to wait, for the end of a sentence: "12 seconds", "3 minutes".
func Wait(d time.Duration) string {
	switch {
	case d > 48*time.Hour:
		return Count(int64((d+24*time.Hour-1)/(24*time.Hour)), "a day", "%s days")
	case d > 2*time.Hour:
		return Count(int64((d+time.Hour-1)/time.Hour), "an hour", "%s hours")
	case d > 2*time.Minute:
		return Count(int64((d+time.Minute-1)/time.Minute), "a minute", "%s minutes")
	}
	return Count(max(1, int64((d+time.Second-1)/time.Second)), "a second", "%s seconds")
}

// id writes a number for machines.
func id(n int64) string { return strconv.FormatInt(n, 10) }

// ids writes numbers for an attribute that is matched word by word.
func ids(ns []int64) string {
	var b strings.Builder
	for i, n := range ns {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(id(n))
	}
	return b.String()
}

func avatarSize(size string) string {
	switch size {
	case "small":
		return "20"
	case "large":
		return "64"
	}
	return "32"
}

// RoomURL is a room's page.
func RoomURL(slug string) string { return "/rooms/" + slug }

// MessageURL is the address of a message: its room, with the message in sight.
func MessageURL(m chat.Message) string { return RoomURL(m.Slug) + "/" + id(m.Seq) }

// ActionsURL is the page of what can be done with a message.
func ActionsURL(m chat.Message) string { return RoomURL(m.Slug) + "/messages/" + id(m.Seq) }
