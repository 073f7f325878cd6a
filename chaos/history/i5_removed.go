package history

import (
	"fmt"
	"maps"
)

// removedIsNotSeen is I5: no words of a message that was removed at or before a reader's cursor are on their screen, in a
// frame, in a page or in a quote, until it is brought back.
func removedIsNotSeen(h *History, rooms []Room) (wrong []string) {
	for _, r := range rooms {
		s := h.sights[r.Slug]
		if s == nil {
			continue
		}
		gone := removals(r, s)
		for at, got := range s.words {
			if x, ok := within(gone[at.seq], at.rev, got.rev); ok {
				wrong = append(wrong, fmt.Sprintf("message %d of %s, removed at %d, is %q to %s at %d", at.seq, r.Slug, x.From, got.text, got.who, got.rev))
			}
		}
		for at, got := range s.quotes {
			if x, ok := within(gone[at.seq], at.rev, got.rev); ok {
				wrong = append(wrong, fmt.Sprintf("message %d of %s, removed at %d, is quoted as %q to %s at %d", at.seq, r.Slug, x.From, got.text, got.who, got.rev))
			}
		}
	}
	return append(wrong, undone(h, rooms)...)
}

// within finds the removal during which, or after which, words were seen that were rendered at a revision before its end.
func within(gone []Span, rendered, seen int64) (Span, bool) {
	for _, x := range gone {
		if seen >= x.From && (x.To == 0 || rendered < x.To) {
			return x, true
		}
	}
	return Span{}, false
}

// removals are when messages were removed: as the database tells, or else from the lowest tombstone that anybody saw.
func removals(r Room, s *sights) map[int64][]Span {
	found, lowest := map[int64][]Span{}, maps.Clone(s.removed)
	for _, x := range r.Gone {
		found[x.Seq] = append(found[x.Seq], x)
	}
	for _, m := range r.Messages {
		if rev, seen := lowest[m.Seq]; m.Removed && (!seen || m.Rev < rev) {
			lowest[m.Seq] = m.Rev
		}
	}
	for seq, rev := range lowest {
		if len(found[seq]) == 0 {
			found[seq] = []Span{{Seq: seq, From: rev}}
		}
	}
	return found
}

// undone are removals by authors that were acknowledged and do not stand.
func undone(h *History, rooms []Room) (wrong []string) {
	stored, bySlug := byKey(rooms), slugs(rooms)
	for _, a := range h.acts {
		if a.Kind != Remove || a.Outcome != Done || bySlug[a.Room].wasUndone(a.Seq) {
			continue
		}
		for _, m := range stored[a.Nonce] {
			if !m.Removed {
				wrong = append(wrong, fmt.Sprintf("the removal of %s was acknowledged at %v, and message %d still says %q", a.Nonce, a.Answered, m.Seq, m.Body))
			}
		}
	}
	return wrong
}
