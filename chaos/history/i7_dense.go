package history

import "fmt"

// revisionsDense is I7: seqs are 1, 2, 3, …; each change of a room took one revision, and none was left out. That every
// replica shows the same state of the same revision is looked at when something is seen ([History.Saw]) and at rest (I3).
func revisionsDense(_ *History, rooms []Room) (wrong []string) {
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
		if r.Changes != r.Rev {
			wrong = append(wrong, fmt.Sprintf("%s is at revision %d after %d changes", r.Slug, r.Rev, r.Changes))
		}
	}
	return wrong
}
