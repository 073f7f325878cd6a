package markup

import (
	"archive/zip"
	"bytes"
	"flag"
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/chroma/v2"
	"github.com/alecthomas/chroma/v2/lexers"
)

var update = flag.Bool("update", false, "write the lexers of chroma into languages.zip")

// marshalled is a lexer of chroma as it is kept.
func marshalled(t *testing.T, language string) []byte {
	t.Helper()
	lexer, ok := lexers.Get(language).(*chroma.RegexLexer)
	if !ok {
		t.Fatalf("%s is no lexer that can be written", language)
	}
	if language == "Go" {
		lexer = withoutTemplates(t, lexer)
	}
	text, err := chroma.Marshal(lexer)
	if err != nil {
		t.Fatalf("%s: %v", language, err)
	}
	return text
}

// withoutTemplates is Go's lexer, which cannot be written because it looks for templates in raw strings, without that.
func withoutTemplates(t *testing.T, lexer *chroma.RegexLexer) *chroma.RegexLexer {
	t.Helper()
	rules := lexer.MustRules().Clone()
	for i, r := range rules["root"] {
		if r.Pattern == "(`)([^`]*)(`)" {
			rules["root"][i] = chroma.Rule{Pattern: "`[^`]*`", Type: chroma.LiteralString}
			return chroma.MustNewLexer(lexer.Config(), func() chroma.Rules { return rules })
		}
	}
	t.Fatal("raw strings have no rule")
	return nil
}

func TestTheKeptLexersAreThoseOfChroma(t *testing.T) {
	if *update {
		writeLanguages(t)
		return
	}
	archive, err := zip.NewReader(strings.NewReader(languagesZip), int64(len(languagesZip)))
	if err != nil {
		t.Fatal(err)
	}
	if n := len(archive.File); n != len(languages) {
		t.Errorf("%d are kept, want %d", n, len(languages))
	}
	for _, language := range languages {
		kept, err := fs.ReadFile(archive, language+".xml")
		if err != nil || !slices.Equal(states(kept), states(marshalled(t, language))) {
			t.Errorf("%s is not as chroma has it: %v", language, err)
		}
	}
}

// states are the pieces of a lexer, which chroma writes in any order.
func states(lexer []byte) []string {
	all := strings.Split(strings.Replace(string(lexer), "</rules>", "", 1), "<state ")
	for i := range all {
		all[i] = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(all[i]), "</lexer>"))
	}
	slices.Sort(all)
	return all
}

func writeLanguages(t *testing.T) {
	t.Helper()
	var b bytes.Buffer
	archive := zip.NewWriter(&b)
	for _, language := range languages {
		w, err := archive.Create(language + ".xml")
		if err == nil {
			_, err = w.Write(marshalled(t, language))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := archive.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile("languages.zip", b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestEveryLanguageThatAnotherOneHoldsIsKept(t *testing.T) {
	for _, language := range languages {
		for piece := range strings.SplitSeq(string(marshalled(t, language)), `<using lexer="`) {
			name, _, ok := strings.Cut(piece, `"`)
			if strings.HasPrefix(piece, "<lexer") || !ok {
				continue
			}
			if lexerFor(name) == nil {
				t.Errorf("%s holds %s", language, name)
			}
		}
	}
}
