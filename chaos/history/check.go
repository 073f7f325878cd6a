package history

import "fmt"

// invariant is a promise and what looks whether it was kept. The check tells each violation in a sentence.
type invariant struct {
	name  string
	check func(*History, []Room) []string
}

// invariants are in the order of docs/CHAOS.md.
var invariants = []invariant{
	{"I1", storedWhatWasAcknowledged},
	{"I2", storedOnce},
	{"I3", screensEqualRooms},
	{"I4", screensSorted},
	{"I5", removedIsNotSeen},
	{"I6", lastEditStands},
	{"I7", revisionsDense},
	{"I8", arrivedInTime},
	{"I9", linearizable},
	{"I10", revokedDoNotRead},
	{"I11", memoryBounded},
	{"I12", heldIsNotSeen},
	{"I13", purgedIsGone},
	{"I14", silencedDoNotSpeak},
	{"I15", slowIsKept},
}

// most is how many violations of one invariant are told; more are counted.
const most = 10

// Check gives the violations of all invariants, in words, against what the database holds. Nothing may be going on.
func (h *History) Check(rooms []Room) []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	found := few("", h.odd)
	for _, i := range invariants {
		found = append(found, few(i.name+" ", i.check(h, rooms))...)
	}
	return found
}

func few(name string, all []string) (told []string) {
	for _, words := range all[:min(most, len(all))] {
		told = append(told, name+words)
	}
	if len(all) > most {
		told = append(told, fmt.Sprintf("%s… and %d more", name, len(all)-most))
	}
	return told
}

func slugs(rooms []Room) map[string]Room {
	found := map[string]Room{}
	for _, r := range rooms {
		found[r.Slug] = r
	}
	return found
}
