package markup

import (
	"html"
	"strings"
	"testing"
	"time"

	"github.com/alecthomas/chroma/v2"
)

func TestCodeHasTheColoursOfItsLanguage(t *testing.T) {
	patient(t)
	block := func(label, code string) string {
		return `<pre tabindex="0" dir="ltr" aria-label="` + label + `"><code>` + code + "\n</code></pre>"
	}
	check(t, []rendering{
		{"keyword, string, number and comment", "```go\nreturn \"a\" + 1 // c\n```",
			block("Code, Go", `<i class="k">return</i> <i class="s">&#34;a&#34;</i> + <i class="n">1</i> <i class="c">// c</i>`)},
		{"by any name of the language", "```PY\nNone\n```", block("Code, Python", `<i class="k">None</i>`)},
		{"with words behind the name", "```sh title=x\n# c\n```", block("Code, Bash", `<i class="c"># c</i>`)},
		{"lines that go and come", "```diff\n-a\n+b\n```",
			`<pre tabindex="0" dir="ltr" aria-label="Code, Diff"><code><i class="n">-a` + "\n" + `</i><i class="s">+b` + "\n</i></code></pre>"},
		{"around a tag that is text", "```go\n// <b>\n```", block("Code, Go", `<i class="c">// &lt;b&gt;</i>`)},
		{"none for a tag that it may hold", "```diff\n <b>\n```", block("Code, Diff", " &lt;b&gt;")},
		{"none for an unknown language", "```nope\n<b>\n```", block("Code", "&lt;b&gt;")},
		{"none for a name that is an attack", "```\"><script>\nx\n```", block("Code", "x")},
		{"none without a language", "```\nreturn\n```", block("Code", "return")},
		{"none for an indented block", "    a  b", block("Code", "a  b")},
	})
}

func TestEveryLanguageIsKnownAndKeepsTheCode(t *testing.T) {
	patient(t)
	const code = "<?php /* é */ if (a < 1) { return \"b\" + 'c'; } # d\n\t- e: [f]\n"
	for _, language := range languages {
		lexer := lexerFor(language)
		if lexer == nil || !strings.EqualFold(lexer.Config().Name, language) {
			t.Errorf("%s: no such lexer", language)
			continue
		}
		left := time.Minute
		out, ok := colour(lexer, code, &left)
		if got := html.UnescapeString(tags.Replace(out)); !ok || got != code {
			t.Errorf("%s: %q became %q", language, code, got)
		}
	}
}

var tags = strings.NewReplacer(`<i class="k">`, "", `<i class="s">`, "", `<i class="n">`, "", `<i class="c">`, "", "</i>", "")

func TestCodeStaysWithoutColoursWhenTheTimeIsUp(t *testing.T) {
	left := time.Duration(0)
	if out, ok := colour(lexerFor("go"), "return 1 < 2", &left); !ok || out != "return 1 &lt; 2" {
		t.Errorf("got %q, %v", out, ok)
	}
}

// Without a look at the clock between tokens these take 1.5 to 3.5 s on an idle machine.
func TestColoursEndInTimeOnNastyCode(t *testing.T) {
	for language, unit := range map[string]string{"java": "\n", "yaml": "-", "c": "\n", "make": "a)"} {
		left := colourTime
		start := time.Now()
		colour(lexerFor(language), strings.Repeat(unit, 4000/len(unit)), &left)
		if took := time.Since(start); took > time.Second {
			t.Errorf("%s took %v", language, took)
		}
	}
}

func TestALexerThatFailsLosesNoCode(t *testing.T) {
	broken := chroma.MustNewLexer(&chroma.Config{Name: "broken"}, func() chroma.Rules {
		return chroma.Rules{"root": {{Pattern: `a`, Type: chroma.Text, Mutator: chroma.Push("nowhere")}}}
	})
	lies := chroma.EmitterFunc(func([]string, *chroma.LexerState) chroma.Iterator {
		return chroma.Literator(chroma.Token{Type: chroma.Text, Value: "b"})
	})
	lying := chroma.MustNewLexer(&chroma.Config{Name: "lying"}, func() chroma.Rules {
		return chroma.Rules{"root": {{Pattern: `a`, Type: lies}}}
	})
	for _, lexer := range []chroma.Lexer{broken, lying} {
		left := colourTime
		if out, ok := colour(lexer, "abc", &left); ok {
			t.Errorf("colour() = %q, true", out)
		}
	}
}
