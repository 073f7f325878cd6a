package store

import (
	"path/filepath"
	"testing"
)

func TestAConnectionThatReadsKeepsFewPagesInMemory(t *testing.T) {
	db, err := Open(t.Context(), filepath.Join(t.TempDir(), "parley.db"), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var kib int
	if err := db.reader.QueryRowContext(t.Context(), "PRAGMA cache_size").Scan(&kib); err != nil || kib != -512 {
		t.Errorf("its cache is %d, %v", kib, err)
	}
}
