package chat

import (
	"fmt"
	"strconv"
	"strings"
	"sync"
)

// matcher finds what a filter looks for.
type matcher interface {
	// match says whether it catches words, and where: the zero span when it is about the whole.
	match(w *words) (textSpan, bool)
}

// textSpan is a part of one of the texts of words.
type textSpan struct{ text, from, to int }

// words is what somebody is about to say, as matchers look at it. Each of its texts is
// the same said again: as others will read it, and as it was typed if that is another
// (a mark between two letters hides a word in the one, a link's address in the other).
type words struct {
	budget
	texts    []*wording
	html     string // empty: there is none, as of a name
	mentions int
	linked   func() []string // hosts that its links lead to, found once
}

// wording is one text of words in the forms that are compared. shapes are what
// expressions look at: the plain form, and the likeness if that is another.
type wording struct {
	source   string
	shapes   []derived
	skeleton derived
	starts   []int              // of words in the skeleton
	named    func() []hostPlace // what looks like hosts in the skeleton, found once
}

// wordsOf reads words as they are typed and rendered.
func wordsOf(body string, r Rendered) *words {
	return newWords(body, r, untraced)
}

// newWords begins the chains of texts with begin: traced ones know where they come from.
func newWords(body string, r Rendered, begin func(string) derived) *words {
	read := textOf(r.HTML)
	w := &words{html: r.HTML, mentions: len(r.Mentions), texts: []*wording{newWording(read, begin)}}
	if body != read {
		w.texts = append(w.texts, newWording(body, begin))
	}
	w.linked = sync.OnceValue(w.hosts)
	return w
}

// wordsOfLine reads a line that is shown as it was typed: a name, a topic.
func wordsOfLine(text string) *words {
	w := &words{texts: []*wording{newWording(text, untraced)}}
	w.linked = sync.OnceValue(w.hosts)
	return w
}

func newWording(text string, begin func(string) derived) *wording {
	plain := plainForm(begin(text))
	like := likeness(plain)
	x := &wording{source: text, shapes: []derived{plain}, skeleton: skeleton(like)}
	if like.text != plain.text {
		x.shapes = append(x.shapes, like)
	}
	x.starts = wordStarts(x.skeleton.text)
	x.named = sync.OnceValue(func() []hostPlace { return hostsIn(x.skeleton.text) })
	return x
}

// matcher makes what finds what a filter looks for. With an error about one of several
// lines it finds what the others say; nil when there is none.
func (f Filter) matcher() (matcher, error) {
	switch f.Kind {
	case FilterWords:
		return newWordMatcher(f.Pattern)
	case FilterExpressions:
		return newExpressions(f.Pattern)
	case FilterLinks:
		return newLinkMatcher(f.Pattern, f.Allow)
	case FilterMentions:
		return counted(f, 1, 100, "How many people does a message name that it catches?", func(n int) matcher { return mentionMatcher(n) })
	case FilterRepeats:
		return counted(f, 3, 1_000, "How often does something stand in a row that it catches?", func(n int) matcher { return repeatMatcher(n) })
	case FilterCapitals:
		return counted(f, 1, 100, "How many of a hundred letters are capitals in what it catches?", func(n int) matcher { return capitalMatcher(n) })
	}
	return nil, invalid("kind", "Choose what the filter looks for.")
}

// counted makes a matcher whose pattern is a number.
func counted(f Filter, least, most int, question string, of func(int) matcher) (matcher, error) {
	n, err := strconv.Atoi(f.Pattern)
	if err != nil || n < least || n > most {
		return nil, invalid("pattern", fmt.Sprintf("%s Choose a number from %d to %d.", question, least, most))
	}
	return of(n), nil
}

// excerpt is a part of the first text that a span comes from, between what is before and after it.
func (w *words) excerpt(s textSpan) (before, caught, after string) {
	x := w.texts[s.text]
	if s.from >= s.to || s.to > len(x.source) {
		return x.source, "", ""
	}
	return x.source[:s.from], x.source[s.from:s.to], x.source[s.to:]
}

// foldedLines are the lines of a pattern, as they are compared.
func foldedLines(pattern string) (all []string) {
	for line := range strings.Lines(pattern) {
		all = append(all, strings.TrimSpace(skeletonOf(line)))
	}
	return all
}
