package migrations

import (
	"io/fs"
	"strings"
	"testing"
)

func TestSQLiteGetsItsOwnWords(t *testing.T) {
	names, err := fs.Glob(dialectFS(true), "*.sql")
	if err != nil || len(names) == 0 {
		t.Fatal(names, err)
	}
	for _, name := range names {
		text, err := fs.ReadFile(dialectFS(true), name)
		if err != nil {
			t.Fatal(err)
		}
		for _, word := range []string{"BIGINT", "BYTEA", "IDENTITY", "\n);", "NO TRANSACTION"} {
			if strings.Contains(string(text), word) {
				t.Errorf("%s still holds %q", name, word)
			}
		}
		if strings.Count(string(text), "CREATE TABLE") != strings.Count(string(text), "STRICT") {
			t.Errorf("%s makes a table that is not strict", name)
		}
	}
}
