package chaos

import (
	"slices"
	"strings"
	"testing"
)

// marked is what the words of suspects begin with: whatever reaches somebody is searched for it.
const marked = "hush"

// ear is somebody's who may not know what waits: each answer, frame and page that they get is searched for secrets,
// wherever in it they stand.
type ear struct {
	run *run
	who string
	own string // what their own secrets begin with; empty: they have none
}

// hear notes the secrets in a text. A nil ear hears nothing.
func (e *ear) hear(text string) {
	if e == nil {
		return
	}
	for _, secret := range secrets(text) {
		if e.own == "" || !strings.HasPrefix(secret, e.own) {
			e.run.history.Overhears(e.who, secret, e.run.now())
		}
	}
}

// secrets are the secrets in a text: they end with the number of a version.
func secrets(text string) (found []string) {
	for {
		at := strings.Index(text, marked)
		if at < 0 {
			return found
		}
		text = text[at:]
		end := strings.IndexFunc(text, func(c rune) bool { return !isSecret(c) })
		if end < 0 {
			end = len(text)
		}
		if strings.Contains(text[:end], "-v") {
			found = append(found, text[:end])
		}
		text = text[end:]
	}
}

func isSecret(c rune) bool {
	return c == '-' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

// longestSecret is more than any secret has.
const longestSecret = 64

// stream is the ear at an answer that does not end.
func (e *ear) stream() *eavesdropper { return &eavesdropper{ear: e} }

// eavesdropper hears what comes in pieces, also across their bounds.
type eavesdropper struct {
	ear  *ear
	last []byte
}

func (e *eavesdropper) hear(piece []byte) {
	if e.ear == nil {
		return
	}
	text := append(e.last, piece...)
	whole := len(text)
	for whole > 0 && len(text)-whole < longestSecret && isSecret(rune(text[whole-1])) {
		whole-- // it may go on in the next piece
	}
	e.ear.hear(string(text[:whole]))
	e.last = slices.Clone(text[whole:])
}

func TestSecretsAreFoundWhereverTheyStand(t *testing.T) {
	got := secrets(`<p title="hush1-2-ABC-v0">hush1-2-ABC</p> hush1-2-ABC-v1, https://hush2-1-D-v10`)
	if want := []string{"hush1-2-ABC-v0", "hush1-2-ABC-v1", "hush2-1-D-v10"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestASecretIsHeardAcrossTheBoundsOfPieces(t *testing.T) {
	r := newRun(t, nil, 1)
	e := (&ear{run: r, who: "eve", own: "hush3-"}).stream()
	for _, piece := range []string{"<p>hu", "sh1-2-A", "BC-v", "1 and hush3-1-A-v0 </p>"} {
		e.hear([]byte(piece))
	}
	if got := r.history.Overheard(); !slices.Equal(got, []string{"hush1-2-ABC-v1"}) {
		t.Errorf("heard %q", got)
	}
}
