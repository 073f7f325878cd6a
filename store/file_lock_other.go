//go:build !(linux || darwin || freebsd || netbsd || openbsd || dragonfly)

package store

import "os"

// flock does nothing here: a restore relies on SQLite's own locks alone.
func flock(*os.File, bool) error { return nil }
