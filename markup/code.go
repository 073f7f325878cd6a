package markup

import (
	"html"
	"strings"
	"time"

	"github.com/alecthomas/chroma/v2"
	"github.com/yuin/goldmark/ast"
)

// colourTime is how long one message's code may be worked on before the rest of it stays without colours. Lexers are
// backtracking patterns and code comes from anybody: 4,000 empty lines of "Java" would take 3.3 s. An honest 4,000
// characters take about 5 ms. A single match is ended by chroma itself, after 250 ms. Tests give it more: what they
// compare must not depend on how busy the machine is.
var colourTime = 50 * time.Millisecond

// colourCode writes all code blocks, with the colours of their language if it is a known one.
func colourCode(doc ast.Node, source []byte) {
	left := colourTime
	for _, n := range collect(doc, ast.KindCodeBlock, ast.KindFencedCodeBlock) {
		code := string(n.Lines().Value(source))
		language := ""
		if fenced, ok := n.(*ast.FencedCodeBlock); ok {
			language = string(fenced.Language(source))
		}
		replace(n, written(codeHTML(code, language, &left)))
	}
}

// codeHTML returns a block that scrolls by keyboard and reads from left to right in any message.
func codeHTML(code, language string, left *time.Duration) string {
	label, body := "Code", html.EscapeString(code)
	if lexer := lexerFor(language); lexer != nil {
		label += ", " + lexer.Config().Name
		if coloured, ok := colour(lexer, code, left); ok {
			body = coloured
		}
	}
	return `<pre tabindex="0" dir="ltr" aria-label="` + label + `"><code>` + body + "</code></pre>\n"
}

// colour marks code's words with the four classes of the stylesheet for as long as is left. It says false if the lexer
// fails: code without colours is better than none.
func colour(lexer chroma.Lexer, code string, left *time.Duration) (out string, ok bool) {
	defer func() {
		if recover() != nil { // chroma's way to report a rule that contradicts itself
			out, ok = "", false
		}
	}()
	next, err := lexer.Tokenise(nil, code)
	if err != nil {
		return "", false
	}
	start := time.Now() // not before: the first use of a language compiles its patterns
	defer func() { *left -= time.Since(start) }()
	var b strings.Builder
	done := 0
	// Not through chroma.Coalesce, which gathers equal tokens for seconds before the time can be looked at.
	for token := next(); token != chroma.EOF && time.Since(start) < *left; token = next() {
		if !strings.HasPrefix(code[done:], token.Value) {
			return "", false // the code must come out as it went in
		}
		writeToken(&b, token)
		done += len(token.Value)
	}
	b.WriteString(html.EscapeString(code[done:]))
	return b.String(), true
}

func writeToken(b *strings.Builder, t chroma.Token) {
	class := classOf(t.Type)
	if class == "" || strings.TrimSpace(t.Value) == "" {
		b.WriteString(html.EscapeString(t.Value))
		return
	}
	b.WriteString(`<i class="` + class + `">` + html.EscapeString(t.Value) + `</i>`)
}

// classOf names the colour of a token: k for words of the language, s for strings, n for numbers, c for comments.
func classOf(t chroma.TokenType) string {
	switch {
	case t.InCategory(chroma.Keyword), t == chroma.OperatorWord, t == chroma.NameTag, t.InSubCategory(chroma.CommentPreproc):
		return "k"
	case t.InSubCategory(chroma.LiteralString), t == chroma.GenericInserted:
		return "s"
	case t.InSubCategory(chroma.LiteralNumber), t == chroma.GenericDeleted:
		return "n"
	case t.InCategory(chroma.Comment):
		return "c"
	}
	return ""
}
