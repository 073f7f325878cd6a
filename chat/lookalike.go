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
	addDrawn(all)
	return all
})

// drawn are small capitals that Unicode's file knows as nothing else, each before its letter.
const drawn = "ᴀaʙbᴅdᴇeꜰfɢgʜhᴊjᴋkʟlᴍmɴnᴘpꞯqᴛtʏy"

// addDrawn adds letters that are drawn as Latin ones: small capitals, and white ones in circles and squares.
func addDrawn(all map[rune]string) {
	letters := []rune(drawn)
	for i := 0; i < len(letters); i += 2 {
		all[letters[i]] = string(letters[i+1])
	}
	for i := range rune(26) {
		all['🅐'+i], all['🅰'+i] = string('a'+i), string('a'+i)
	}
}

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
