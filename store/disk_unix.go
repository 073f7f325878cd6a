//go:build linux || darwin || freebsd

package store

import "syscall"

// freeBytes is what a program may still write to the disk of a file; -1 when it is not known.
func freeBytes(file string) int64 {
	var s syscall.Statfs_t
	if err := syscall.Statfs(file, &s); err != nil {
		return -1
	}
	return int64(s.Bavail) * int64(s.Bsize)
}
