package history

import "fmt"

// storedWhatWasAcknowledged is I1: every post that was answered with a 2xx is stored, in the place that the answer named, or waits.
func storedWhatWasAcknowledged(h *History, rooms []Room) (wrong []string) {
	stored, bySlug, held := byKey(rooms), slugs(rooms), heldBySecret(rooms)
	for _, a := range h.acts {
		if a.Kind != Post || a.Outcome != Done {
			continue
		}
		if _, waits := isHeld(held, a); waits && len(stored[a.Nonce]) == 0 {
			continue // what became of it is I12
		}
		if len(stored[a.Nonce]) == 0 {
			wrong = append(wrong, fmt.Sprintf("%s was acknowledged in %s at %v and is not stored", a.Nonce, a.Room, a.Answered))
			continue
		}
		if m, ok := bySlug[a.Room].at(a.Seq); a.Seq != 0 && (!ok || m.key() != a.Nonce) {
			wrong = append(wrong, fmt.Sprintf("%s was acknowledged as message %d of %s, which is %q", a.Nonce, a.Seq, a.Room, m.Body))
		}
	}
	return wrong
}
