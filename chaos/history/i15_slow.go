package history

import (
	"fmt"
	"slices"
	"time"
)

// slowIsKept is I15: where slow mode is on, nobody's messages are nearer to one another than it says, by the servers' time.
func slowIsKept(h *History, rooms []Room) (wrong []string) {
	type author struct{ who, room string }
	said := map[author][]Act{}
	for _, a := range h.acts {
		if a.Kind == Post && a.Outcome == Done && a.Who != "" && !a.Again {
			key := author{a.Who, a.Room}
			said[key] = append(said[key], a)
		}
	}
	times := timesOf(rooms)
	for _, acts := range said {
		acts = slices.DeleteFunc(acts, func(a Act) bool { return times[a.Nonce] == 0 })
		slices.SortFunc(acts, func(a, b Act) int { return int(times[a.Nonce] - times[b.Nonce]) })
		for i := 1; i < len(acts); i++ {
			if acts[i].Nonce != acts[i-1].Nonce {
				wrong = append(wrong, h.hasty(acts[i], times[acts[i].Nonce]-times[acts[i-1].Nonce])...)
			}
		}
	}
	return wrong
}

// hasty says whether a message came too soon after the one before it.
func (h *History) hasty(a Act, after time.Duration) (wrong []string) {
	for _, r := range h.rules {
		if r.What == Slow && r.holdsFor(a) && after < r.Apart {
			wrong = append(wrong, fmt.Sprintf("%s spoke in %s at %v, %v after the message before; slow mode says %v", a.Who, a.Room, a.Called, after, r.Apart))
		}
	}
	return wrong
}

// timesOf are when messages were taken, by their nonces: of one that waited, when it began to.
func timesOf(rooms []Room) map[string]time.Duration {
	times := map[string]time.Duration{}
	for _, r := range rooms {
		for _, m := range r.Messages {
			if !m.Line {
				times[m.key()] = m.At
			}
		}
		for _, x := range r.Holds {
			if x.EditOf == 0 {
				times[x.Nonce] = x.Created
			}
		}
	}
	return times
}
