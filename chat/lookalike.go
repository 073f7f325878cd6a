package chat

import (
	_ "embed"
	"strings"
	"sync"
	"unicode"
)

//go:embed confusables.txt
var confusables string

// lookalikes are the Latin letters and digits that small letters of other scripts are taken for.
var lookalikes = sync.OnceValue(func() map[rune]string {
	all := map[rune]string{}
	for line := range strings.Lines(confusables) {
		to, from, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		if !ok {
			continue // a remark
		}
		for _, r := range from {
			all[r] = to
		}
	}
	return all
})

// latinOf writes what a letter is taken for, as large as it is; the letter itself if it looks like nothing Latin.
func latinOf(b *strings.Builder, r rune) {
	to, ok := "", false
	if r >= 0x80 {
		to, ok = lookalikes()[foldRune(r)]
	}
	switch {
	case !ok:
		b.WriteRune(r)
	case unicode.IsUpper(r):
		b.WriteString(strings.ToUpper(to))
	default:
		b.WriteString(to)
	}
}

// foldRune makes one letter of all that differ in case alone: the small one.
func foldRune(r rune) rune {
	if r < 0x80 {
		return unicode.ToLower(r)
	}
	least := r
	for o := unicode.SimpleFold(r); o != r; o = unicode.SimpleFold(o) {
		least = min(least, o)
	}
	return unicode.ToLower(least)
}
