package history

import (
	"fmt"
	"slices"
)

// purgedIsGone is I13: what a moderator takes away is gone, all of it, and what is undone is back, all of it. Nobody
// brings back what its author removed. That it is in place again is I3, and that nobody sees it meanwhile I5.
func purgedIsGone(h *History, rooms []Room) (wrong []string) {
	gone := spansBySpot(rooms)
	for _, p := range h.purges {
		wrong = append(wrong, h.missed(p, gone)...)
	}
	for _, r := range rooms {
		for _, seq := range r.Left {
			wrong = append(wrong, fmt.Sprintf("the removal of message %d of %s was undone, and it is still removed by it", seq, r.Slug))
		}
		for _, s := range r.Gone {
			switch {
			case s.To != 0 && s.To <= s.From:
				wrong = append(wrong, fmt.Sprintf("message %d of %s was removed at revision %d and is back at %d", s.Seq, r.Slug, s.From, s.To))
			case s.To != 0 && s.Own:
				wrong = append(wrong, fmt.Sprintf("message %d of %s was removed by its author, and is back at revision %d", s.Seq, r.Slug, s.To))
			}
		}
	}
	return wrong
}

// spot is where a message stands.
type spot struct {
	room string
	seq  int64
}

func spansBySpot(rooms []Room) map[spot][]Span {
	found := map[spot][]Span{}
	for _, r := range rooms {
		for _, s := range r.Gone {
			at := spot{r.Slug, s.Seq}
			found[at] = append(found[at], s)
		}
	}
	return found
}

// missed are the messages that an act should have taken away.
func (h *History) missed(p Purge, gone map[spot][]Span) (wrong []string) {
	for _, a := range h.acts {
		if a.Kind != Post || a.Outcome != Done || a.Who != p.Who || p.Room != "" && a.Room != p.Room || a.Seq == 0 || a.Answered > p.Called {
			continue
		}
		if len(p.Seqs) > 0 && !slices.Contains(p.Seqs, a.Seq) {
			continue
		}
		if !slices.ContainsFunc(gone[spot{a.Room, a.Seq}], func(s Span) bool { return s.holds(p.Called, p.Answered) }) {
			wrong = append(wrong, fmt.Sprintf("what %s said was taken away at %v, and message %d of %s was not", p.Who, p.Answered, a.Seq, a.Room))
		}
	}
	return wrong
}
