package store

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// mustExist says in one line that there is no place yet.
func mustExist(path string) error {
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("there is no database at %s: is PARLEY_DATA right?", path)
	} else if err != nil {
		return err
	}
	return nil
}

// emptyBeside makes an empty file, readable by its owner only, in the folder of file.
func emptyBeside(file string) (string, error) {
	f, err := os.CreateTemp(filepath.Dir(file), filepath.Base(file)+".part-*")
	if err != nil {
		return "", err
	}
	return f.Name(), f.Close()
}

// flush brings a file to the disk, and returns its size.
func flush(name string) (int64, error) {
	f, err := os.Open(name)
	if err != nil {
		return 0, err
	}
	defer func() { _ = f.Close() }()
	if err := f.Sync(); err != nil {
		return 0, err
	}
	info, err := f.Stat()
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}

// rename moves a file within its folder so that a crash leaves the one or the other.
func rename(from, to string) error {
	if err := os.Rename(from, to); err != nil {
		return err
	}
	_, err := flush(filepath.Dir(to))
	return err
}

func removeAll(names ...string) {
	for _, name := range names {
		_ = os.Remove(name) // most are not there
	}
}

func copyFile(from, to string) (err error) {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer func() { _ = in.Close() }()
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	_, err = io.Copy(out, in)
	return err
}
