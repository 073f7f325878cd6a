//go:build bench

package bench

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// cpuOf is the time that a process's threads have run so far, on any core.
func cpuOf(t *testing.T, pid int) time.Duration {
	t.Helper()
	threads, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/schedstat", pid))
	if err != nil || len(threads) == 0 {
		t.Fatalf("no threads of process %d: %v", pid, err)
	}
	var sum time.Duration
	for _, path := range threads {
		text, _ := os.ReadFile(path) // a thread may have ended
		var ran int64
		fmt.Sscan(string(text), &ran)
		sum += time.Duration(ran)
	}
	return sum
}

// residentOf is how many bytes of memory a process has.
func residentOf(t *testing.T, pid int) int64 {
	t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(text), "VmRSS:")
	var kb int64
	fmt.Sscan(rest, &kb)
	return kb << 10
}
