package views

import (
	"strings"
	"testing"
	"time"

	"parley/chat"
)

func TestTheSidebarTellsWhatIsUnread(t *testing.T) {
	rooms := []chat.RoomListing{
		{Room: chat.Room{Slug: "tech", Name: "<b>tech", LastSeq: 30}, Member: chat.Member{Role: chat.RoleMember, LastReadSeq: 27}},
		{Room: chat.Room{Slug: "quiet", Name: "quiet", LastSeq: 5}, Member: chat.Member{Role: chat.RoleMember, LastReadSeq: 5}},
		{Room: chat.Room{Slug: "named", Name: "named", LastSeq: 9}, Member: chat.Member{Role: chat.RoleMember, LastReadSeq: 4}, Mentions: 2},
	}
	d := parsed(t, rendered(t, SideRooms(rooms, "tech")))
	const tech = `#side-rooms a[href="/rooms/tech"]`
	want(t, d, tech, "data-read", "27")
	want(t, d, tech, "data-last", "30")
	want(t, d, tech, "data-unread", "3")
	want(t, d, tech, "aria-current", "page")
	has(t, d, `a[href="/rooms/quiet"][data-unread], a[href="/rooms/quiet"] .count:not([hidden])`, 0)
	has(t, d, `a[href="/rooms/named"] .count.hot`, 1)
	if got := strings.Fields(d.Find(`a[href="/rooms/named"] .count`).Text()); strings.Join(got, " ") != "2 mentions" {
		t.Errorf("it says %q", got)
	}
}

func TestThePagesStyleNamesItsReaderAlone(t *testing.T) {
	p := pageOf(mara)
	p.Place.AccentHue = 262
	html := rendered(t, Layout(p))
	strict(t, html)
	css := parsed(t, html).Find("style[nonce=n0nce]").Text()
	for _, rule := range []string{":root{--accent-h:262}", `[data-author="7"]`, `[data-mentions~="7"]`} {
		if !strings.Contains(css, rule) {
			t.Errorf("there is no %s in %s", rule, css)
		}
	}
	p.Place.AccentHue = defaultHue
	p.Actor = chat.Actor{}
	has(t, parsed(t, render(Lone(p))), "style, [nonce]", 0)
}

func TestEveryFrameIsStrictAndNamed(t *testing.T) {
	p := pageOf(mara)
	p.Title, p.Notice = "Rooms", "Saved."
	for name, html := range map[string]string{
		"Layout": rendered(t, Layout(p)), "Lone": rendered(t, Lone(p)), "Solo": rendered(t, Solo(p)),
		"AdminLayout": rendered(t, AdminLayout(p)), "Framed": rendered(t, Framed(p)),
	} {
		strict(t, html)
		d := parsed(t, html)
		if got := d.Find("title").Text(); got != "Rooms · Tidewater Radio" {
			t.Errorf("%s: the title is %q", name, got)
		}
		want(t, d, "html", "lang", "en")
		if name != "Framed" {
			has(t, d, "main#main", 1)
			has(t, d, "script[type=module]", 0)
		}
	}
}

func TestInitialsFitTheName(t *testing.T) {
	for name, is := range map[string]string{
		"Ana Kovač": "AK", "Bex": "B", "田中 由紀": "田", "نور الحسيني": "نح", "kip_1999": "K",
		"Maximiliane von Hohenberg-Schwarzenfels": "MH", "": "?", "…": "?", "élan vital": "ÉV",
	} {
		if got := initials(name); got != is {
			t.Errorf("%q has %q, want %q", name, got, is)
		}
	}
}

func TestNumbersAndTimesForPeople(t *testing.T) {
	for got, is := range map[string]string{
		Number(0): "0", Number(999): "999", Number(1329): "1,329", Number(-1234567): "-1,234,567",
		Count(1, "one reply", "%s replies"): "one reply", Count(2000, "one reply", "%s replies"): "2,000 replies",
		Wait(0): "a second", Wait(90 * time.Second): "90 seconds", Wait(10 * time.Minute): "10 minutes",
		berlin.Stamp(at20(23, 30)): "21 November 2026, 00:30", berlin.Date(at20(23, 30)): "2026-11-21",
		ClockIn("No/Where").Time(at20(9, 5)):  "09:05",
		berlin.Until(at20(12, 0), at20(9, 0)): "13:00", berlin.Until(at20(23, 30), at20(9, 0)): berlin.Heading(at20(23, 30)) + ", 00:30",
		stopped("Be kind"): "Be kind.", stopped("Why?"): "Why?", stopped("別處說。"): "別處說。", stopped(""): "",
		machine(at20(9, 5)): "2026-11-20T09:05:00Z",
	} {
		if got != is {
			t.Errorf("%q, want %q", got, is)
		}
	}
}
