package markup

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"
)

// attacks are units that make a parser slow, or its output deep or large, when they are repeated.
var attacks = []string{
	"*a_", "[a](", "[a](b", "[", "![", "a**b", "*a **b ", "**a *b", "_*~~||", "||a", "||a||", "~~a", "`", "a`b``c```",
	">", "> ", "- ", "1. ", "> - ", "- a\n ", ">a\n", "* a\n\n", "#\n", "# a\n", "```go\n1\n```\n", "~~~\n", "    a\n\n",
	"@a ", "@", "a@b.c ", "http://a.b ", "www.a.b ", "<http://a.b>", "[a](http://b)", "![](http://b)", "[](x)", "<", "&", "\"",
	"&amp;", "\\", "\\`", "<!--", "<a ", "[]()", "[a][b]", "[a]: b\n", "|", "\t", "\n", "***\n", "🎉", "é", "[[a](http://b)](",
}

func filled(unit string, n int) string { return strings.Repeat(unit, n/len(unit)) }

// nested opens a mark of each kind again and again, and closes them all.
func nested(n int) []string {
	var texts []string
	for _, m := range [][2]string{{"*a ", " a*"}, {"**a *b ", " b* a**"}, {"||a ", " a||"}, {"~~a ||b ", " b|| a~~"}, {"[a ", " b](http://c)"}} {
		times := n / (len(m[0]) + len(m[1]))
		texts = append(texts, strings.Repeat(m[0], times)+"x"+strings.Repeat(m[1], times))
	}
	return texts
}

func TestNoTextIsDeepOrLarge(t *testing.T) {
	r := New()
	for _, body := range append(nested(4000), fillAll(4000)...) {
		out := r.Render(body, cast).HTML
		if len(out) > maxHTML {
			t.Errorf("%.20q…: %d bytes of HTML", body, len(out))
		}
		// 16 lists of two elements each or quotes, a paragraph, 16 inline elements and a few that hold text only
		if depth := depthOf(out); depth > 3*maxNesting+4 {
			t.Errorf("%.20q…: %d levels", body, depth)
		}
	}
}

func TestDeepMarksKeepTheirWords(t *testing.T) {
	r := New()
	if got := r.Render(strings.Repeat(">", 20)+" a", nil).HTML; strings.Count(got, "<blockquote>") != maxNesting || !strings.Contains(got, "&gt;&gt;&gt;&gt; a") {
		t.Errorf("20 quotes became %s", got)
	}
	stressed := strings.Repeat("*a **b ", 20) + "x" + strings.Repeat(" b** a*", 20)
	if got := r.html([]byte(stressed), nil); strings.Count(got, "<em>")+strings.Count(got, "<strong>") != maxNesting {
		t.Errorf("40 stresses became %s", got)
	} else if want := strings.ReplaceAll(stressed, "*", ""); words(got) != want {
		t.Errorf("words %q, want %q", words(got), want)
	}
}

func words(rendered string) string {
	doc, _ := html.Parse(strings.NewReader(rendered))
	var b strings.Builder
	for n := range doc.Descendants() {
		if n.Type == html.TextNode {
			b.WriteString(n.Data)
		}
	}
	return strings.TrimSpace(b.String())
}

func TestAMentionOfALongNameCannotMakeALargeText(t *testing.T) {
	long := map[string]Mention{"a": {Handle: "a", Name: strings.Repeat("&", 1000)}}
	if out := New().Render(filled("@a ", 4000), long).HTML; len(out) > maxHTML || strings.Contains(out, "<a") {
		t.Errorf("%d bytes: %.80s", len(out), out)
	}
}

// goldmark is quadratic on some of the attacks, which 4,000 characters hold down to a few times what an honest text
// takes (see BenchmarkRender); nothing here may make it worse. The best of up to 20 tries of each is compared, so
// that neither a busy machine nor the race detector counts.
func TestNoTextTakesLong(t *testing.T) {
	r := New()
	honest := time.Hour
	for range 20 {
		honest = min(honest, timed(r, filled("Shall we *meet* at https://a.b/c, @ana? ", 4000)))
	}
	limit := 20 * honest
	for _, body := range append(nested(4000), fillAll(4000)...) {
		took := time.Hour
		for try := 0; try < 20 && took > limit; try++ {
			took = min(took, timed(r, body))
		}
		if took > limit {
			t.Errorf("%.20q…: %v, an honest text %v", body, took, honest)
		}
	}
}

func timed(r *Renderer, body string) time.Duration {
	start := time.Now()
	r.Render(body, cast)
	return time.Since(start)
}

func TestALongerTextThanAllowedIsShownAsTyped(t *testing.T) {
	body := filled("*a* @ana ", 9000)
	if got := New().Render(body, cast).HTML; strings.Contains(got, "<em>") || strings.Contains(got, "<a") {
		t.Errorf("it was parsed: %.80s…", got)
	}
	if got := New().Handles(body); got != nil {
		t.Errorf("Handles = %q", got)
	}
}

// BenchmarkRender renders 4,000 characters of each attack. The slowest, in ms, on a busy AMD EPYC, the best of 4 runs of
// go test -run xxx -bench Render -benchtime 20x -count 4 ./markup:
//
//	17.0  "```go\n1\n```\n"      11.0  "~~~\n"      8.3  "@a "      8.0  "*a_"      7.4  "||a"
//	 6.1  "a@b.c "                5.0  an honest text            4.7  "[a]("     4.5  "_*~~||"
func BenchmarkRender(b *testing.B) {
	r := New()
	for _, unit := range append([]string{"Shall we *meet* at https://a.b/c, @ana? "}, attacks...) {
		b.Run(fmt.Sprintf("%q", unit), func(b *testing.B) {
			for b.Loop() {
				r.Render(filled(unit, 4000), cast)
			}
		})
	}
}

func fillAll(n int) []string {
	var texts []string
	for _, unit := range attacks {
		texts = append(texts, filled(unit, n))
	}
	return texts
}

func depthOf(rendered string) int {
	deepest, depth := 0, 0
	for z := html.NewTokenizer(strings.NewReader(rendered)); ; {
		switch z.Next() {
		case html.ErrorToken:
			return deepest
		case html.StartTagToken:
			if name, _ := z.TagName(); string(name) != "br" && string(name) != "hr" {
				depth++
			}
		case html.EndTagToken:
			depth--
		}
		deepest = max(deepest, depth)
	}
}
