package store

import (
	"errors"
	"fmt"
	"io"
	"os"
)

// Whoever has a SQLite database open holds a lock on a file beside it, shared
// with others; a restore holds it alone. The kernel lets go of it when a program
// ends, however that happens, so the file left behind means nothing.

var (
	errHeld      = errors.New("the file is locked")
	errRestoring = errors.New("the database is being restored: wait until that is done")
)

func lockShared(path string) (io.Closer, error) {
	held, err := lock(path+".lock", false)
	if errors.Is(err, errHeld) {
		return nil, errRestoring
	}
	return held, err
}

func lockAlone(path string) (io.Closer, error) {
	held, err := lock(path+".lock", true)
	if errors.Is(err, errHeld) {
		return nil, inUse(path)
	}
	return held, err
}

func inUse(path string) error {
	return fmt.Errorf("%s is in use: stop Parley first, and restore then", path)
}

// lock opens a lock's file and takes the lock, or says errHeld without waiting.
func lock(name string, alone bool) (io.Closer, error) {
	f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("the database cannot be locked: %w", err)
	}
	if err := flock(f, alone); err != nil {
		_ = f.Close()
		return nil, err
	}
	return f, nil
}
