package testenv

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

func TestMain(m *testing.M) { Main(m) }

func TestFreePortsAreNeverGivenTwice(t *testing.T) {
	given := map[int]bool{}
	for range 50 {
		port := FreePort(t)
		if given[port] {
			t.Fatalf("port %d was given twice", port)
		}
		given[port] = true
		if _, ok := reserve(port); ok {
			t.Fatalf("port %d is not guarded", port)
		}
	}
}

// fatalRecorder is a testing.TB whose Fatalf is remembered.
type fatalRecorder struct {
	testing.TB
	message string
}

func (f *fatalRecorder) Helper() {}
func (f *fatalRecorder) Fatalf(format string, args ...any) {
	f.message = fmt.Sprintf(format, args...)
}

func TestMissingProgramNamesTheCommandThatInstallsIt(t *testing.T) {
	var f fatalRecorder
	program(&f, "no-such-program")
	if want := "no-such-program is not installed; ./task deps installs it"; !strings.Contains(f.message, want) {
		t.Errorf("got %q, want %q in it", f.message, want)
	}
}

func TestProcessThatDoesNotStartShowsWhatItPrinted(t *testing.T) {
	p := process{path: "/bin/sh", args: []string{"-c", "echo no luck; exit 3"}}
	if err := p.start(); err != nil {
		t.Fatal(err)
	}
	err := p.ready(func() error { return errors.New("not yet") })
	if err == nil || !strings.Contains(err.Error(), "no luck") {
		t.Errorf("got %v, want what it printed", err)
	}
}

func TestProcessThatIgnoresTheSignalIsKilled(t *testing.T) {
	p := process{path: "/bin/sh", args: []string{"-c", "trap '' TERM; echo ready; while :; do sleep 1; done"}}
	p.run(t, func() error { return printed(&p, "ready") })
	if err := p.stop(syscall.SIGTERM, 1); err == nil || !p.ended() {
		t.Errorf("got %v, ended %v; want an error and the end", err, p.ended())
	}
}

func printed(p *process, want string) error {
	if !strings.Contains(p.output.String(), want) {
		return errors.New("not printed yet")
	}
	return nil
}

// TestServersDieWithTheTestProcess runs this test again as a process that kills itself while its servers run.
func TestServersDieWithTheTestProcess(t *testing.T) {
	if os.Getenv("TESTENV_DIE") != "" {
		Postgres(t)
		fmt.Println("pids", sharedPostgres.server.process.cmd.Process.Pid, StartRedis(t).process.cmd.Process.Pid)
		syscall.Kill(os.Getpid(), syscall.SIGKILL)
	}
	dir := t.TempDir()
	if err := os.Chmod(filepath.Dir(dir), 0o755); err != nil { // PostgreSQL may run as another user
		t.Fatal(err)
	}
	again := exec.Command(os.Args[0], "-test.run=^"+t.Name()+"$")
	again.Env = append(os.Environ(), "TESTENV_DIE=1", "TMPDIR="+dir)
	out, _ := again.Output()
	var postgres, redis int
	_, printed, _ := strings.Cut(string(out), "pids")
	if _, err := fmt.Sscan(printed, &postgres, &redis); err != nil {
		t.Fatalf("%v in %q", err, out)
	}
	for _, pid := range []int{postgres, redis} {
		if err := until(patience, func() error { return gone(pid) }); err != nil {
			t.Error(err)
		}
	}
}

func gone(pid int) error {
	if syscall.Kill(pid, 0) != syscall.ESRCH {
		return fmt.Errorf("process %d still runs", pid)
	}
	return nil
}
