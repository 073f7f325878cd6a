package mutant

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// row is a mutant of docs/MUTANTS.md, and the test that fails on it.
type row struct{ name, pkg, test string }

var rowForm = regexp.MustCompile("(?m)^\\| `(\\w+)` \\| [^|]+ \\| (\\w+) \\| ([\\w/]+) \\|$")

// table reads docs/MUTANTS.md.
func table(t *testing.T) (rows []row) {
	t.Helper()
	for _, m := range rowForm.FindAllStringSubmatch(read(t, "../../docs/MUTANTS.md"), -1) {
		rows = append(rows, row{m[1], m[2], m[3]})
	}
	return rows
}

func read(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestTheTableTellsOfEveryMutant(t *testing.T) {
	var listed []string
	for _, r := range table(t) {
		listed = append(listed, r.name)
	}
	slices.Sort(listed)
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	constants, none := read(t, "mutant.go"), strings.SplitN(read(t, "none.go"), "\n", 2)[0]
	var built []string
	for _, file := range names {
		name := strings.TrimSuffix(file, ".go")
		if !strings.HasPrefix(read(t, file), "//go:build mutant_"+name+"\n") {
			continue
		}
		built = append(built, name)
		if !strings.Contains(constants, `"`+name+`"`) || !regexp.MustCompile(`\bmutant_`+name+`\b`).MatchString(none) {
			t.Errorf("%s switches nothing on, or none.go does not know it", file)
		}
	}
	if !slices.Equal(listed, built) || len(built) == 0 {
		t.Errorf("docs/MUTANTS.md lists\n%s\nand there are\n%s", listed, built)
	}
}

func TestThisBuildHasNoDefect(t *testing.T) {
	if name != "" {
		t.Errorf("it has %s", name)
	}
}
