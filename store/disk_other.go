//go:build !(linux || darwin || freebsd)

package store

// freeBytes is not known on these systems.
func freeBytes(string) int64 { return -1 }
