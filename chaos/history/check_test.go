package history

import (
	"strings"
	"testing"
	"time"

	"parley/chaos/page"
)

const s = time.Second

// said is a history in which everything is right: of three messages one is edited, one removed and one posted without a
// known outcome; the second quotes the first.
func said() (*History, []Room) {
	h := New()
	h.Act(Act{Kind: Post, Room: "lounge", Nonce: "a", Body: "a v0", Seq: 1, Called: 1 * s, Answered: 2 * s, Outcome: Done})
	h.Act(Act{Kind: Edit, Room: "lounge", Nonce: "a", Body: "a v1", Seq: 1, Called: 3 * s, Answered: 4 * s, Outcome: Done})
	h.Act(Act{Kind: Post, Room: "lounge", Nonce: "b", Body: "b v0", Seq: 2, Called: 3 * s, Answered: 4 * s, Outcome: Done, Quote: 1})
	h.Act(Act{Kind: Remove, Room: "lounge", Nonce: "b", Seq: 2, Called: 5 * s, Outcome: Unknown})
	h.Act(Act{Kind: Remove, Room: "lounge", Nonce: "b", Seq: 2, Called: 6 * s, Answered: 7 * s, Outcome: Done})
	h.Act(Act{Kind: Post, Room: "lounge", Nonce: "c", Body: "c v0", Called: 6 * s, Outcome: Unknown})
	h.Read(Read{Room: "lounge", Nonce: "a", Exists: true, Body: "a v1", Called: 4 * s, Answered: 5 * s})
	h.Read(Read{Room: "lounge", Nonce: "b", Exists: true, Removed: true, Called: 6 * s, Answered: 8 * s})
	a := page.Article{ID: 11, Seq: 1, Rev: 3, Text: "a v1"}
	b := page.Article{ID: 12, Seq: 2, Rev: 4, Removed: true}
	c := page.Article{ID: 13, Seq: 3, Rev: 5, Text: "c v0", Quote: page.Quote{Seq: 1, Text: "a v1"}}
	for _, who := range []string{"ana", "ben"} {
		h.Screen(Screen{Who: who, Room: "lounge", Articles: []page.Article{a, b, c}})
		h.Saw(who, "lounge", page.Article{ID: 12, Seq: 2, Rev: 2, Text: "b v0"}, 3)
		h.Saw(who, "lounge", b, 4)
		h.Saw(who, "lounge", c, 5)
	}
	h.Screen(Screen{Who: "the first replica", Room: "lounge", Since: 3, Delta: true, Articles: []page.Article{b, c}})
	h.Arrived(Arrival{Who: "ana", Phase: "1", Took: s, Limit: s})
	h.Arrived(Arrival{Who: "who has no scripts", Phase: "1", Took: 4 * s, Limit: s, Pause: 3 * s})
	h.Revoked(Revocation{Who: "eve", At: 4 * s})
	h.Hears("eve", "b v0", 9*s)
	h.Hears("eve", "c v0", 9*s)
	h.Holds(Held{Who: "ana", Bytes: maxHeld})
	return h, []Room{{Slug: "lounge", Rev: 5, LastSeq: 3, Changes: 5, Messages: []Message{
		{Seq: 1, Rev: 3, Body: "a v1"}, {Seq: 2, Rev: 4, Body: "b v0", Removed: true}, {Seq: 3, Rev: 5, Body: "c v0"},
	}}}
}

func TestARightHistoryHasNoViolation(t *testing.T) {
	if got := check(said()); len(got) > 0 {
		t.Errorf("got %q", got)
	}
}

func check(h *History, rooms []Room) []string { return h.Check(rooms) }

