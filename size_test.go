package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// releaseFlags are what ./task build and the image give the compiler.
var releaseFlags = []string{"-trimpath", "-gcflags=parley/views=-l", "-ldflags=-s -w"}

// mostBytes is what the program may take: what it took when this was written, and a little. The goal is 25 MB, so it goes
// down with what is won and never up.
const mostBytes = 27_250_000

func TestTheProgramDoesNotGrow(t *testing.T) {
	file := filepath.Join(t.TempDir(), "parley")
	build := exec.Command("go", append(append([]string{"build"}, releaseFlags...), "-o", file, ".")...)
	build.Env = append(build.Environ(), "CGO_ENABLED=0", "GOOS=linux", "GOARCH=amd64")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	info, err := os.Stat(file)
	if err != nil {
		t.Fatal(err)
	}
	if info.Size() > mostBytes {
		t.Errorf("the program is %d bytes with %s, more than %d", info.Size(), runtime.Version(), mostBytes)
	}
}

func TestEveryReleaseIsBuiltAlike(t *testing.T) {
	shell := "go build " + strings.Replace(strings.Join(releaseFlags, " "), "=-s -w", `="-s -w"`, 1) + " -o "
	for file, want := range map[string]string{
		"Taskfile.yml":        shell,
		"deploy/Dockerfile":   shell,
		"bench/start_test.go": `"` + strings.Join(releaseFlags, `", "`) + `"`,
	} {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(text), want) {
			t.Errorf("%s does not build with %s", file, want)
		}
	}
}
