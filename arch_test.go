package main

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// mayImport is the direction of dependencies: what each package of ours may import of ours. What is not listed may not exist.
var mayImport = map[string][]string{
	"chat":       {},
	"limit":      {},
	"markup":     {},
	"migrations": {},
	"static":     {"internal/mutant"},

	"store":    {"chat", "internal/mutant", "migrations"},
	"realtime": {"chat", "internal/mutant"},
	"views":    {"chat", "static"},
	"password": {"chat"},
	"webhooks": {"chat"},
	"files":    {"chat"},
	"mail":     {"chat"},
	"push":     {"chat"},

	// Not store: no door can go past a rule.
	"handlers": {"chat", "internal/mutant", "limit", "realtime", "static", "views"},

	"": {"chat", "files", "handlers", "limit", "mail", "markup", "migrations", "password", "push", "realtime", "static", "store",
		"views", "webhooks"},

	"internal/mutant":  {},
	"internal/testenv": {},
	"e2e":              {"internal/testenv"},
	"chaos":            {"internal/testenv"},
	"chaos/history":    {"chaos/page"},
	"chaos/page":       {},
	"bench":            {"internal/testenv"},
}

// list gives the words that a template of go list makes of each of our packages, which are named without the module, the root
// as "".
func list(t *testing.T, template string) map[string][]string {
	t.Helper()
	out, err := exec.Command("go", "list", "-e", "-f", "{{.ImportPath}} "+template, "./...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	found := map[string][]string{}
	for line := range strings.Lines(string(out)) {
		fields := strings.Fields(line)
		name, _ := ours(fields[0])
		found[name] = fields[1:]
	}
	return found
}

// imports gives the imports of each of our packages, without those of tests.
func imports(t *testing.T) map[string][]string {
	t.Helper()
	return list(t, `{{join .Imports " "}}`)
}

// ours cuts the module off the path of a package; ok tells whether it is one of ours.
func ours(path string) (name string, ok bool) {
	if path == "parley" {
		return "", true
	}
	return strings.CutPrefix(path, "parley/")
}

func TestPackagesImportOnlyWhatTheyMay(t *testing.T) {
	for name, paths := range imports(t) {
		allowed, listed := mayImport[name]
		if !listed {
			t.Errorf("the package %s is not in the table of arch_test.go", name)
			continue
		}
		for _, path := range paths {
			if imported, ok := ours(path); ok && !slices.Contains(allowed, imported) {
				t.Errorf("the package %q may not import %q", name, imported)
			}
		}
	}
}

// Text is what Go's own modules know of it, the letters of hosts too.
func TestChatImportsTheStandardLibraryAndTextOnly(t *testing.T) {
	for _, path := range imports(t)["chat"] {
		domain, _, _ := strings.Cut(path, "/")
		if strings.Contains(domain, ".") && !strings.HasPrefix(path, "golang.org/x/text/") && path != "golang.org/x/net/idna" {
			t.Errorf("chat imports %s: Markdown, hashing and tokens are handed to it", path)
		}
	}
}

func TestNothingImportsHandlersButMain(t *testing.T) {
	for name, allowed := range mayImport {
		if name != "" && slices.Contains(allowed, "handlers") {
			t.Errorf("the table lets %s import handlers", name)
		}
	}
}

func TestEveryPackageHasADocComment(t *testing.T) {
	for name, words := range list(t, "{{.Doc}}") {
		if len(words) == 0 {
			t.Errorf("the package %q has no doc comment", name)
		}
	}
}
