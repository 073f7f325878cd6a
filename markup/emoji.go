package markup

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	zwj         = '\u200d' // joins emoji into one: a family, a flag
	asEmoji     = '\ufe0f' // shows the character before it as a picture
	keycap      = '\u20e3'
	tagFirst    = 0xe0020 // tags spell the flags of regions
	tagLast     = 0xe007f
	maxBigEmoji = 3
)

// pictures are the characters that are shown as emoji by themselves (Unicode 16, Emoji_Presentation, joined into
// blocks above U+1F000, where little else is in use).
var pictures = &unicode.RangeTable{
	R16: []unicode.Range16{
		{0x231a, 0x231b, 1}, {0x23e9, 0x23ec, 1}, {0x23f0, 0x23f3, 3}, {0x25fd, 0x25fe, 1}, {0x2614, 0x2615, 1},
		{0x2648, 0x2653, 1}, {0x267f, 0x2693, 20}, {0x26a1, 0x26aa, 9}, {0x26ab, 0x26bd, 18}, {0x26be, 0x26c4, 6},
		{0x26c5, 0x26ce, 9}, {0x26d4, 0x26ea, 22}, {0x26f2, 0x26f3, 1}, {0x26f5, 0x26fa, 5}, {0x26fd, 0x2705, 8},
		{0x270a, 0x270b, 1}, {0x2728, 0x274c, 36}, {0x274e, 0x2753, 5}, {0x2754, 0x2755, 1}, {0x2757, 0x2795, 62},
		{0x2796, 0x2797, 1}, {0x27b0, 0x27bf, 15}, {0x2b1b, 0x2b1c, 1}, {0x2b50, 0x2b55, 5},
	},
	R32: []unicode.Range32{
		{0x1f004, 0x1f004, 1}, {0x1f0cf, 0x1f0cf, 1}, {0x1f18e, 0x1f18e, 1}, {0x1f191, 0x1f19a, 1},
		{0x1f201, 0x1f201, 1}, {0x1f21a, 0x1f22f, 21}, {0x1f232, 0x1f236, 1}, {0x1f238, 0x1f23a, 1},
		{0x1f250, 0x1f251, 1}, {0x1f300, 0x1f6ff, 1}, {0x1f7e0, 0x1f7eb, 1}, {0x1f7f0, 0x1f7f0, 1},
		{0x1f900, 0x1f9ff, 1}, {0x1fa70, 0x1faff, 1},
	},
}

// isBig says whether body is one to three emoji, with or without space, and nothing else.
func isBig(body string) bool {
	count := 0
	for body != "" {
		if r, size := utf8.DecodeRuneInString(body); unicode.IsSpace(r) {
			body = body[size:]
			continue
		}
		size := emojiLength(body)
		if count++; size == 0 || count > maxBigEmoji {
			return false
		}
		body = body[size:]
	}
	return count > 0
}

// emojiLength returns how many bytes the emoji that s begins with takes, with all that is joined to it; 0 if s begins
// with something else.
func emojiLength(s string) int {
	end := elementLength(s)
	for end > 0 {
		r, size := utf8.DecodeRuneInString(s[end:])
		if r != zwj {
			break
		}
		next := elementLength(s[end+size:])
		if next == 0 {
			return 0
		}
		end += size + next
	}
	return end
}

// elementLength is emojiLength for one that is not joined.
func elementLength(s string) int {
	first, end := utf8.DecodeRuneInString(s)
	second, size := utf8.DecodeRuneInString(s[end:])
	switch {
	case isRegional(first):
		if isRegional(second) {
			return end + size
		}
		return 0
	case isKeycapBase(first):
		return keycapLength(s)
	case unicode.Is(pictures, first), second == asEmoji && (unicode.IsSymbol(first) || unicode.IsPunct(first)):
		return end + modifiersLength(s[end:])
	}
	return 0
}

func keycapLength(s string) int {
	for _, tail := range []string{string(asEmoji) + string(keycap), string(keycap)} {
		if len(s) > len(tail) && s[1:1+len(tail)] == tail {
			return 1 + len(tail)
		}
	}
	return 0
}

func modifiersLength(s string) int {
	for i, r := range s {
		if r != asEmoji && !isSkinTone(r) && (r < tagFirst || r > tagLast) {
			return i
		}
	}
	return len(s)
}

func isRegional(r rune) bool { return r >= 0x1f1e6 && r <= 0x1f1ff }

func isSkinTone(r rune) bool { return r >= 0x1f3fb && r <= 0x1f3ff }

func isKeycapBase(r rune) bool { return r >= '0' && r <= '9' || r == '#' || r == '*' }

// maxReaction is more runes than any emoji has: two people kissing, each with a skin tone, have ten.
const maxReaction = 16

// Emoji writes a single emoji as it is kept, so that two spellings of it count as one; it is not ok for any other text.
func Emoji(text string) (emoji string, ok bool) {
	text = strings.TrimSpace(text)
	if !utf8.ValidString(text) || utf8.RuneCountInString(text) > maxReaction {
		return "", false
	}
	first, size := utf8.DecodeRuneInString(text)
	if size == len(text) && !unicode.Is(pictures, first) {
		text += string(asEmoji)
	}
	isEmoji := text != "" && emojiLength(text) == len(text) && (first > unicode.MaxLatin1 || isKeycapBase(first) || first == '©' || first == '®')
	return plainPictures(text), isEmoji
}

// plainPictures leaves out the mark for a picture where the character is one by itself.
func plainPictures(s string) string {
	var b strings.Builder
	var last rune
	for _, r := range s {
		if r != asEmoji || !unicode.Is(pictures, last) {
			b.WriteRune(r)
		}
		last = r
	}
	return b.String()
}
