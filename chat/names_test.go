package chat

import (
	"strings"
	"testing"
)

func TestSlugsAreMadeOfNames(t *testing.T) {
	for name, want := range map[string]string{
		"Lounge": "lounge", "The  Lounge!": "the-lounge", "Crème Brûlée": "creme-brulee", "--a--b--": "a-b", "日本語": "room", "Café 日本 2": "cafe-2",
		"../admin": "admin", "": "room", strings.Repeat("ab ", 40): strings.Repeat("ab-", 15) + "ab-"[:2],
	} {
		got := slugOf(name)
		if len(got) > maxSlug || !slugForm.MatchString(got) || strings.HasSuffix(got, "-") {
			t.Errorf("%q: %q is no slug", name, got)
		}
		if len(name) < 50 && got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}

func TestHandlesAreShortNames(t *testing.T) {
	for handle, want := range map[string]string{"Ana": "ana", "@bo ": "bo", "a.b_c-9": "a.b_c-9", "ａｎａ": "ana", strings.Repeat("a", 32): strings.Repeat("a", 32)} {
		if got, err := cleanHandle(handle); err != nil || got != want {
			t.Errorf("%q: %q, %v", handle, got, err)
		}
	}
	for _, handle := range []string{"", "a", "-a", ".ab", "a b", "aé", "a@b", "room", "EVERYONE", "system", strings.Repeat("a", 33), "ab\x00", "аna"} {
		if got, err := cleanHandle(handle); Field(err) != "handle" {
			t.Errorf("%q is taken as %q", handle, got)
		}
	}
}

func TestAddressesAreChecked(t *testing.T) {
	for _, email := range []string{"", "Ana@Example.org", " a@b.c "} {
		if _, err := cleanEmail(email); err != nil {
			t.Errorf("%q: %v", email, err)
		}
	}
	for _, email := range []string{"ana", "a@", "Ana <a@b.c>", "a@b.c\r\nBcc: x@y.z", "a@b.c, d@e.f", strings.Repeat("a", 251) + "@b.c"} {
		if _, err := cleanEmail(email); Field(err) != "email" {
			t.Errorf("%q is taken", email)
		}
	}
}

func TestALineIsOneLine(t *testing.T) {
	if got, err := cleanLine("name", "  two\t words\n here ", "", 20); err != nil || got != "two words here" {
		t.Errorf("%q, %v", got, err)
	}
	for _, text := range []string{"", " ", "a\x00", "\x1b[1m", "\xff", "more than five"} {
		if _, err := cleanLine("name", text, "Say it.", 5); Field(err) != "name" {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestCodesAreNotGuessed(t *testing.T) {
	seen := map[string]bool{}
	for range 1000 {
		code := newCode()
		if len(code) != 14 || seen[code] || strings.ToLower(code) != code {
			t.Fatalf("%q", code)
		}
		seen[code] = true
	}
}
