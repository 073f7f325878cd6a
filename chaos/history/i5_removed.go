package history

import "fmt"

// removedIsNotSeen is I5: no words of a message that was removed at or before a reader's cursor are on their screen, in a
// frame, in a page or in a quote. The revision of a removal is the lowest at which anybody saw the tombstone.
func removedIsNotSeen(h *History, rooms []Room) (wrong []string) {
	for _, r := range rooms {
		s := h.sights[r.Slug]
		if s == nil {
			continue
		}
		for seq, rev := range removals(r, s) {
			if got, ok := s.words[seq]; ok && got.rev >= rev {
				wrong = append(wrong, fmt.Sprintf("message %d of %s, removed at %d, is %q to %s at %d", seq, r.Slug, rev, got.text, got.who, got.rev))
			}
			if got, ok := s.quotes[seq]; ok && got.rev >= rev {
				wrong = append(wrong, fmt.Sprintf("message %d of %s, removed at %d, is quoted as %q to %s at %d", seq, r.Slug, rev, got.text, got.who, got.rev))
			}
		}
	}
	return append(wrong, undone(h, rooms)...)
}

// removals are the revisions of the tombstones: those that were seen, and those of the database.
func removals(r Room, s *sights) map[int64]int64 {
	found := map[int64]int64{}
	for _, m := range r.Messages {
		if m.Removed {
			found[m.Seq] = m.Rev
		}
	}
	for seq, rev := range s.removed {
		if old, ok := found[seq]; !ok || rev < old {
			found[seq] = rev
		}
	}
	return found
}

// undone are removals that were acknowledged and do not stand.
func undone(h *History, rooms []Room) (wrong []string) {
	stored := byKey(rooms)
	for _, a := range h.acts {
		if a.Kind != Remove || a.Outcome != Done {
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
