package testenv

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// drainLimit is how long a terminated replica may take to end; it promises 30 seconds.
const drainLimit = 40 * time.Second

// Parley is a replica of the program, running as a process of its own.
type Parley struct {
	// URL is where it serves, without a slash at the end.
	URL string
	// Data is its PARLEY_DATA.
	Data string

	process process
}

// builds are the programs that this test process built, by their build tags.
var builds struct {
	sync.Mutex
	done map[string]string
}

// StartParley builds the program, once in a test process, and starts a replica that ends with the test: on a free port, with
// data of its own, and without any setting of this machine. The env are settings, such as "DATABASE_URL=" + [Postgres](t), and
// win over those. Its log is shown when the test fails.
func StartParley(t testing.TB, env ...string) *Parley {
	t.Helper()
	return StartBinary(t, Binary(t), env...)
}

// Binary is the path of the program, built with the build tags given.
func Binary(t testing.TB, tags ...string) string {
	t.Helper()
	builds.Lock()
	defer builds.Unlock()
	key := strings.Join(tags, ",")
	if path, ok := builds.done[key]; ok {
		return path
	}
	path := filepath.Join(tempDir(t, "build"), "parley")
	build := exec.Command("go", "build", "-tags", key, "-o", path, ".")
	build.Dir = moduleRoot(t)
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("testenv: go build: %v\n%s", err, out)
	}
	if builds.done == nil {
		builds.done = map[string]string{}
	}
	builds.done[key] = path
	return path
}

// StartBinary is [StartParley] with a program that is built already.
func StartBinary(t testing.TB, binary string, env ...string) *Parley {
	t.Helper()
	addr, data := loopback(FreePort(t)), t.TempDir()
	p := &Parley{URL: "http://" + addr, Data: data, process: process{
		path: binary,
		env:  append(cleanEnv(), append([]string{"PARLEY_ADDR=" + addr, "PARLEY_DATA=" + data}, env...)...),
	}}
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("log of %s:\n%s", p.URL, p.Log())
		}
	})
	p.process.run(t, p.ready)
	return p
}

// Kill ends the replica at once, as a crash would.
func (p *Parley) Kill() error {
	return p.process.kill()
}

// Terminate asks the replica to drain, and waits until it has ended. One that takes longer than it may is killed, which is an
// error.
func (p *Parley) Terminate() error {
	return p.process.stop(syscall.SIGTERM, drainLimit)
}

// Signal sends a signal without waiting for what it does.
func (p *Parley) Signal(sig syscall.Signal) error {
	return p.process.signal(sig)
}

// PID is the number of its process while it runs.
func (p *Parley) PID() int { return p.process.pid() }

// Pause freezes the replica: its connections stay open and nothing answers.
func (p *Parley) Pause() error {
	return p.process.pause()
}

// Resume ends a Pause.
func (p *Parley) Resume() error {
	return p.process.signal(syscall.SIGCONT)
}

// Start starts the replica again after Kill or Terminate, on the same address and with the same data, and waits until it is
// ready.
func (p *Parley) Start() error {
	if !p.process.ended() {
		return errors.New("testenv: the replica still runs")
	}
	if err := p.process.start(); err != nil {
		return err
	}
	return p.process.ready(p.ready)
}

// Use has the next Start run another program, such as another release. The replica must not be running.
func (p *Parley) Use(binary string) {
	p.process.path = binary
}

// Ended reports whether the replica is not running.
func (p *Parley) Ended() bool {
	return p.process.ended()
}

// Log is all that the replica printed so far, over all its starts.
func (p *Parley) Log() string {
	return p.process.output.String()
}

func (p *Parley) ready() error {
	asker := http.Client{Timeout: time.Second, Transport: &http.Transport{DisableKeepAlives: true}}
	answer, err := asker.Get(p.URL + "/readyz")
	if err != nil {
		return err
	}
	answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("/readyz answers %s", answer.Status)
	}
	return nil
}

// cleanEnv is the environment of the test without what configures Parley.
func cleanEnv() []string {
	return slices.DeleteFunc(os.Environ(), func(variable string) bool {
		name, _, _ := strings.Cut(variable, "=")
		return strings.HasPrefix(name, "PARLEY_") || slices.Contains([]string{"DATABASE_URL", "REDIS_URL", "PORT"}, name)
	})
}
