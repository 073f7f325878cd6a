package markup

import (
	"strings"
	"sync"

	"github.com/alecthomas/chroma/v2"
	"github.com/alecthomas/chroma/v2/lexers"
)

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
	byName := map[string]chroma.Lexer{}
	for _, language := range languages {
		lexer := lexers.Get(language)
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
