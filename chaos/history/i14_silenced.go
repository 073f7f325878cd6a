package history

import "fmt"

// silencedDoNotSpeak is I14: nothing is taken from somebody who was muted or banned, or in a room that was locked, before
// they said it; and what was refused does not stand.
func silencedDoNotSpeak(h *History, rooms []Room) (wrong []string) {
	for _, a := range h.acts {
		if a.Who == "" || a.Again || a.Outcome != Done || a.Kind != Post && a.Kind != Edit {
			continue
		}
		for _, b := range h.bars {
			if b.Who == a.Who && (b.Room == "" || b.Room == a.Room) && a.Called >= b.From && a.Answered <= b.To {
				wrong = append(wrong, fmt.Sprintf("%s: %s from %v to %v, and the %s of %s in %s at %v was taken", b.Who, b.What, b.From, b.To, a.Kind, a.Nonce, a.Room, a.Called))
			}
		}
		for _, r := range h.rules {
			if r.What == Locked && r.holdsFor(a) {
				wrong = append(wrong, fmt.Sprintf("%s was locked from %v to %v, and the %s of %s at %v was taken", a.Room, r.From, r.To, a.Kind, a.Nonce, a.Called))
			}
		}
	}
	return append(wrong, refusedStands(h, rooms)...)
}

// refusedStands are posts that were refused at each try, and stand.
func refusedStands(h *History, rooms []Room) (wrong []string) {
	stored, held, taken := byKey(rooms), heldBySecret(rooms), map[string]bool{}
	for _, a := range h.acts {
		taken[a.Nonce] = taken[a.Nonce] || a.Kind == Post && a.Outcome != Refused
	}
	for _, a := range h.acts {
		_, waits := isHeld(held, a)
		if a.Kind == Post && a.Outcome == Refused && !taken[a.Nonce] && (len(stored[a.Nonce]) > 0 || waits) {
			wrong = append(wrong, fmt.Sprintf("%s was refused in %s at %v, and stands", a.Nonce, a.Room, a.Answered))
		}
	}
	return wrong
}
