package history

import "fmt"

// revisionsDense is I7: seqs are 1, 2, 3, …; each change of a room took one revision, and none was left out. That every
// replica shows the same state of the same revision is looked at when something is seen ([History.Saw]) and at rest (I3).
func revisionsDense(h *History, rooms []Room) (wrong []string) {
	for _, r := range rooms {
		var highest int64
		for i, m := range r.Messages {
			highest = max(highest, m.Rev)
			if m.Seq != int64(i)+1 {
				wrong = append(wrong, fmt.Sprintf("%s has message %d where %d should be", r.Slug, m.Seq, i+1))
				break
			}
		}
		if n := int64(len(r.Messages)); n != r.LastSeq {
			wrong = append(wrong, fmt.Sprintf("%s has %d messages, and counts %d", r.Slug, n, r.LastSeq))
		}
		if highest != r.Rev {
			wrong = append(wrong, fmt.Sprintf("%s is at revision %d, and its newest change is %d", r.Slug, r.Rev, highest))
		}
		least, most := reactions(h, r.Slug)
		if r.Rev < r.Changes+least || r.Rev > r.Changes+most {
			wrong = append(wrong, fmt.Sprintf("%s is at revision %d after %d changes and %d to %d reactions", r.Slug, r.Rev, r.Changes, least, most))
		}
	}
	return wrong
}

// reactions are how many took a revision in a room: those that were acknowledged, and perhaps those whose outcome is unknown.
func reactions(h *History, room string) (least, most int64) {
	for _, a := range h.acts {
		switch {
		case a.Kind != React || a.Room != room:
		case a.Outcome == Done:
			least, most = least+1, most+1
		case a.Outcome == Unknown:
			most++
		}
	}
	return least, most
}
