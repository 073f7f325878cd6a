package views

import (
	"fmt"
	"slices"
	"strings"

	"parley/chat"
)

// StatisticsView is what happened in the last days.
type StatisticsView struct {
	chat.Statistics
}

// spansOfDays are how far statistics look back.
var spansOfDays = []option{{Value: "28", Label: "28 days"}, {Value: "7", Label: "7 days"}, {Value: "90", Label: "90 days"}}

func (v StatisticsView) span() string { return id(int64(len(v.Days))) }

// messages, writers and joined are the counts of each day.
func (v StatisticsView) messages() []int64 {
	return v.each(func(d chat.DayCount) int64 { return d.Messages })
}
func (v StatisticsView) writers() []int64 {
	return v.each(func(d chat.DayCount) int64 { return d.Writers })
}
func (v StatisticsView) joined() []int64 {
	return v.each(func(d chat.DayCount) int64 { return d.Joined })
}

func (v StatisticsView) each(count func(chat.DayCount) int64) []int64 {
	all := make([]int64, len(v.Days))
	for i, d := range v.Days {
		all[i] = count(d)
	}
	return all
}

func sum(all []int64) (n int64) {
	for _, x := range all {
		n += x
	}
	return n
}

// fromTo names the days: "26 October to 22 November".
func (v StatisticsView) fromTo(c Clock) string {
	return c.Heading(v.Days[0].Start) + " to " + c.Heading(v.Days[len(v.Days)-1].Start)
}

// top is the day with the highest count, and the count.
func (v StatisticsView) top(c Clock, counts []int64) (day string, most int64) {
	top := 0
	for i, n := range counts {
		if n > counts[top] {
			top = i
		}
	}
	return c.Heading(v.Days[top].Start), counts[top]
}

// peak says which day had the most: "at most 342 on 21 November".
func (v StatisticsView) peak(c Clock, counts []int64) string {
	day, most := v.top(c, counts)
	if most == 0 {
		return "none"
	}
	return "at most " + Number(most) + " on " + day
}

// shape tells in a sentence what the bars of a plot show.
func (v StatisticsView) shape(c Clock, what string, counts []int64) string {
	day, most := v.top(c, counts)
	if most == 0 {
		return fmt.Sprintf("Bars: %s from %s, none.", what, v.fromTo(c))
	}
	return fmt.Sprintf("Bars: %s from %s, between %s and %s, the most on %s.", what, v.fromTo(c), Number(slices.Min(counts)), Number(most), day)
}

// deed is a row of the plot of what moderation did.
type deed struct {
	label         string
	people, rules int64
}

func (d deed) all() int64 { return d.people + d.rules }

// deeds are the rows of that plot.
func (v StatisticsView) deeds() []deed {
	rows := []deed{{label: "Removed"}, {label: "Held"}, {label: "Warned"}, {label: "Muted"}, {label: "Kicked"}, {label: "Banned"}, {label: "Undone"}}
	row := map[string]int{"messages_removed": 0, "held": 1, "warned": 2, "muted": 3, "kicked": 4, "banned": 5, "removal_undone": 6, "sanction_lifted": 6}
	for _, d := range v.Deeds {
		i, shown := row[d.Act]
		switch {
		case !shown:
		case d.ByRule:
			rows[i].rules += d.Times
		default:
			rows[i].people += d.Times
		}
	}
	return rows
}

func (v StatisticsView) deedCount() (n int64) {
	for _, d := range v.deeds() {
		n += d.all()
	}
	return n
}

func (v StatisticsView) deedShape() string {
	var parts []string
	for _, d := range v.deeds() {
		parts = append(parts, Number(d.all())+" "+strings.ToLower(d.label))
	}
	return "Bars: " + strings.Join(parts, ", ") + "."
}

var weekdays = []string{"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"}

// busiest is the hour of the week at which most was written.
func (v StatisticsView) busiest() (day, hour int, most int64) {
	for d, hours := range v.Hours {
		for h, n := range hours {
			if n > most {
				day, hour, most = d, h, n
			}
		}
	}
	return day, hour, most
}

func (v StatisticsView) busiestHour() string {
	day, hour, most := v.busiest()
	if most == 0 {
		return "nothing yet"
	}
	return fmt.Sprintf("%ss at %d most of all", weekdays[day], hour)
}

func (v StatisticsView) heatShape() string {
	day, hour, most := v.busiest()
	if most == 0 {
		return "Weekday by hour: nothing was written."
	}
	quiet := 0
	for h := range 24 {
		if v.atHour(h) < v.atHour(quiet) {
			quiet = h
		}
	}
	return fmt.Sprintf("Weekday by hour: busiest on %ss at %d with %s messages, quietest at %d o'clock.", weekdays[day], hour, Number(most), quiet)
}

func (v StatisticsView) atHour(h int) (n int64) {
	for _, hours := range v.Hours {
		n += hours[h]
	}
	return n
}

// hours are the messages of each hour of the day, over all days.
func (v StatisticsView) hours() []int64 {
	all := make([]int64, 24)
	for h := range all {
		all[h] = v.atHour(h)
	}
	return all
}

func hourNames() []string {
	all := make([]string, 24)
	for h := range all {
		all[h] = id(int64(h))
	}
	return all
}

// fullest is the hour of the day with most messages.
func (v StatisticsView) fullest() (hour int, most int64) {
	for h, n := range v.hours() {
		if n > most {
			hour, most = h, n
		}
	}
	return hour, most
}

func (v StatisticsView) busiestOfDay() string {
	hour, most := v.fullest()
	if most == 0 {
		return "none"
	}
	return fmt.Sprintf("most at %d o'clock", hour)
}

func (v StatisticsView) hourShape() string {
	hour, most := v.fullest()
	if most == 0 {
		return "Bars: messages by hour of the day, none."
	}
	return fmt.Sprintf("Bars: messages by hour of the day, between %s and %s, the most at %d o'clock.", Number(slices.Min(v.hours())), Number(most), hour)
}

// heat is how much of the busiest hour was written at one: h0 is next to nothing, h4 most.
func (v StatisticsView) heat(day, hour int) string {
	_, _, most := v.busiest()
	n := v.Hours[day][hour]
	if most == 0 || n == 0 {
		return "h0"
	}
	return "h" + id(min(4, n*5/(most+1)))
}

// dates are the days in short: "26 Oct".
func (v StatisticsView) dates(c Clock) []string {
	all := make([]string, len(v.Days))
	for i, d := range v.Days {
		all[i] = c.in(d.Start).Format("2 Jan")
	}
	return all
}
