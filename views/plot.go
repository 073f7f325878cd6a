package views

import (
	"math"
	"strconv"

	"github.com/a-h/templ"
)

// chart is a plot of bars, with every place worked out.
type chart struct {
	box    string // the viewBox
	lines  []gridLine
	bars   []bar
	labels []label
}

// gridLine goes across a chart, with its number before it.
type gridLine struct {
	path string
	text label
}

// bar is one bar.
type bar struct{ x, y, w, h, class string }

// label is a word in a plot.
type label struct{ x, y, text, anchor, class string }

func (l label) attrs() templ.Attributes {
	a := templ.Attributes{}
	if l.anchor != "" {
		a["text-anchor"] = l.anchor
	}
	if l.class != "" {
		a["class"] = l.class
	}
	return a
}

// canvas is the room that a chart has.
type canvas struct {
	width, height float64
	left          float64 // where the bars begin, after the numbers
	base, top     float64 // where they stand, and how high they may go
	every         int     // bars between two words beneath
}

// The sizes of plots: the width of a page, and half of it or a phone's for days and for hours.
var (
	wideCanvas = canvas{width: 700, height: 186, left: 34, base: 160, top: 14, every: 7}
	halfCanvas = canvas{width: 336, height: 140, left: 32, base: 116, top: 12, every: 14}
	hourCanvas = canvas{width: 336, height: 140, left: 32, base: 116, top: 12, every: 6}
)

// chartOf draws counts as bars, with dates beneath and the highest told.
func (c canvas) chartOf(counts []int64, dates []string) chart {
	most := int64(0)
	for _, n := range counts {
		most = max(most, n)
	}
	tick := tickOf(most)
	scale := (c.base - c.top) / float64(max(most, tick, 1))
	ch := chart{box: "0 0 " + coord(c.width) + " " + coord(c.height)}
	for n := int64(0); n <= most; n += tick {
		y := c.base - float64(n)*scale
		ch.lines = append(ch.lines, gridLine{"M" + coord(c.left-4) + " " + coord(y) + "H" + coord(c.width-4),
			label{x: coord(c.left - 10), y: coord(y + 4), text: Number(n), anchor: "end"}})
	}
	step := (c.width - c.left - 4) / float64(len(counts))
	told := false
	for i, n := range counts {
		x, high := c.left+float64(i)*step, float64(n)*scale
		wide := min(step*.72, 40)
		ch.bars = append(ch.bars, bar{coord(x), coord(c.base - high), coord(wide), coord(high), "a"})
		if c.dated(i, len(counts)) {
			ch.labels = append(ch.labels, label{x: coord(x), y: coord(c.base + 18), text: dates[i]})
		}
		if n == most && most > 0 && !told {
			told = true
			ch.labels = append(ch.labels, label{x: coord(x + wide/2), y: coord(c.base - high - 5), text: Number(n), anchor: "middle", class: "end"})
		}
	}
	return ch
}

// dated says whether a day has its date beneath: one a week, or a few where there are many.
func (c canvas) dated(i, n int) bool {
	every := max(c.every, (n+4)/5)
	if n <= 7 {
		every = 2
	}
	return i%every == 0 && i <= n-2
}

// tickOf is the distance of the lines across a plot: 1, 2 or 5 of some power of ten, for four lines at most.
func tickOf(most int64) int64 {
	for power := int64(1); ; power *= 10 {
		for _, tick := range []int64{power, 2 * power, 5 * power} {
			if most/tick < 4 {
				return tick
			}
		}
	}
}

// coord is a place in a plot, to a tenth.
func coord(x float64) string { return strconv.FormatFloat(math.Round(x*10)/10, 'f', -1, 64) }

// rowsOf draws what moderation did as bars that lie: people's part over the whole.
func rowsOf(deeds []deed) chart {
	most := int64(1)
	for _, d := range deeds {
		most = max(most, d.all())
	}
	ch := chart{box: "0 0 336 140"}
	pitch := 124 / float64(len(deeds))
	for i, d := range deeds {
		y, high := float64(i)*pitch, coord(min(14, pitch-4))
		whole, people := float64(d.all())/float64(most)*217, float64(d.people)/float64(most)*217
		ch.bars = append(ch.bars, bar{"62", coord(y + 2), coord(whole), high, "b"}, bar{"62", coord(y + 2), coord(people), high, "a"})
		ch.labels = append(ch.labels, label{x: "0", y: coord(y + 12.5), text: d.label}, label{x: coord(68 + whole), y: coord(y + 12.5), text: Number(d.all())})
	}
	ch.bars = append(ch.bars, bar{"62", "127", "9", "9", "a"}, bar{"142", "127", "9", "9", "b"})
	ch.labels = append(ch.labels, label{x: "76", y: "135", text: "By people"}, label{x: "156", y: "135", text: "By rules"})
	return ch
}

// heatMap draws the hours of the week: weekdays down and hours across, or on a phone the other way, two hours a row.
func (v StatisticsView) heatMap() chart {
	ch := chart{box: "0 0 700 158"}
	for d := range 7 {
		y := float64(d * 20)
		ch.labels = append(ch.labels, label{x: "0", y: coord(y + 13), text: weekdays[d][:3]})
		for h := range 24 {
			ch.bars = append(ch.bars, bar{coord(34 + float64(h)*27.7), coord(y), "25", "17", v.heat(d, h)})
		}
	}
	for h := 0; h < 24; h += 6 {
		ch.labels = append(ch.labels, label{x: coord(34 + float64(h)*27.7), y: "154", text: strconv.Itoa(h)})
	}
	return ch
}

func (v StatisticsView) slimHeatMap() chart {
	ch := chart{box: "0 0 336 500"}
	for d := range 7 {
		x := 32 + float64(d)*43.5
		ch.labels = append(ch.labels, label{x: coord(x + 20), y: "11", text: weekdays[d][:1], anchor: "middle"})
		for h := range 24 {
			ch.bars = append(ch.bars, bar{coord(x), coord(18 + float64(h)*20), "40", "17", v.heat(d, h)})
		}
	}
	for h := 0; h < 24; h += 3 {
		ch.labels = append(ch.labels, label{x: "22", y: coord(31 + float64(h)*20), text: strconv.Itoa(h), anchor: "end"})
	}
	return ch
}

func classOf(class string) templ.Attributes {
	if class == "" {
		return nil
	}
	return templ.Attributes{"class": class}
}
