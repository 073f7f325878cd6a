package history

import (
	"fmt"
	"slices"
	"strings"
)

// heldIsNotSeen is I12: what waits for a moderator, and what was turned away, reaches nobody but its author and moderators;
// once it is let through it stands, with a seq later than all that was acknowledged before. Its nonce answers the same.
func heldIsNotSeen(h *History, rooms []Room) (wrong []string) {
	stored := byKey(rooms)
	for _, r := range rooms {
		for _, x := range r.Holds {
			wrong = append(wrong, h.leaked(r, x)...)
			if x.EditOf == 0 {
				wrong = append(wrong, h.placed(r, x, stored[x.Nonce])...)
			}
		}
	}
	return append(wrong, h.heldAnswers(rooms)...)
}

// leaked looks whether words reached anybody before they might.
func (h *History) leaked(r Room, x Hold) (wrong []string) {
	w, ok := h.whispers[Secret(x.Body)]
	switch {
	case ok && !x.Published:
		wrong = append(wrong, fmt.Sprintf("%.40q waits in %s or was turned away, and reached %s at %v", x.Body, r.Slug, w.who, w.at))
	case ok && w.at < x.Decided-skew:
		wrong = append(wrong, fmt.Sprintf("%.40q was let through in %s at %v, and reached %s at %v", x.Body, r.Slug, x.Decided, w.who, w.at))
	}
	if x.Published && x.Rule && x.Decided < x.Due-skew {
		wrong = append(wrong, fmt.Sprintf("%.40q showed itself in %s at %v, and was to at %v", x.Body, r.Slug, x.Decided, x.Due))
	}
	return wrong
}

// placed looks whether what was let through stands, once and behind what was said before, and nothing else does.
func (h *History) placed(r Room, x Hold, stands []Message) []string {
	switch {
	case x.Published && len(stands) == 0:
		return []string{fmt.Sprintf("%s was let through in %s at %v and does not stand", x.Nonce, r.Slug, x.Decided)}
	case !x.Published && len(stands) > 0:
		return []string{fmt.Sprintf("%s was not let through in %s, and is message %d", x.Nonce, r.Slug, stands[0].Seq)}
	case !x.Published:
		return nil
	}
	for _, a := range h.acts {
		if a.Kind == Post && a.Outcome == Done && a.Room == r.Slug && a.Seq > stands[0].Seq && a.Answered < x.Decided-skew {
			return []string{fmt.Sprintf("%s was let through in %s at %v as message %d, before %s, which was message %d at %v",
				x.Nonce, r.Slug, x.Decided, stands[0].Seq, a.Nonce, a.Seq, a.Answered)}
		}
	}
	return nil
}

// heldAnswers looks at the answers to posts that waited, and at posts that should have.
func (h *History) heldAnswers(rooms []Room) (wrong []string) {
	held := heldBySecret(rooms)
	for _, a := range h.acts {
		x, waited := isHeld(held, a)
		switch {
		case a.Outcome != Done:
		case a.Held != 0 && (!waited || x.ID != a.Held):
			wrong = append(wrong, fmt.Sprintf("%s was acknowledged at %v as held under %d, and is under %d", a.Nonce, a.Answered, a.Held, x.ID))
		case a.Held != 0 && x.Published && x.Decided+commits < a.Called:
			wrong = append(wrong, fmt.Sprintf("%s was let through at %v, and is still held for whoever asks at %v", a.Nonce, x.Decided, a.Called))
		case a.Kind == Post && a.Seq != 0 && waited && a.Answered < x.Decided-skew:
			wrong = append(wrong, fmt.Sprintf("%s is message %d at %v, and was let through at %v", a.Nonce, a.Seq, a.Answered, x.Decided))
		case !waited && !a.Again && h.mustWait(a):
			wrong = append(wrong, fmt.Sprintf("the %s of %s at %v should have waited in %s", a.Kind, a.Nonce, a.Called, a.Room))
		}
	}
	return wrong
}

// mustWait says whether a rule surely held that makes an act wait.
func (h *History) mustWait(a Act) bool {
	return (a.Kind == Post || a.Kind == Edit) && a.Who != "" && slices.ContainsFunc(h.rules, func(r Rule) bool {
		waits := r.What == AllWait || r.What == Delayed || r.What == LinkWait && strings.Contains(a.Body, "https://")
		return waits && r.holdsFor(a)
	})
}
