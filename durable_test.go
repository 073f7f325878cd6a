package main

import (
	"bytes"
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"parley/chat"
	"parley/store"
)

// commandLine runs commands on a folder of data.
type commandLine struct {
	t    *testing.T
	data string
	env  map[string]string
}

func newCommandLine(t *testing.T) *commandLine {
	data := filepath.Join(t.TempDir(), "data")
	return &commandLine{t, data, map[string]string{"PARLEY_DATA": data}}
}

// found makes the place.
func (c *commandLine) found() {
	c.t.Helper()
	if _, err := c.run("user", "sessions", "1"); err != nil {
		c.t.Fatal(err)
	}
}

func (c *commandLine) run(words ...string) (string, error) {
	var out bytes.Buffer
	err := run(context.Background(), words, from(c.env), &out)
	return out.String(), err
}

// refused wants one line that holds the words, and that nothing changed in the folder of data.
func (c *commandLine) refused(want string, words ...string) {
	c.t.Helper()
	before := listing(c.t, c.data)
	_, err := c.run(words...)
	switch {
	case err == nil:
		c.t.Errorf("%v is done", words)
	case strings.Contains(err.Error(), "\n") || !strings.Contains(err.Error(), want):
		c.t.Errorf("%v: %s, want a line with %q", words, err, want)
	}
	if after := listing(c.t, c.data); after != before {
		c.t.Errorf("%v: the folder held %s and holds %s", words, before, after)
	}
}

// listing names the files of a folder that are not empty.
func listing(t *testing.T, dir string) string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		if info, err := e.Info(); err != nil {
			t.Fatal(err)
		} else if info.Size() > 0 {
			names = append(names, e.Name())
		}
	}
	return strings.Join(names, " ")
}

func write(t *testing.T, name string, data []byte) string {
	t.Helper()
	if err := os.WriteFile(name, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

func execute(t *testing.T, file, query string) {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+file)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(query); err != nil {
		t.Fatal(err)
	}
}

func TestABackupWrittenWrongIsOneLine(t *testing.T) {
	t.Parallel()
	c := newCommandLine(t)
	dir := t.TempDir()
	c.refused("there is no database at", "backup", filepath.Join(dir, "early"))
	c.found()
	there := write(t, filepath.Join(dir, "there"), []byte("precious"))
	c.refused("say which file", "backup")
	c.refused("say which file", "backup", "a", "b")
	c.refused("exists already", "backup", there)
	c.refused("is a folder", "backup", dir)
	c.refused("no such file or directory", "backup", filepath.Join(dir, "nowhere", "x"))
	c.env["DATABASE_URL"] = "postgres://db/parley"
	c.refused("pg_dump", "backup", filepath.Join(dir, "x"))
	if names := listing(t, dir); names != "there" {
		t.Errorf("it left %s", names)
	}
	if b, _ := os.ReadFile(there); string(b) != "precious" {
		t.Error("it wrote over a file")
	}
}

func TestARestoreOfWhatIsNoBackupIsOneLine(t *testing.T) {
	t.Parallel()
	c := newCommandLine(t)
	c.found()
	dir := t.TempDir()
	good := filepath.Join(dir, "good")
	if out, err := c.run("backup", good); err != nil || strings.Count(out, "\n") != 1 {
		t.Fatal(out, err)
	}
	whole, err := os.ReadFile(good)
	if err != nil {
		t.Fatal(err)
	}
	garbled := bytes.Clone(whole)
	copy(garbled[len(garbled)/2:], bytes.Repeat([]byte("mud"), 4000))
	newer := write(t, filepath.Join(dir, "newer"), whole)
	execute(t, newer, `INSERT INTO goose_db_version (version_id, is_applied) VALUES (900, true); UPDATE schema_info SET oldest_code = 900`)
	other := filepath.Join(dir, "other")
	execute(t, other, `CREATE TABLE things (id INTEGER)`)

	c.refused("say which backup", "restore")
	c.refused("there is no file", "restore", filepath.Join(dir, "nothing"))
	c.refused("is no file", "restore", dir)
	c.refused("no SQLite database", "restore", write(t, filepath.Join(dir, "text"), []byte("hello, this is only text")))
	c.refused("no SQLite database", "restore", write(t, filepath.Join(dir, "empty"), nil))
	c.refused("damaged", "restore", write(t, filepath.Join(dir, "truncated"), whole[:len(whole)/2]))
	c.refused("damaged", "restore", write(t, filepath.Join(dir, "garbled"), garbled))
	c.refused("not one of Parley's", "restore", other)
	c.refused("upgraded by a newer Parley", "restore", newer)
	c.env["DATABASE_URL"] = "postgres://db/parley"
	c.refused("pg_restore", "restore", good)
}

func TestARestoreIsRefusedWhileTheDatabaseIsOpen(t *testing.T) {
	t.Parallel()
	c := newCommandLine(t)
	c.found()
	good := filepath.Join(t.TempDir(), "good")
	if _, err := c.run("backup", good); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(c.data, "parley.db")
	db, err := store.Open(t.Context(), file, func(chat.Event) {})
	if err != nil {
		t.Fatal(err)
	}
	c.refused("stop Parley first", "restore", good)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	other, err := sql.Open("sqlite", "file:"+file+"?_journal_mode=WAL") // a program that knows nothing of our lock
	if err != nil {
		t.Fatal(err)
	}
	if err := other.Ping(); err != nil {
		t.Fatal(err)
	}
	if _, err := c.run("restore", good); err == nil || !strings.Contains(err.Error(), "stop Parley first") {
		t.Errorf("another program has it open: %v", err)
	}
	if err := other.Close(); err != nil {
		t.Fatal(err)
	}
	if out, err := c.run("restore", good); err != nil || strings.Count(out, "\n") != 1 {
		t.Errorf("nobody has it open: %s %v", out, err)
	}
}

func TestEpochUsedWrongIsOneLine(t *testing.T) {
	t.Parallel()
	c := newCommandLine(t)
	c.refused("there is no database at", "epoch")
	c.found()
	c.refused("no argument", "epoch", "lounge")
	if out, err := c.run("epoch"); err != nil || strings.Count(out, "\n") != 1 {
		t.Error(out, err)
	}
}
