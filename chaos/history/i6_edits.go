package history

import (
	"fmt"
	"slices"
)

// lastEditStands is I6: what is stored, and hence on every screen (I3), is the last edit that was acknowledged, or one
// whose outcome is unknown and that may have taken effect after it. A message is edited by its author alone, one edit
// after another.
func lastEditStands(h *History, rooms []Room) (wrong []string) {
	last, unknown := edits(h, heldBySecret(rooms))
	for key, rows := range byKey(rooms) {
		may := append(slices.Clone(unknown[key]), last[key]...)
		for _, m := range rows {
			if !m.Removed && len(may) > 0 && !slices.Contains(may, m.Body) {
				wrong = append(wrong, fmt.Sprintf("message %d says %q, and may say %q", m.Seq, m.Body, may))
			}
		}
	}
	return wrong
}

// edits are the last acknowledged words of each message, if any, and those that nobody knows of. Words that waited and were
// not let through are none.
func edits(h *History, held map[string]Hold) (last, unknown map[string][]string) {
	last, unknown = map[string][]string{}, map[string][]string{}
	for _, a := range slices.SortedStableFunc(slices.Values(h.acts), func(a, b Act) int { return int(a.Called - b.Called) }) {
		x, waited := isHeld(held, a)
		switch {
		case waited && !x.Published, a.Again:
		case a.Kind == Remove, a.Kind == React, a.Outcome == Refused:
		case a.Outcome == Unknown:
			unknown[a.Nonce] = append(unknown[a.Nonce], a.Body)
		default:
			last[a.Nonce] = []string{a.Body}
		}
	}
	return last, unknown
}
