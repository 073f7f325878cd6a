//go:build bench

package bench

import (
	"database/sql"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	_ "modernc.org/sqlite" // the driver "sqlite"

	"parley/internal/testenv"
)

// startMessages is how many there are in the room that the program starts with.
const startMessages = 1_000_000

// TestStart measures how long the program takes from its start to the first answer that it is ready, with a million
// messages, and what memory it has then.
func TestStart(t *testing.T) {
	p := newPlace(t, 1)
	if err := p.say(0, "lounge", 200); err != nil {
		t.Fatal(err)
	}
	if err := p.Terminate(); err != nil {
		t.Fatal(err)
	}
	fill(t, filepath.Join(p.Data, "parley.db"), startMessages)
	wall := row{what: "ready after its start, a million messages", unit: " ms", goal: "≤ 100 ms"}
	work := row{what: "… processor time of it", unit: " ms"}
	memory := row{what: "memory at rest", unit: " MB", goal: "≤ 30 MB"}
	for range rounds {
		took, cpu, resident := startOnce(t, p)
		wall.got = append(wall.got, float64(took.Microseconds())/1e3)
		work.got = append(work.got, float64(cpu.Microseconds())/1e3)
		memory.got = append(memory.got, float64(resident)/1e6)
	}
	wall.print(t)
	work.print(t)
	memory.print(t)
}

// startOnce starts the program on a place's data until it is ready, and ends it.
func startOnce(t *testing.T, p *place) (took, cpu time.Duration, resident int64) {
	t.Helper()
	addr := strings.TrimPrefix(p.URL, "http://")
	cmd := exec.Command(testenv.Binary(t))
	cmd.Env = append(cmd.Environ(), append(p.env, "PARLEY_DATA="+p.Data, "PARLEY_ADDR="+addr)...)
	begun := time.Now()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	asker := http.Client{Timeout: time.Second, Transport: &http.Transport{DisableKeepAlives: true}}
	for !answers(&asker, p.URL+"/readyz") {
		if time.Since(begun) > 30*time.Second {
			_ = cmd.Process.Kill()
			t.Fatal("it is not ready after 30 s")
		}
		time.Sleep(time.Millisecond)
	}
	took = time.Since(begun)
	cpu, resident = cpuOf(t, cmd.Process.Pid), residentOf(t, cmd.Process.Pid)
	_ = cmd.Process.Signal(syscall.SIGTERM)
	if err := cmd.Wait(); err != nil {
		t.Fatal(err)
	}
	return took, cpu, resident
}

func answers(asker *http.Client, url string) bool {
	a, err := asker.Get(url)
	if err != nil {
		return false
	}
	a.Body.Close()
	return a.StatusCode == http.StatusOK
}

// fill copies the last message of the database's first room until it holds n.
func fill(t *testing.T, file string, n int) {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+file+"?_synchronous=OFF")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var columns string
	err = db.QueryRow(`SELECT group_concat(name) FROM pragma_table_info('messages') WHERE name NOT IN ('id', 'seq', 'rev', 'nonce')`).Scan(&columns)
	if err != nil {
		t.Fatal(err)
	}
	for _, statement := range []string{
		fmt.Sprintf(`WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d)
			INSERT INTO messages (seq, rev, %s) SELECT r.last_seq + n.i, r.rev + n.i, %s FROM n JOIN rooms r ON r.id = 1
			JOIN (SELECT %s, seq AS copied FROM messages WHERE room_id = 1 ORDER BY seq DESC LIMIT 1) m`,
			n, columns, "m."+strings.ReplaceAll(columns, ",", ", m."), columns),
		fmt.Sprintf(`UPDATE rooms SET last_seq = last_seq + %d, rev = rev + %d WHERE id = 1`, n, n),
	} {
		if _, err := db.Exec(statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
}

// TestSize measures the program as ./task build makes it.
func TestSize(t *testing.T) {
	file := filepath.Join(t.TempDir(), "parley")
	build := exec.Command("go", "build", "-trimpath", "-gcflags=parley/views=-l", "-ldflags=-s -w", "-o", file, ".")
	build.Dir, build.Env = "..", append(build.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	info, err := os.Stat(file)
	if err != nil {
		t.Fatal(err)
	}
	row{what: "the program", unit: " MB", goal: "≤ 25 MB", got: []float64{float64(info.Size()) / 1e6}}.print(t)
}
