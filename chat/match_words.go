package chat

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// wordMatcher finds words and phrases, by the character that they begin with.
type wordMatcher map[rune][]soughtWord

// soughtWord is a word as it is compared; open: anything may follow it.
type soughtWord struct {
	text string
	open bool
}

func newWordMatcher(pattern string) (matcher, error) {
	m := wordMatcher{}
	lines := foldedLines(pattern)
	switch {
	case len(lines) == 0:
		return nil, invalid("pattern", "Type the words to look for, one a line.")
	case len(lines) > maxLines:
		return nil, invalid("pattern", fmt.Sprintf("%d words are the most that one filter looks for. Make two filters of them.", maxLines))
	}
	var failed error
	for i, line := range lines {
		word, open := strings.CutSuffix(line, "*")
		if word = strings.TrimSpace(word); word == "" {
			failed = invalid("pattern", fmt.Sprintf("Line %d: nothing is left to look for.", i+1))
			continue
		}
		first, _ := utf8.DecodeRuneInString(word)
		m[first] = append(m[first], soughtWord{word, open})
	}
	return m, failed
}

func (m wordMatcher) match(w *words) (textSpan, bool) {
	for i, x := range w.texts {
		for _, start := range x.starts {
			if n := m.at(x.skeleton.text[start:]); n > 0 {
				return textSpan{i, x.skeleton.from(start), x.skeleton.from(start + n)}, true
			}
		}
	}
	return textSpan{}, false
}

// at says how long the word is that a text begins with; 0: none.
func (m wordMatcher) at(text string) int {
	first, _ := utf8.DecodeRuneInString(text)
	for _, word := range m[first] {
		if strings.HasPrefix(text, word.text) && (word.open || endsAt(text, len(word.text))) {
			return len(word.text)
		}
	}
	return 0
}

// endsAt says whether a word may end before the byte n of a text.
func endsAt(text string, n int) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:n])
	after, size := utf8.DecodeRuneInString(text[n:])
	return size == 0 || isBoundary(before, after)
}
