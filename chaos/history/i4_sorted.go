package history

import "fmt"

// screensSorted is I4: a list on a screen is always sorted by seq, with nothing twice, and its cursor never goes back
// within an epoch.
func screensSorted(h *History, _ []Room) (wrong []string) {
	for _, s := range h.screens {
		for _, w := range s.Wrongs {
			wrong = append(wrong, fmt.Sprintf("%s in %s: %s", s.Who, s.Room, w))
		}
		for i := 1; i < len(s.Articles); i++ {
			if s.Articles[i-1].Seq >= s.Articles[i].Seq {
				wrong = append(wrong, fmt.Sprintf("%s in %s: message %d stands above %d", s.Who, s.Room, s.Articles[i-1].Seq, s.Articles[i].Seq))
			}
		}
	}
	return wrong
}
