package testenv

import (
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// standIn is a program with Parley's settings that is ready at its second request and counts its starts in its data.
const standIn = `package main

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
)

func main() {
	starts := filepath.Join(os.Getenv("PARLEY_DATA"), "starts")
	before, _ := os.ReadFile(starts)
	os.WriteFile(starts, append(before, '*'), 0o600)
	asked := 0
	http.HandleFunc("/readyz", func(w http.ResponseWriter, r *http.Request) {
		if asked++; asked == 1 {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	})
	fmt.Println("starts", string(before), os.Getenv("PARLEY_POST_RATE"), os.Getenv("PARLEY_LOG"))
	fmt.Println(http.ListenAndServe(os.Getenv("PARLEY_ADDR"), nil))
}
`

func buildStandIn(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	source, binary := filepath.Join(dir, "main.go"), filepath.Join(dir, "parley")
	if err := os.WriteFile(source, []byte(standIn), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("go", "build", "-o", binary, source).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return binary
}

func TestParleyStartsAgainOnTheSameAddressWithTheSameData(t *testing.T) {
	t.Setenv("PARLEY_LOG", "of this machine")
	p := StartBinary(t, buildStandIn(t), "PARLEY_POST_RATE=0")
	for _, end := range []func() error{p.Kill, p.Terminate} {
		if err := end(); err != nil {
			t.Fatal(err)
		}
		if _, err := http.Get(p.URL); err == nil || !p.Ended() {
			t.Error("it still runs")
		}
		if err := p.Start(); err != nil {
			t.Fatal(err)
		}
	}
	if err := p.Start(); err == nil {
		t.Error("it was started twice")
	}
	if want := "starts  0 \nstarts * 0 \nstarts ** 0 \n"; p.Log() != want {
		t.Errorf("the log is %q, want %q", p.Log(), want)
	}
}

func TestPausedParleyIsNotReady(t *testing.T) {
	t.Parallel()
	p := StartBinary(t, buildStandIn(t))
	if err := p.Pause(); err != nil {
		t.Fatal(err)
	}
	if p.ready() == nil {
		t.Error("a frozen replica answers")
	}
	if err := p.Resume(); err != nil {
		t.Fatal(err)
	}
	if err := until(patience, p.ready); err != nil {
		t.Error(err)
	}
	if err := p.Signal(syscall.SIGTERM); err != nil {
		t.Error(err)
	}
}

func TestParleyThatDoesNotStartShowsItsLog(t *testing.T) {
	p := &Parley{process: process{path: "/bin/sh", args: []string{"-c", "echo wrong setting; exit 1"}}}
	if err := p.Start(); err == nil || !strings.Contains(err.Error(), "wrong setting") {
		t.Errorf("got %v, want the log", err)
	}
}

func TestReplicasShareADatabaseAndRedisBehindNginx(t *testing.T) {
	t.Parallel()
	database, redis := "DATABASE_URL="+Postgres(t), "REDIS_URL="+Redis(t)
	one, two := StartParley(t, database, redis), StartParley(t, database, redis)
	nginx := Nginx(t, one.URL, two.URL)
	if err := one.Terminate(); err != nil {
		t.Fatal(err)
	}
	answer, err := http.Get(nginx + "/readyz")
	if err != nil || answer.StatusCode != http.StatusOK {
		t.Fatalf("got %v, %v", answer, err)
	}
	answer.Body.Close()
}
