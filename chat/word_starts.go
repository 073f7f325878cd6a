package chat

import "unicode"

// unspaced are the scripts that put no space between words.
var unspaced = []*unicode.RangeTable{unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar}

// isWordRune says whether a character is part of a word.
func isWordRune(r rune) bool {
	if r < 0x80 {
		return r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r >= 'A' && r <= 'Z'
	}
	return unicode.In(r, unicode.L, unicode.N, unicode.M)
}

// isBoundary says whether a word may begin or end between two neighbours.
func isBoundary(before, after rune) bool {
	if !isWordRune(before) || !isWordRune(after) {
		return true
	}
	return before >= 0x80 && unicode.In(before, unspaced...) || after >= 0x80 && unicode.In(after, unspaced...)
}

// wordStarts lists where in a text something may begin that is searched for as a word.
func wordStarts(text string) (starts []int) {
	before := ' '
	for i, r := range text {
		if r != ' ' && isBoundary(before, r) {
			starts = append(starts, i)
		}
		before = r
	}
	return starts
}
