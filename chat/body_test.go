package chat

import (
	"strings"
	"testing"
)

func TestCleanBodyTakesWhatCanBeShown(t *testing.T) {
	for body, want := range map[string]string{
		"a": "a", "a\r\nb": "a\nb", "a\rb": "a\nb", "a\r\r\nb": "a\n\nb", " a ": " a ",
		strings.Repeat("é", MaxBody): strings.Repeat("é", MaxBody), strings.Repeat("\r\n", MaxBody-1) + "x": strings.Repeat("\n", MaxBody-1) + "x",
	} {
		if got, err := CleanBody(body); err != nil || got != want {
			t.Errorf("%.20q: %.20q, %v", body, got, err)
		}
	}
	for _, body := range []string{"", " \r\n\t\u00a0", strings.Repeat("é", MaxBody+1), "a\x00", "\xff", "a\xed\xa0\x80b"} {
		if _, err := CleanBody(body); KindOf(err) != Invalid || Field(err) != "body" {
			t.Errorf("%.20q: %v", body, err)
		}
	}
}

func TestADraftNeedsANonce(t *testing.T) {
	for nonce, ok := range map[string]bool{
		NewNonce(): true, strings.Repeat("a", 16): true, strings.Repeat("-", 64): true, "AZaz09-_AZaz09-_": true,
		"": false, strings.Repeat("a", 15): false, strings.Repeat("a", 65): false, strings.Repeat("a", 16) + "\n": false, strings.Repeat("a", 16) + "é": false,
	} {
		if _, err := (Draft{Body: "x", Nonce: nonce}).clean(); (err == nil) != ok || (!ok && Field(err) != "nonce") {
			t.Errorf("%q: %v", nonce, err)
		}
	}
}

func TestADigestTellsMessagesApart(t *testing.T) {
	secret := []byte("key")
	first := digest(secret, 1, Draft{Body: "words", ReplyTo: 2, Nonce: "one"})
	if first != digest(secret, 1, Draft{Body: "words", ReplyTo: 2, Nonce: "another"}) {
		t.Error("a retry has another digest")
	}
	for name, other := range map[string]string{
		"room": digest(secret, 2, Draft{Body: "words", ReplyTo: 2}), "reply": digest(secret, 1, Draft{Body: "words", ReplyTo: 3}),
		"body": digest(secret, 1, Draft{Body: "word", ReplyTo: 2}), "key": digest([]byte("other"), 1, Draft{Body: "words", ReplyTo: 2}),
	} {
		if other == first {
			t.Errorf("another %s has the same digest", name)
		}
	}
}
