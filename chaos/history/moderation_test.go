package history

import (
	"strings"
	"testing"
	"time"

	"parley/chaos/page"
)

// moderatedRoom is a history in which everything is right: kip's first message is swept and brought back, the second waits and
// is let through after ann's, the third is turned away, and new words for the first wait and are let through. Then kip is
// muted, and the room has its rules.
func moderatedRoom() (*History, []Room) {
	h := New()
	said := func(kind Kind, who, nonce, version string, seq, held int64, at int) {
		h.Act(Act{Kind: kind, Room: "court", Who: who, Nonce: nonce, Body: nonce + " " + nonce + "-v" + version, Seq: seq, Held: held,
			Called: at10(at), Answered: at10(at) + s, Outcome: Done})
	}
	said(Post, "kip", "a", "0", 1, 0, 1)
	said(Post, "kip", "b", "0", 0, 7, 3)
	said(Post, "ann", "c", "0", 2, 0, 5)
	said(Post, "kip", "d", "0", 0, 8, 7)
	said(Edit, "kip", "a", "1", 1, 0, 9)
	h.Act(Act{Kind: Post, Room: "court", Who: "kip", Nonce: "b", Body: "b b-v0", Seq: 3, Called: at10(17), Answered: at10(18), Outcome: Done, Again: true})
	h.Act(Act{Kind: Post, Room: "court", Who: "kip", Nonce: "e", Body: "e e-v0", Called: at10(20), Answered: at10(21), Outcome: Refused})
	h.Overhears("ann", "b-v0", at10(12))
	h.Overhears("ann", "a-v1", at10(14))
	h.Purged(Purge{Who: "kip", Room: "court", Called: at10(2), Answered: at10(3)})
	h.Barred(Bar{Who: "kip", What: "mute", From: at10(19), To: at10(22)})
	h.Ruled(Rule{Room: "court", What: Slow, Apart: at10(3), From: at10(4), To: at10(10)})
	h.Ruled(Rule{Room: "court", What: AllWait, From: at10(6), To: at10(10)})
	h.Ruled(Rule{Room: "court", What: Locked, From: at10(24), To: at10(28)})
	a, b, c := page.Article{ID: 1, Seq: 1, Rev: 6, Text: "a a-v1"}, page.Article{ID: 3, Seq: 3, Rev: 5, Text: "b b-v0"}, page.Article{ID: 2, Seq: 2, Rev: 4, Text: "c c-v0"}
	h.Screen(Screen{Who: "ann", Room: "court", Articles: []page.Article{a, c, b}})
	h.Saw("ann", "court", page.Article{ID: 1, Seq: 1, Rev: 1, Text: "a a-v0"}, 1)
	h.Saw("ann", "court", page.Article{ID: 1, Seq: 1, Rev: 2, Removed: true}, 2)
	h.Saw("ann", "court", page.Article{ID: 1, Seq: 1, Rev: 3, Text: "a a-v0"}, 5)
	return h, []Room{{Slug: "court", Rev: 6, LastSeq: 3, Changes: 6, Messages: []Message{
		{Seq: 1, Rev: 6, Body: "a a-v1", At: at10(1)}, {Seq: 2, Rev: 4, Body: "c c-v0", At: at10(5)}, {Seq: 3, Rev: 5, Body: "b b-v0", At: at10(11)},
	}, Holds: []Hold{
		{ID: 7, Nonce: "b", Body: "b b-v0", Created: at10(3), Decided: at10(11), Published: true},
		{ID: 8, Nonce: "d", Body: "d d-v0", Created: at10(7), Decided: at10(12)},
		{ID: 9, EditOf: 1, Body: "a a-v1", Created: at10(9), Due: at10(13), Decided: at10(13), Published: true, Rule: true},
	}, Gone: []Span{{Seq: 1, From: 2, To: 3, Began: at10(2) + s, Over: at10(4)}}}}
}

// at10 is a time in steps of ten seconds, so that nothing is near to anything.
func at10(n int) time.Duration { return time.Duration(n) * 10 * s }

