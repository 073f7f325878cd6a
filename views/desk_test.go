package views

import (
	"strings"
	"testing"
	"time"

	"parley/chat"
)

func TestACaseSaysWhyItWaits(t *testing.T) {
	lounge := chat.Room{ID: 1, Name: "lounge"}
	for want, c := range map[string]chat.Case{
		"3 reports: advertising or spam, in lounge":                          {Kind: chat.CaseReport, Seq: 4, Count: 3, Reason: "spam", Room: lounge},
		"1 report of this person: unkind or threatening":                     {Kind: chat.CaseReport, Count: 1, Reason: "unkind", Room: lounge},
		"Held in lounge: Messages with links wait.":                          {Kind: chat.CaseHold, Reason: "Messages with links wait.", Room: lounge},
		"Held: Messages with links wait.":                                    {Kind: chat.CaseHold, Reason: "Messages with links wait."},
		"Against what was decided in lounge: The same poem, eleven times.":   {Kind: chat.CaseAppeal, Reason: "The same poem, eleven times.", Room: lounge},
		"Against the ban of a network: Forty accounts in an hour came here.": {Kind: chat.CasePlea, Reason: "Forty accounts in an hour came here."},
		"14 accounts in a short time, in lounge":                             {Kind: chat.CaseWave, Count: 14, Room: lounge},
		"Approval asked":                                                     {Kind: chat.CaseJoin},
	} {
		if got := caseWhy(c); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestADeskThatShowsOneKindIsNotCalledClearWhileOthersWait(t *testing.T) {
	const clear, other = "The desk is clear", "None of this kind waits"
	waits := []chat.Case{{Kind: chat.CaseJoin}}
	for _, c := range []struct {
		cases []chat.Case
		kind  chat.CaseKind
		want  string
	}{{nil, "", clear}, {nil, chat.CaseReport, clear}, {waits, chat.CaseReport, other}} {
		page := rendered(t, Queue(Page{}, DeskView{Cases: c.cases, Kind: c.kind}))
		if !strings.Contains(page, c.want) || strings.Contains(page, clear) != (c.want == clear) {
			t.Errorf("%d cases, of kind %q: no %q in\n%s", len(c.cases), c.kind, c.want, page)
		}
	}
}

func TestTheDeskOfARoomIsCalledByItAndCountsItsCasesAlone(t *testing.T) {
	now := at20(12, 0)
	lounge, boats := chat.Room{Slug: "lounge", Name: "Lounge"}, chat.Room{Slug: "boats", Name: "Boats & bays"}
	v := DeskView{Room: "boats", Now: now, Cases: []chat.Case{
		{Kind: chat.CaseHold, ID: 2, Room: boats, At: now.Add(-3 * time.Minute)}, {Kind: chat.CaseHold, ID: 1, Room: lounge, At: now.Add(-time.Hour)},
	}}
	p := pageOf(ana)
	p.Actor.User.Role = chat.RoleModerator
	d := parsed(t, rendered(t, DeskPage(p, v)))
	if got := strings.Join(strings.Fields(d.Find("h1").Text()), " "); got != "Desk of Boats & bays" {
		t.Errorf("it is called %q", got)
	}
	if got := d.Find("#desk-about").Text(); got != "1 open, the oldest for 3 minutes" {
		t.Errorf("it counts %q", got)
	}
	has(t, d, `.head a.for-wide[href="/desk"]:contains("All rooms")`, 1)
	has(t, d, `.head a.back[href="/desk"]`, 1)
	has(t, d, `.head a[href="/raid"]`, 0) // what is for every room leaves no space for the name on a phone
	v.Room = ""
	has(t, parsed(t, rendered(t, DeskPage(p, v))), `.head a[href="/raid"]`, 1)
	if got := v.about(); got != "2 open, the oldest for 60 minutes" {
		t.Errorf("all of them are %q", got)
	}
}

func TestNobodyIsToldToChooseACaseWhereNoneIs(t *testing.T) {
	v := DeskView{Cases: []chat.Case{{Kind: chat.CaseJoin}}}
	for kind, want := range map[chat.CaseKind]int{"": 1, chat.CaseReport: 0} {
		v.Kind = kind
		has(t, parsed(t, rendered(t, DeskPage(pageOf(ana), v))), `.case.empty:contains("Choose a case")`, want)
	}
}

func TestAReportOfAnotherDayIsNotToldByTheClock(t *testing.T) {
	v := DeskView{Now: at20(9, 0)}
	for want, at := range map[string]time.Time{"09:30": at20(8, 30), berlin.Brief(at20(8, 30).AddDate(0, 0, -3)): at20(8, 30).AddDate(0, 0, -3)} {
		if got := v.reportedAt(berlin, chat.ReportListing{Report: chat.Report{At: at}}); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestTheKeysAreThoseOfTheCase(t *testing.T) {
	report := func(seq int64, mayAct error) *chat.Dossier {
		return &chat.Dossier{Case: chat.Case{Kind: chat.CaseReport, Seq: seq}, Past: chat.Past{MayAct: mayAct}}
	}
	no := &chat.Error{Kind: chat.Forbidden, Message: "Not for you."}
	for _, c := range []struct {
		open *chat.Dossier
		want string
	}{{nil, "1…4"}, {report(7, nil), "1…4"}, {report(0, nil), "1…3"}, {report(7, no), ""}, {&chat.Dossier{Case: chat.Case{Kind: chat.CaseHold}}, ""}} {
		d := parsed(t, rendered(t, deskKeys(DeskView{Open: c.open})))
		got := strings.Join(strings.Fields(d.Find(`dt:contains("1")`).Text()), "")
		if enter := d.Find(`dt:contains("Enter")`).Length() > 0; got != c.want || enter != (c.want != "") {
			t.Errorf("%+v: the keys are %q, with Enter: %t; want %q", c.open, got, enter, c.want)
		}
	}
}
