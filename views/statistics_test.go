package views

import (
	"strconv"
	"strings"
	"testing"
)

func TestPlotsTellTheirShapeInWords(t *testing.T) {
	d := parsed(t, rendered(t, samplePages()["statistics"]))
	svgs := d.Find(".plot svg")
	if svgs.Length() != 8 || d.Find(`.plot svg[role="img"][aria-label]`).Length() != 8 || d.Find(".plot .slim").Length() != 2 {
		t.Errorf("there are %d plots", svgs.Length())
	}
	want(t, d, ".plot svg", "aria-label", "Bars: messages a day from 24 October to 20 November, between 10 and 280, the most on 20 November.")
	want(t, d, ".plot svg.slim", "aria-label", d.Find(".plot svg").AttrOr("aria-label", "none"))
	for label, n := range map[string]int{
		"Bars: messages by hour of the day, between 0 and 342, the most at 17 o'clock.":         1,
		"Bars: 31 removed, 22 held, 3 warned, 0 muted, 0 kicked, 0 banned, 6 undone.":           1,
		"Weekday by hour: busiest on Saturdays at 17 with 342 messages, quietest at 0 o'clock.": 2,
	} {
		has(t, d, `svg[aria-label="`+label+`"]`, n)
	}
	has(t, d, ".plot rect.h4", 2)
	has(t, d, ".plot details table", 3)
	has(t, d, ".empty", 0)
	rows := d.Find(".plot").First().Find("tbody tr")
	if got := strings.Join(strings.Fields(rows.Last().Text()), " "); rows.Length() != 28 || got != "20 November28021" && got != "20 November 280 2 1" {
		t.Errorf("the last of %d rows is %q", rows.Length(), got)
	}
	has(t, parsed(t, rendered(t, samplePages()["statistics, new"])), `.empty a[href="/admin/invites"]`, 1)
}

func TestBarsStandOnTheirBaseInProportion(t *testing.T) {
	v := sampleStatistics(28)
	for name, c := range map[string]canvas{"wide": wideCanvas, "half": halfCanvas} {
		ch := c.chartOf(v.messages(), v.dates(Clock{}))
		for i, b := range ch.bars {
			x, y, w, h := number(t, b.x), number(t, b.y), number(t, b.w), number(t, b.h)
			if x < 0 || x+w > c.width || y < 0 || y+h > c.base+.2 || y+h < c.base-.2 {
				t.Errorf("%s: bar %d stands at %v to %v, %v to %v", name, i, x, x+w, y, y+h)
			}
			if high := number(t, ch.bars[27].h); h < high*float64(i+1)/28-.2 || h > high*float64(i+1)/28+.2 {
				t.Errorf("%s: bar %d is %v high, the last one %v", name, i, h, high)
			}
		}
		if n := len(ch.lines); n < 2 || n > 5 {
			t.Errorf("%s: %d lines go across", name, n)
		}
	}
}

func TestPlotsOfFewAndOfManyDaysHaveRoomForTheirDates(t *testing.T) {
	for _, days := range []int{7, 14, 28, 90} {
		v := sampleStatistics(days)
		ch := wideCanvas.chartOf(v.messages(), v.dates(Clock{}))
		if n := len(ch.labels) - 1; n < 2 || n > 6 {
			t.Errorf("of %d days %d have a date", days, n)
		}
	}
	if ch := wideCanvas.chartOf(make([]int64, 7), make([]string, 7)); len(ch.lines) != 1 {
		t.Errorf("an empty plot has %d lines", len(ch.lines))
	}
}

func number(t *testing.T, text string) float64 {
	t.Helper()
	x, err := strconv.ParseFloat(text, 64)
	if err != nil {
		t.Fatal(err)
	}
	return x
}