func TestAModeratedHistoryHasNoViolation(t *testing.T) {
	if got := check(moderatedRoom()); len(got) > 0 {
		t.Errorf("got %q", got)
	}
}

func TestEachWrongModerationIsAViolation(t *testing.T) {
	for name, c := range map[string]struct {
		wrong func(h *History, r *Room)
		want  string
	}{
		"what waits is heard": {func(h *History, r *Room) { h.Overhears("eve", "b-v0", at10(10)) },
			`I12 "b b-v0" was let through in court at 1m50s, and reached eve at 1m40s`},
		"what was turned away is heard": {func(h *History, r *Room) { h.Overhears("eve", "d-v0", at10(30)) },
			`I12 "d d-v0" waits in court or was turned away, and reached eve at 5m0s`},
		"new words that wait are heard": {func(h *History, r *Room) { h.Overhears("eve", "a-v1", at10(12)) }, `I12 "a a-v1" was let through in court at 2m10s`},
		"what is delayed shows itself early": {func(h *History, r *Room) { r.Holds[2].Due = at10(14) },
			`I12 "a a-v1" showed itself in court at 2m10s, and was to at 2m20s`},
		"what was let through is lost": {func(h *History, r *Room) {
			r.Holds = append(r.Holds, Hold{ID: 10, Nonce: "f", Body: "f f-v0", Decided: at10(9), Published: true})
		}, "I12 f was let through in court at 1m30s and does not stand"},
		"what was turned away stands": {func(h *History, r *Room) { r.Holds[0].Published = false }, "I12 b was not let through in court, and is message 3"},
		"what was let through stands too high": {func(h *History, r *Room) {
			h.Act(Act{Kind: Post, Room: "court", Nonce: "g", Body: "g g-v0", Seq: 4, Called: at10(6), Answered: at10(7), Outcome: Done})
		}, "I12 b was let through in court at 1m50s as message 3, before g, which was message 4 at 1m10s"},
		"a hold is another for a retry": {func(h *History, r *Room) { h.acts[1].Held = 6 }, "I12 b was acknowledged at 31s as held under 6, and is under 7"},
		"a retry is told that it waits when it stands": {func(h *History, r *Room) {
			h.acts[5].Seq, h.acts[5].Held = 0, 7
		}, "I12 b was let through at 1m50s, and is still held for whoever asks at 2m50s"},
		"a message stands before it was let through": {func(h *History, r *Room) {
			h.acts[5].Called, h.acts[5].Answered = at10(4), at10(5)
		}, "I12 b is message 3 at 50s, and was let through at 1m50s"},
		"what should wait does not": {func(h *History, r *Room) { r.Holds = r.Holds[:2] }, "I12 the edit of a at 1m30s should have waited in court"},
		"a link that should wait does not": {func(h *History, r *Room) {
			h.acts[0].Body += " https://example.org"
			h.Ruled(Rule{Room: "court", What: LinkWait, From: 0, To: at10(3)})
		}, "I12 the post of a at 10s should have waited"},
		"a sweep forgets a message": {func(h *History, r *Room) { r.Gone = nil }, "I13 what kip said was taken away at 30s, and message 1 of court was not"},
		"a choice is not taken away": {func(h *History, r *Room) {
			h.Purged(Purge{Who: "ann", Room: "court", Seqs: []int64{2, 9}, Called: at10(8), Answered: at10(9)})
		}, "I13 what ann said was taken away at 1m30s, and message 2 of court was not"},
		"an undo forgets a message": {func(h *History, r *Room) { r.Left = []int64{1} }, "I13 the removal of message 1 of court was undone, and it is still removed by it"},
		"an undo takes no revision": {func(h *History, r *Room) { r.Gone[0].To = 2 }, "I13 message 1 of court was removed at revision 2 and is back at 2"},
		"an undo brings back what its author removed": {func(h *History, r *Room) { r.Gone[0].Own = true },
			"I13 message 1 of court was removed by its author, and is back at revision 3"},
		"swept words are sent": {func(h *History, r *Room) {
			h.Saw("eve", "court", page.Article{ID: 1, Seq: 1, Rev: 1, Text: "a a-v0"}, 2)
		}, `I5 message 1 of court, removed at 2, is "a a-v0" to eve at 2`},
		"old words are sent after they are back": {func(h *History, r *Room) {
			h.Saw("eve", "court", page.Article{ID: 1, Seq: 1, Rev: 1, Text: "a a-v0"}, 5)
		}, `I5 message 1 of court, removed at 2, is "a a-v0" to eve at 5`},
		"swept words are quoted": {func(h *History, r *Room) {
			h.Saw("eve", "court", page.Article{ID: 2, Seq: 2, Rev: 2, Text: "c c-v0", Quote: page.Quote{Seq: 1, Text: "a a-v0"}}, 2)
		}, `is quoted as "a a-v0" to eve at 2`},
		"who is muted speaks": {func(h *History, r *Room) {
			h.acts[6].Outcome = Done
			r.Messages = append(r.Messages, Message{Seq: 4, Rev: 7, Body: "e e-v0"})
		}, "I14 kip: mute from 3m10s to 3m40s, and the post of e in court at 3m20s was taken"},
		"what was refused stands": {func(h *History, r *Room) {
			r.Messages = append(r.Messages, Message{Seq: 4, Rev: 7, Body: "e e-v0"})
		}, "I14 e was refused in court at 3m30s, and stands"},
		"what was refused waits": {func(h *History, r *Room) {
			r.Holds = append(r.Holds, Hold{ID: 10, Nonce: "e", Body: "e e-v0"})
		}, "I14 e was refused in court at 3m30s, and stands"},
		"words are changed in a locked room": {func(h *History, r *Room) {
			h.Act(Act{Kind: Edit, Room: "court", Who: "kip", Nonce: "a", Body: "a a-v2", Called: at10(25), Answered: at10(26), Outcome: Done})
		}, "I14 court was locked from 4m0s to 4m40s, and the edit of a at 4m10s was taken"},
		"somebody is too fast": {func(h *History, r *Room) { r.Holds[1].Created = at10(5) },
			"I15 kip spoke in court at 1m10s, 20s after the message before; slow mode says 30s"},
		"a reader finds what is removed": {func(h *History, r *Room) {
			h.Read(Read{Room: "court", Nonce: "a", Exists: true, Body: "a a-v0", Called: at10(3), Answered: at10(3) + s})
		}, "I9 no order explains what was done to a"},
		"a reader finds what waits": {func(h *History, r *Room) {
			h.Read(Read{Room: "court", Nonce: "b", Exists: true, Body: "b b-v0", Called: at10(9), Answered: at10(10)})
		}, "I9 no order explains what was done to b"},
		"words that were let through are lost": {func(h *History, r *Room) { r.Messages[0].Body = "a a-v0" }, `I6 message 1 says "a a-v0"`},
		"somebody reads on for a second": {func(h *History, r *Room) {
			h.Revoked(Revocation{Who: "eve", At: at10(5) - 2*s, Within: s})
			h.Hears("eve", "c c-v0", at10(6))
		}, `I10 eve lost the right to read at 48s, and heard "c c-v0"`},
	} {
		t.Run(name, func(t *testing.T) {
			h, rooms := moderatedRoom()
			c.wrong(h, &rooms[0])
			if got := strings.Join(h.Check(rooms), "\n"); !strings.Contains(got, c.want) {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

func TestWhoMayReadAgainMayHearWhatWasSaidMeanwhile(t *testing.T) {
	h, rooms := moderatedRoom()
	h.Revoked(Revocation{Who: "eve", At: at10(2), Until: at10(7)})
	h.Hears("eve", "c c-v0", at10(8))
	if got := h.Check(rooms); len(got) > 0 {
		t.Errorf("got %q", got)
	}
}

func TestARemovalByItsAuthorOfWhatWasSweptMayBeUndone(t *testing.T) {
	h, rooms := moderatedRoom()
	h.Act(Act{Kind: Remove, Room: "court", Who: "kip", Nonce: "a", Seq: 1, Called: at10(3), Answered: at10(3) + s, Outcome: Done})
	if got := h.Check(rooms); len(got) > 0 {
		t.Errorf("got %q", got)
	}
}
