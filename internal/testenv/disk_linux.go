package testenv

import (
	"fmt"
	"syscall"
	"testing"
)

// SmallDisk is a folder on a disk of its own of so many bytes, in memory, which is gone at the end of the test. Only root may
// mount one.
func SmallDisk(t testing.TB, size int) string {
	t.Helper()
	dir := t.TempDir()
	if err := syscall.Mount("parley", dir, "tmpfs", 0, fmt.Sprintf("size=%d,mode=0700", size)); err != nil {
		t.Fatalf("testenv: a small disk cannot be mounted at %s: %v; this test needs root, and a container the capability SYS_ADMIN", dir, err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
			t.Errorf("testenv: unmount %s: %v", dir, err)
		}
	})
	return dir
}
