package chat

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// cleanLine checks one line of text: no control characters, at most limit code
// points, and not empty unless missing, the sentence that asks for it, is.
func cleanLine(field, text, missing string, limit int) (string, error) {
	if !utf8.ValidString(text) || strings.ContainsFunc(text, func(r rune) bool { return unicode.IsControl(r) && !unicode.IsSpace(r) }) {
		return text, invalid(field, "This holds characters that cannot be shown. Type it anew.")
	}
	text = strings.Join(strings.Fields(text), " ")
	switch {
	case text == "" && missing != "":
		return text, invalid(field, missing)
	case utf8.RuneCountInString(text) > limit:
		return text, invalid(field, fmt.Sprintf("This is too long: %d characters are the most.", limit))
	}
	return text, nil
}

// cleanText checks a text of several lines. missing refuses an empty one; with
// none, empty is fine. limit is in code points.
func cleanText(field, text, missing string, limit int) (string, error) {
	text = strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n"))
	switch {
	case !utf8.ValidString(text) || strings.ContainsRune(text, 0):
		return text, invalid(field, "This text holds characters that cannot be shown. Type it anew.")
	case text == "" && missing != "":
		return text, invalid(field, missing)
	case utf8.RuneCountInString(text) > limit:
		return text, invalid(field, fmt.Sprintf("Say it in %d characters or fewer.", limit))
	}
	return text, nil
}
