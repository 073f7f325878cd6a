//go:build !linux

package testenv

import "testing"

// SmallDisk fails t: disks in memory are known of Linux only.
func SmallDisk(t testing.TB, _ int) string {
	t.Helper()
	t.Fatal("testenv: a small disk needs Linux")
	return ""
}
