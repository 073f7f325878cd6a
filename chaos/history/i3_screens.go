package history

import (
	"fmt"
	"strings"

	"parley/chaos/page"
)

// screensEqualRooms is I3: at rest every list on a screen is the end of the room's, without a hole, and every answer of a
// replica about what changed is just that.
func screensEqualRooms(h *History, rooms []Room) (wrong []string) {
	bySlug := slugs(rooms)
	for _, s := range h.screens {
		want := expected(bySlug[s.Room], s)
		for i := range max(len(want), len(s.Articles)) {
			if problem := differ(bySlug[s.Room], want, s.Articles, i); problem != "" {
				wrong = append(wrong, fmt.Sprintf("%s, at rest in %s: %s", s.Who, s.Room, problem))
				break // what follows is only moved
			}
		}
	}
	return wrong
}

// expected is what a screen has to show, from where it begins.
func expected(r Room, s Screen) (want []Message) {
	for _, m := range r.Messages {
		switch {
		case s.Delta && m.Rev > s.Since,
			!s.Delta && len(s.Articles) > 0 && m.Seq >= s.Articles[0].Seq,
			!s.Delta && len(s.Articles) == 0:
			want = append(want, m)
		}
	}
	return want
}

func differ(r Room, want []Message, got []page.Article, i int) string {
	switch {
	case i >= len(got):
		return fmt.Sprintf("message %d (%s) is missing", want[i].Seq, want[i].Body)
	case i >= len(want):
		return fmt.Sprintf("message %d (%s) is too many", got[i].Seq, got[i].Text)
	}
	w, g := want[i], got[i]
	switch {
	case w.Seq != g.Seq:
		return fmt.Sprintf("where message %d (%s) should be is %d (%s)", w.Seq, w.Body, g.Seq, g.Text)
	case w.Rev != g.Rev || w.Removed != g.Removed || !w.Removed && !w.Line && w.Body != g.Text, w.Reactions != g.Reactions:
		return fmt.Sprintf("message %d is %+v, and should be %+v", w.Seq, g, w)
	case g.Quote.Seq != 0 && !quotesRightly(r, g.Quote):
		return fmt.Sprintf("message %d quotes %d as %q", g.Seq, g.Quote.Seq, g.Quote.Text)
	}
	return ""
}

// quotesRightly says whether a quote is of the words that its message has now.
func quotesRightly(r Room, q page.Quote) bool {
	m, ok := r.at(q.Seq)
	if !ok || m.Removed {
		return ok && q.Text == page.GoneQuote
	}
	return strings.HasPrefix(m.Body, strings.TrimSuffix(q.Text, "…"))
}
