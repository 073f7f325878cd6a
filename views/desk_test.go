package views

import (
	"strings"
	"testing"

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
