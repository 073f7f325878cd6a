package testenv

import (
	"fmt"
	"io"
	"os/exec"
	"path/filepath"
	"testing"
)

// BinaryOf is the path of the program as it was at a commit, built from the history of this clone.
func BinaryOf(t testing.TB, commit string) string {
	t.Helper()
	source := tempDir(t, "release")
	if err := checkOut(moduleRoot(t), commit, source); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(source, "parley")
	build := exec.Command("go", "build", "-buildvcs=false", "-o", path, ".")
	build.Dir = source
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("testenv: go build of %s: %v\n%s", commit, err, out)
	}
	return path
}

// checkOut writes the files of a commit into a folder.
func checkOut(root, commit, to string) error {
	if exec.Command("git", "-C", root, "cat-file", "-e", commit+"^{commit}").Run() != nil {
		return fmt.Errorf("testenv: the history of this clone does not reach back to the commit %s, which is built to compare with; "+
			"git fetch --unshallow brings the rest", commit)
	}
	archive, unpack := exec.Command("git", "-C", root, "archive", commit), exec.Command("tar", "-x", "-C", to)
	files, pipe := io.Pipe()
	archive.Stdout, unpack.Stdin = pipe, files
	if err := unpack.Start(); err != nil {
		return fmt.Errorf("testenv: tar: %w", err)
	}
	err := archive.Run()
	pipe.Close()
	if unpacked := unpack.Wait(); err != nil || unpacked != nil {
		return fmt.Errorf("testenv: git archive %s: %w, tar: %w", commit, err, unpacked)
	}
	return nil
}
