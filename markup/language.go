package markup

import (
	"archive/zip"
	_ "embed" // the lexers
	"strings"
	"sync"

	"github.com/alecthomas/chroma/v2"
)

// languagesZip holds chroma's lexers of these languages as chroma writes them. Its package of all lexers would add 3 MB
// to the program, and 15 ms and several MB to each start. A test tells when they differ from chroma's, and makes them anew:
//
//	go test ./markup -run AreThoseOfChroma -update
//
//go:embed languages.zip
var languagesZip string

// languages are those that are coloured, by chroma's names. It is a list and not all that chroma knows, because a
// lexer's patterns are compiled at first use (up to 40 ms) and kept (6 MB for all of these).
var languages = []string{
	"Bash", "Bash Session", "Batchfile", "C", "C#", "C++", "Clojure", "CMake", "CSS", "Dart", "Diff", "Docker", "Elixir",
	"Elm", "Erlang", "FSharp", "Go", "GraphQL", "Groovy", "Haskell", "HTML", "INI", "Java", "JavaScript", "JSON",
	"Julia", "Kotlin", "Lua", "Makefile", "MySQL", "Nginx configuration file", "Nix", "Objective-C", "OCaml", "Perl", "PHP",
	"PostgreSQL SQL dialect", "PowerShell", "Protocol Buffer", "Python", "R", "react", "Ruby", "Rust", "Scala", "SCSS",
	"SQL", "Swift", "Terraform", "TeX", "TOML", "TypeScript", "VimL", "XML", "YAML", "Zig",
}

// lexersByName finds a lexer by what people write behind the fence. It is made at the first code block, because
// nobody should wait for it at the start.
var lexersByName = sync.OnceValue(func() map[string]chroma.Lexer {
	archive, err := zip.NewReader(strings.NewReader(languagesZip), int64(len(languagesZip)))
	if err != nil {
		panic(err) // cannot happen: the archive is embedded, and tested
	}
	all, byName := chroma.NewLexerRegistry(), map[string]chroma.Lexer{} // registered, they find one another
	for _, language := range languages {
		lexer := all.Register(chroma.MustNewXMLLexer(archive, language+".xml"))
		byName[strings.ToLower(language)] = lexer
		for _, alias := range lexer.Config().Aliases {
			byName[strings.ToLower(alias)] = lexer
		}
	}
	return byName
})

// lexerFor returns nil for a language that is not known.
func lexerFor(language string) chroma.Lexer {
	if language == "" {
		return nil
	}
	return lexersByName()[strings.ToLower(language)]
}
