package chat

import (
	"strings"
	"unicode"
)

// mentionMatcher finds messages that name so many people.
type mentionMatcher int

func (n mentionMatcher) match(w *words) (textSpan, bool) { return textSpan{}, w.mentions >= int(n) }

// minLetters is how many letters a text has at least whose capitals are counted.
const minLetters = 12

// capitalMatcher finds texts of which so many of a hundred letters are capitals.
type capitalMatcher int

func (percent capitalMatcher) match(w *words) (textSpan, bool) {
	large, small := 0, 0
	for _, r := range w.texts[0].source {
		switch {
		case unicode.IsUpper(r):
			large++
		case unicode.IsLower(r):
			small++
		}
	}
	return textSpan{}, large+small >= minLetters && 100*large >= int(percent)*(large+small)
}

// maxPhrase is how many words may stand between a word and its repetition.
const maxPhrase = 8

// repeatMatcher finds a character, a word or a phrase that stands so often in a row.
type repeatMatcher int

func (n repeatMatcher) match(w *words) (textSpan, bool) {
	x := w.texts[0]
	if from, to, found := runOf(x.skeleton.text, int(n)); found {
		return textSpan{0, x.skeleton.from(from), x.skeleton.from(to)}, true
	}
	return textSpan{}, phraseRepeats(strings.Fields(x.skeleton.text), int(n))
}

// runOf finds n equal characters in a row. Lines and dots that people draw with do not count.
func runOf(text string, n int) (from, to int, found bool) {
	count, before := 0, rune(-1)
	for i, r := range text {
		if r != before {
			count, before, from = 0, r, i
		}
		count++
		if count >= n && !strings.ContainsRune(" .-_=~*#", r) {
			return from, i + len(string(r)), true
		}
	}
	return 0, 0, false
}

// phraseRepeats says whether up to maxPhrase words stand n times in a row.
func phraseRepeats(words []string, n int) bool {
	for length := 1; length <= maxPhrase; length++ {
		same := length
		for i := length; i < len(words); i++ {
			if same++; words[i] != words[i-length] {
				same = length
			}
			if same >= n*length {
				return true
			}
		}
	}
	return false
}
