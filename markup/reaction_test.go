package markup

import (
	"strings"
	"testing"
)

func TestAReactionIsOneEmojiInOneSpelling(t *testing.T) {
	for text, want := range map[string]string{
		"👍": "👍", " 👍 ": "👍", "👍\ufe0f": "👍", "👍🏽": "👍🏽", "⛵": "⛵",
		"❤": "❤\ufe0f", "❤\ufe0f": "❤\ufe0f", "©": "©\ufe0f",
		"🇩🇪": "🇩🇪", "1\ufe0f\u20e3": "1\ufe0f\u20e3", "👩\u200d👩\u200d👧\u200d👦": "👩\u200d👩\u200d👧\u200d👦", "❤\ufe0f\u200d🔥": "❤\ufe0f\u200d🔥",
		"👩🏽\u200d❤\ufe0f\u200d💋\u200d👨🏿": "👩🏽\u200d❤\ufe0f\u200d💋\u200d👨🏿",
	} {
		if got, ok := Emoji(text); !ok || got != want {
			t.Errorf("%q is %q, %v", text, got, ok)
		}
	}
	for _, text := range []string{"", " ", "a", "1", "ok", "👍👍", "👍 ok", "👍\n👍", "!\ufe0f", "+", "<b>", "\ufe0f", "🇩", "👍\u200d", "\x00",
		"👍" + strings.Repeat("🏽", 200), "\xff"} {
		if got, ok := Emoji(text); ok {
			t.Errorf("%q is taken for %q", text, got)
		}
	}
}
