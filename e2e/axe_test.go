package e2e

import (
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"parley/internal/testenv"
)

//go:embed testdata/axe.min.js
var axe []byte

func TestAxeIsTheOneThatIsNamed(t *testing.T) {
	named, err := os.ReadFile("testdata/THIRD_PARTY.md")
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(axe)
	if !strings.Contains(string(named), hex.EncodeToString(sum[:])) {
		t.Errorf("testdata/axe.min.js has the checksum %x, which THIRD_PARTY.md does not name", sum)
	}
}

// violations is a line for each element that breaks a rule. What is in a frame is looked at as a page of its own.
const violations = `axe.run(document, { iframes: false, resultTypes: ['violations'], %s }).then((r) =>
	r.violations.flatMap((v) => v.nodes.map((n) => v.id + ': ' + v.help + ': ' + n.html.slice(0, 200) + ' ' + n.any.map((a) => a.message))).join('\n'))`

// What a page has, a frame of it need not have again; and the frame of the stream asks for itself anew only after its end.
const frameRules = "rules: { 'landmark-one-main': { enabled: false }, 'page-has-heading-one': { enabled: false }, 'meta-refresh': { enabled: false } }"

// wantAccessible looks at a page that is loaded, in light and in dark, where only colours are others.
func wantAccessible(t *testing.T, page *testenv.Page, isFrame bool) {
	t.Helper()
	structure := "rules: {}"
	if isFrame {
		structure = frameRules
	}
	testenv.Eval[bool](t, page, string(axe)+";true")
	for scheme, rules := range map[string]string{"light": structure, "dark": "runOnly: ['color-contrast', 'link-in-text-block']"} {
		prefer(t, page, scheme)
		// What is still moving keeps the colours of the scheme that it began in.
		testenv.Eval[bool](t, page, "document.getAnimations().forEach((a) => a.cancel()), true")
		if got := testenv.Eval[string](t, page, fmt.Sprintf(violations, rules)); got != "" {
			t.Errorf("in %s:\n%s", scheme, got)
		}
	}
	prefer(t, page, "light")
}

func prefer(t *testing.T, page *testenv.Page, scheme string) {
	t.Helper()
	_, err := chromedp.Call(page.Context(), emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
		{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"},
	}})
	if err != nil {
		t.Fatal(err)
	}
}
