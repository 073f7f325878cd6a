package views

import (
	"strconv"
	"strings"
	"unicode"

	"parley/chat"
)

// hues is how many colours a generated avatar may have (app.css, [data-hue]).
const hues = 8

// hue picks the colour of a person's generated avatar. It follows from their id
// alone, so it never changes.
func hue(id int64) string { return strconv.FormatInt(id%hues+1, 10) }

// initials are the first letters of the first and last word of a name; the first
// alone where there is one word, or a script that does not use initials.
func initials(name string) string {
	words := strings.Fields(name)
	first := letter(words, 0)
	last := letter(words, len(words)-1)
	if first == 0 {
		return "?"
	}
	if len(words) < 2 || last == 0 || unicode.In(first, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul) {
		return string(unicode.ToUpper(first))
	}
	return string(unicode.ToUpper(first)) + string(unicode.ToUpper(last))
}

// letter is the first letter or digit of the word at i; 0 if it has none.
func letter(words []string, i int) rune {
	if i < 0 || i >= len(words) {
		return 0
	}
	word := words[i]
	if rest, ok := strings.CutPrefix(word, "ال"); ok && rest != "" {
		word = rest // the Arabic article says nothing of who it is
	}
	for _, r := range word {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
	}
	return 0
}

func avatarURL(p chat.Person) string {
	return "/avatars/" + id(p.ID) + "?v=" + id(p.Avatar)
}

// author is the writer of a message as a person.
func author(a chat.Author) chat.Person {
	return chat.Person{ID: a.ID, Handle: a.Handle, Name: a.Name, Avatar: a.Avatar}
}

// PersonURL is the page that tells about a person.
func PersonURL(handle string) string { return "/people/" + handle }
