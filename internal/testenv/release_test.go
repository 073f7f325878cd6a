package testenv

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func git(t *testing.T, dir string, args ...string) string {
	t.Helper()
	cmd := exec.Command("git", append([]string{"-C", dir, "-c", "user.name=Ana", "-c", "user.email=ana@example.org", "-c", "commit.gpgsign=false"}, args...)...)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("git %v: %v\n%s", args, err, out)
	}
	return strings.TrimSpace(string(out))
}

func TestAReleaseIsTheFilesOfItsCommit(t *testing.T) {
	t.Parallel()
	repository, to := t.TempDir(), t.TempDir()
	git(t, repository, "init", "-q")
	var commits []string
	for _, words := range []string{"before", "after"} {
		if err := os.WriteFile(filepath.Join(repository, "file"), []byte(words), 0o600); err != nil {
			t.Fatal(err)
		}
		git(t, repository, "add", ".")
		git(t, repository, "commit", "-qm", words)
		commits = append(commits, git(t, repository, "rev-parse", "HEAD"))
	}
	if err := checkOut(repository, commits[0], to); err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(filepath.Join(to, "file")); err != nil || string(got) != "before" {
		t.Errorf("got %q, %v", got, err)
	}
	shallow := filepath.Join(t.TempDir(), "shallow")
	git(t, ".", "clone", "-q", "--depth=1", "file://"+repository, shallow)
	if err := checkOut(shallow, commits[0], to); err == nil || !strings.Contains(err.Error(), "git fetch --unshallow") {
		t.Errorf("a shallow history: %v", err)
	}
}
