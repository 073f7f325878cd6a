// Package testenv gives tests the real things that Parley works with: PostgreSQL, Redis, Chromium, nginx, sockets, and the
// program itself.
//
// Every server is started from the installed binaries on a free loopback port with a temporary folder of its own, and is gone
// at the end of its test; the kernel kills it should the test process die first. A missing program fails the test and names the
// command that installs it. PostgreSQL and Chromium start slowly, so a process has one of each: a package whose tests use them
// has
//
//	func TestMain(m *testing.M) { testenv.Main(m) }
package testenv

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// patience is how long a started program may take until it answers, on a machine that is busy with other tests.
const patience = 60 * time.Second

// shared is what lives as long as the test process.
var shared struct {
	sync.Mutex
	running bool // between the start and the end of Main
	stops   []func()
}

// Main runs the tests of a package and then stops the servers they shared. It is the body of TestMain.
func Main(m *testing.M) {
	shared.Lock()
	shared.running = true
	shared.Unlock()
	defer stopShared()
	m.Run()
}

// atEnd has stop called when Main ends; without Main, t fails.
func atEnd(t testing.TB, stop func()) {
	t.Helper()
	shared.Lock()
	defer shared.Unlock()
	if !shared.running {
		stop()
		t.Fatal("testenv: this package needs a TestMain that calls testenv.Main")
	}
	shared.stops = append(shared.stops, stop)
}

func stopShared() {
	shared.Lock()
	defer shared.Unlock()
	shared.running = false
	for i := len(shared.stops) - 1; i >= 0; i-- {
		shared.stops[i]()
	}
}

// program finds an installed program by the first of its names that is there.
func program(t testing.TB, names ...string) string {
	t.Helper()
	for _, name := range names {
		for _, place := range []string{name, "/usr/sbin/" + name, newest("/usr/lib/postgresql/*/bin/" + name)} {
			if path, err := exec.LookPath(place); err == nil {
				return path
			}
		}
	}
	t.Fatalf("testenv: %s is not installed; ./task deps installs it", names[0])
	return ""
}

// newest is the last match of a pattern, or "".
func newest(pattern string) string {
	matches, _ := filepath.Glob(pattern)
	if len(matches) == 0 {
		return ""
	}
	return matches[len(matches)-1]
}

// tempDir makes a folder that is removed when Main ends, for what tests share.
func tempDir(t testing.TB, name string) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "parley-"+name+"-")
	if err != nil {
		t.Fatal(err)
	}
	atEnd(t, func() { os.RemoveAll(dir) })
	return dir
}

// moduleRoot is the folder of go.mod, above the folder of the package under test.
func moduleRoot(t testing.TB) string {
	t.Helper()
	out, err := exec.Command("go", "env", "GOMOD").Output()
	if err != nil {
		t.Fatalf("testenv: go env GOMOD: %v", err)
	}
	return filepath.Dir(strings.TrimSpace(string(out)))
}

// until calls try every few milliseconds until it succeeds, and gives back its last error when it has not after the limit.
func until(limit time.Duration, try func() error) error {
	for deadline := time.Now().Add(limit); ; time.Sleep(5 * time.Millisecond) {
		err := try()
		if err == nil {
			return nil
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("after %v: %w", limit, err)
		}
	}
}
