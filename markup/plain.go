package markup

import (
	"strings"
	"unicode"

	"golang.org/x/net/html"
)

// maxPlain is the length of Result.Plain, in runes.
const maxPlain = 140

// plainText returns the words of rendered, which the policy has passed, on one line. It reads the HTML and not the
// Markdown, so that a quote never says anything that the message does not show; "…" stands for a spoiler. Blocks and
// line breaks end in a new line there, which parts the words.
func plainText(rendered string) string {
	var words strings.Builder
	hidden := 0 // depth of the elements within the spoiler that is being left out
	for z := html.NewTokenizer(strings.NewReader(rendered)); ; {
		kind := z.Next()
		token := z.Token()
		switch {
		case kind == html.ErrorToken:
			return cut(strings.Join(strings.Fields(words.String()), " "))
		case hidden > 0:
			hidden += step(token)
		case isSpoiler(token):
			words.WriteString("…")
			hidden = 1
		case kind == html.TextToken:
			words.WriteString(token.Data)
		}
	}
}

func isSpoiler(t html.Token) bool {
	for _, a := range t.Attr {
		if a.Key == "class" && a.Val == "spoiler" {
			return true
		}
	}
	return false
}

func step(t html.Token) int {
	switch {
	case t.Type == html.StartTagToken && t.Data != "br":
		return 1
	case t.Type == html.EndTagToken:
		return -1
	}
	return 0
}

// cut shortens s to maxPlain runes. It leaves no half of a joined emoji or accented letter before the dots.
func cut(s string) string {
	runes := []rune(s)
	if len(runes) <= maxPlain {
		return s
	}
	end := maxPlain - 1
	for end > 0 && (joins(runes[end]) || runes[end-1] == zwj) {
		end--
	}
	return strings.TrimRight(string(runes[:end]), " ") + "…"
}

func joins(r rune) bool { return r == zwj || unicode.IsMark(r) || isSkinTone(r) }