func TestEachWrongHistoryIsAViolation(t *testing.T) {
	article := page.Article{ID: 11, Seq: 1, Rev: 3, Text: "a v1"}
	for name, c := range map[string]struct {
		wrong func(h *History, r *Room)
		want  string
	}{
		"an acknowledged post is lost": {func(h *History, r *Room) {
			h.Act(Act{Kind: Post, Room: "lounge", Nonce: "d", Body: "d v0", Outcome: Done, Called: s, Answered: s})
		}, "I1 d was acknowledged in lounge at 1s and is not stored"},
		"a post stands elsewhere than its answer said": {func(h *History, r *Room) { h.acts[0].Seq = 2 }, "I1 a was acknowledged as message 2"},
		"a nonce is stored twice": {func(h *History, r *Room) {
			r.Messages = append(r.Messages, Message{Seq: 4, Rev: 6, Body: "a v0"})
			r.LastSeq, r.Rev, r.Changes = 4, 6, 6
		}, "I2 a is stored 2 times: messages 1 and 4"},
		"a screen has a hole": {func(h *History, r *Room) {
			h.Screen(Screen{Who: "cem", Room: "lounge", Articles: []page.Article{article}})
		}, "I3 cem, at rest in lounge: message 2 (b v0) is missing"},
		"a screen shows an old revision": {func(h *History, r *Room) {
			h.screens[0].Articles[0].Rev = 2
		}, "I3 ana, at rest in lounge: message 1 is"},
		"a screen is empty": {func(h *History, r *Room) { h.Screen(Screen{Who: "cem", Room: "lounge"}) }, "I3 cem, at rest in lounge: message 1"},
		"a screen shows something twice": {func(h *History, r *Room) {
			h.screens[0].Articles = append(h.screens[0].Articles, h.screens[0].Articles[2])
		}, "is too many"},
		"a quote says what its message does not": {func(h *History, r *Room) {
			h.screens[0].Articles[2].Quote.Text = "a v0"
		}, `I3 ana, at rest in lounge: message 3 quotes 1 as "a v0"`},
		"a quote of a removed message": {func(h *History, r *Room) {
			h.screens[0].Articles[2].Quote = page.Quote{Seq: 2, Text: "b v0"}
		}, "message 3 quotes 2"},
		"a replica leaves a change out": {func(h *History, r *Room) {
			h.screens[2].Articles = h.screens[2].Articles[1:]
		}, "I3 the first replica, at rest in lounge: where message 2"},
		"a list was not sorted for a moment": {func(h *History, r *Room) { h.screens[0].Wrongs = []string{"oh"} }, "I4 ana in lounge: oh"},
		"a list is not sorted at rest": {func(h *History, r *Room) {
			a := h.screens[0].Articles
			a[0], a[1] = a[1], a[0]
		}, "I4 ana in lounge: message 2 stands above 1"},
		"a removed message is sent": {func(h *History, r *Room) {
			h.Saw("cem", "lounge", page.Article{ID: 12, Seq: 2, Rev: 2, Text: "b v0"}, 4)
		}, `I5 message 2 of lounge, removed at 4, is "b v0" to cem at 4`},
		"a removed message is quoted": {func(h *History, r *Room) {
			h.Saw("cem", "lounge", page.Article{ID: 13, Seq: 3, Rev: 6, Text: "c v0", Quote: page.Quote{Seq: 2, Text: "b v0"}}, 6)
		}, `is quoted as "b v0" to cem at 6`},
		"a removal did not last": {func(h *History, r *Room) { r.Messages[1].Removed = false }, "I5 the removal of b was acknowledged at 7s"},
		"an edit is lost":        {func(h *History, r *Room) { r.Messages[0].Body = "a v0" }, `I6 message 1 says "a v0"`},
		"two see the same revision differently": {func(h *History, r *Room) {
			h.Saw("cem", "lounge", page.Article{ID: 13, Seq: 3, Rev: 5, Text: "c v9"}, 5)
		}, "I7 lounge: revision 5 of message 3"},
		"a seq is left out":      {func(h *History, r *Room) { r.Messages[2].Seq = 4 }, "I7 lounge has message 4 where 3 should be"},
		"the count is wrong":     {func(h *History, r *Room) { r.LastSeq = 4 }, "I7 lounge has 3 messages, and counts 4"},
		"a revision is left out": {func(h *History, r *Room) { r.Rev, r.Messages[2].Rev = 6, 6 }, "I7 lounge is at revision 6 after 5 changes and 0 to 0 reactions"},
		"a reaction took no revision": {func(h *History, r *Room) {
			h.Act(Act{Kind: React, Room: "lounge", Nonce: "a", Outcome: Done})
		}, "I7 lounge is at revision 5 after 5 changes and 1 to 1 reactions"},
		"a reaction is not shown":        {func(h *History, r *Room) { r.Messages[0].Reactions = "⛵1" }, "I3 ana, at rest in lounge: message 1 is"},
		"the room is ahead":              {func(h *History, r *Room) { r.Rev, r.Changes = 6, 6 }, "I7 lounge is at revision 6, and its newest change is 5"},
		"a screen is late":               {func(h *History, r *Room) { h.arrivals[0].Took = s + 1 }, "I8 1, ana: after 1.000000001s"},
		"a page that began anew is late": {func(h *History, r *Room) { h.arrivals[1].Took++ }, "I8 1, who has no scripts: after 4.000000001s"},
		"a screen never has it":          {func(h *History, r *Room) { h.arrivals[0].Took = -1 }, "I8 1, ana: it did not arrive"},
		"a reader finds what is not there yet": {func(h *History, r *Room) {
			h.Read(Read{Nonce: "a", Exists: true, Body: "a v1", Called: s, Answered: 2 * s})
		}, "I9 no order explains what was done to a"},
		"a reader does not find what was acknowledged": {func(h *History, r *Room) {
			h.Read(Read{Nonce: "a", Called: 3 * s, Answered: 4 * s})
		}, "I9 no order explains what was done to a"},
		"a reader finds what was removed": {func(h *History, r *Room) {
			h.Read(Read{Nonce: "b", Exists: true, Body: "b v0", Called: 8 * s, Answered: 9 * s})
		}, "I9 no order explains what was done to b"},
		"what a reader found is gone again": {func(h *History, r *Room) {
			h.Read(Read{Nonce: "c", Exists: true, Body: "c v0", Called: 7 * s, Answered: 8 * s})
			h.Read(Read{Nonce: "c", Called: 9 * s, Answered: 10 * s})
		}, "I9 no order explains what was done to c"},
		"an edit is refused though the message is there": {func(h *History, r *Room) {
			h.Act(Act{Kind: Edit, Nonce: "a", Body: "a v2", Called: 5 * s, Answered: 6 * s, Outcome: Refused})
		}, "I9 no order explains what was done to a"},
		"somebody reads on": {func(h *History, r *Room) { h.revocations[0].At = 4*s - 1 }, `I10 eve lost the right to read at 3.999999999s, and heard "c v0", said at 6s`},
		"too much is kept":  {func(h *History, r *Room) { h.held[0].Bytes++ }, "I11 262145 bytes are kept for ana"},
		"an error page":     {func(h *History, r *Room) { h.Odd("an error page: %d", 502) }, "an error page: 502"},
	} {
		t.Run(name, func(t *testing.T) {
			h, rooms := said()
			c.wrong(h, &rooms[0])
			if got := strings.Join(h.Check(rooms), "\n"); !strings.Contains(got, c.want) {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

func TestAnEditWithoutAKnownOutcomeMayTakeEffectAtAnyTime(t *testing.T) {
	h, rooms := said()
	h.Act(Act{Kind: Edit, Room: "lounge", Nonce: "a", Body: "a v9", Called: 2 * s, Outcome: Unknown})
	rooms[0].Messages[0].Body = "a v9"
	for i := range 2 {
		h.screens[i].Articles[0].Text, h.screens[i].Articles[2].Quote.Text = "a v9", "a v9"
	}
	h.screens[2].Articles[1].Quote.Text = "a v9"
	if got := h.Check(rooms); len(got) > 0 {
		t.Errorf("got %q", got)
	}
}

func TestManyViolationsOfOneKindAreCounted(t *testing.T) {
	h := New()
	for range 15 {
		h.Odd("oh")
	}
	if got := h.Check(nil); len(got) != most+1 || got[most] != "… and 5 more" {
		t.Errorf("got %q", got)
	}
}

func TestAReactionWithoutAKnownOutcomeMayHaveTakenARevision(t *testing.T) {
	h, rooms := said()
	h.Act(Act{Kind: React, Room: "lounge", Nonce: "a", Outcome: Unknown})
	if got := h.Check(rooms); len(got) > 0 {
		t.Errorf("without one: %q", got)
	}
	rooms[0].Changes--
	if got := h.Check(rooms); len(got) > 0 {
		t.Errorf("with one: %q", got)
	}
}
