package chat

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// derived is a text that was made of another one. at says for each of its bytes, and
// for its end, where in the first text it comes from; nil: nobody asked.
type derived struct {
	text string
	at   []int
}

// from is where in the first text the byte i comes from.
func (d derived) from(i int) int {
	if d.at == nil {
		return i
	}
	return d.at[i]
}

// through makes the next text, letter by letter.
func (d derived) through(write func(*strings.Builder, rune)) derived {
	var b strings.Builder
	b.Grow(len(d.text))
	var at []int
	for i, r := range d.text {
		write(&b, r)
		for d.at != nil && len(at) < b.Len() {
			at = append(at, d.at[i])
		}
	}
	if d.at != nil {
		at = append(at, d.at[len(d.text)])
	}
	return derived{b.String(), at}
}

// untraced and traced begin a chain of texts.
func untraced(text string) derived { return derived{text: text} }

func traced(text string) derived {
	at := make([]int, len(text)+1)
	for i := range at {
		at[i] = i
	}
	return derived{text, at}
}

// plainForm is a text as everybody sees it: in compatibility form (NFKC), without
// what is invisible, and without marks that make no letter with what is before them.
func plainForm(d derived) derived {
	if !strings.ContainsFunc(d.text, func(r rune) bool { return r >= utf8.RuneSelf || invisible(r) }) {
		return d
	}
	return composed(d.through(visible)).through(unmarked())
}

func isASCII(text string) bool {
	return strings.IndexFunc(text, func(r rune) bool { return r >= utf8.RuneSelf }) < 0
}

// composed brings a text into NFKC. Each part of it that was composed as one comes from where that began.
func composed(d derived) derived {
	if d.at == nil {
		return derived{text: norm.NFKC.String(d.text)}
	}
	var b strings.Builder
	var at []int
	var it norm.Iter
	it.InitString(norm.NFKC, d.text)
	for !it.Done() {
		begins := it.Pos()
		b.Write(it.Next())
		for len(at) < b.Len() {
			at = append(at, d.at[begins])
		}
	}
	return derived{b.String(), append(at, d.at[len(d.text)])}
}

// invisible says whether a character is not drawn: a control character that is no white space of a
// page, or one that Unicode has ignored.
func invisible(r rune) bool {
	switch {
	case r >= ' ' && r <= '~':
		return false
	case unicode.IsControl(r):
		return !strings.ContainsRune("\t\n\f\r", r)
	}
	return unicode.In(r, unicode.Cf, unicode.Variation_Selector, unicode.Other_Default_Ignorable_Code_Point)
}

func visible(b *strings.Builder, r rune) {
	if !invisible(r) {
		b.WriteRune(r)
	}
}

// looseMarks are the marks that any letter can be given: those that nothing was composed with only disturb.
var looseMarks = &unicode.RangeTable{R16: []unicode.Range16{
	{Lo: 0x0300, Hi: 0x036f, Stride: 1}, {Lo: 0x0483, Hi: 0x0489, Stride: 1}, {Lo: 0x1ab0, Hi: 0x1aff, Stride: 1},
	{Lo: 0x1dc0, Hi: 0x1dff, Stride: 1}, {Lo: 0x20d0, Hi: 0x20ff, Stride: 1}, {Lo: 0xfe20, Hi: 0xfe2f, Stride: 1},
}}

// unmarked leaves out loose marks, and those of other scripts that stand on a Latin letter or on none.
func unmarked() func(*strings.Builder, rune) {
	bare := true // what is before takes no marks
	return func(b *strings.Builder, r rune) {
		mark := r >= utf8.RuneSelf && unicode.IsMark(r)
		if mark && (bare || unicode.Is(looseMarks, r)) {
			return
		}
		if !mark {
			bare = r < utf8.RuneSelf || !unicode.IsLetter(r) || unicode.Is(unicode.Latin, r)
		}
		b.WriteRune(r)
	}
}

// likeness is the plain form with Latin letters in place of what is taken for them.
func likeness(d derived) derived {
	if isASCII(d.text) {
		return d
	}
	return d.through(latinOf)
}

// skeleton makes one text of all that look alike: a likeness in small letters, one
// space for all white space, and o and l for nought and one.
func skeleton(d derived) derived {
	spaced := true
	return d.through(func(b *strings.Builder, r rune) {
		space := r == ' ' || unicode.IsSpace(r)
		switch {
		case space && !spaced:
			b.WriteByte(' ')
		case space:
		case r == '0':
			b.WriteByte('o')
		case r == '1':
			b.WriteByte('l')
		case r >= 'a' && r <= 'z':
			b.WriteByte(byte(r))
		default:
			b.WriteRune(foldRune(r))
		}
		spaced = space
	})
}

// skeletonOf is the skeleton of a text as it was typed.
func skeletonOf(text string) string { return skeleton(likeness(plainForm(untraced(text)))).text }
