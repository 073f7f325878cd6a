//go:build ignore

// Pack writes static/packed anew: every asset in each encoding that browsers take. ./task generate runs it.
package main

import (
	"bytes"
	"io"
	"log"
	"os"
	"path/filepath"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"parley/static"
)

const folder = "static/packed"

// packers write as small as they can, by the ending of the file's name.
var packers = map[string]func(io.Writer) (io.WriteCloser, error){
	".br": func(w io.Writer) (io.WriteCloser, error) {
		return brotli.NewWriterLevel(w, brotli.BestCompression), nil
	},
	".gz": func(w io.Writer) (io.WriteCloser, error) { return gzip.NewWriterLevel(w, gzip.BestCompression) },
	".zst": func(w io.Writer) (io.WriteCloser, error) {
		return zstd.NewWriter(w, zstd.WithEncoderLevel(zstd.SpeedBestCompression), zstd.WithEncoderConcurrency(1), zstd.WithEncoderCRC(false))
	},
}

func main() {
	if err := pack(); err != nil {
		log.Fatal("pack: ", err)
	}
}

func pack() error {
	if err := empty(); err != nil {
		return err
	}
	for name, body := range static.All() {
		for ending, packer := range packers {
			b, err := packed(packer, body)
			if err != nil {
				return err
			}
			if err := os.WriteFile(filepath.Join(folder, name+ending), b, 0o644); err != nil {
				return err
			}
		}
	}
	return nil
}

// empty removes what was packed before.
func empty() error {
	for ending := range packers {
		old, err := filepath.Glob(filepath.Join(folder, "*"+ending))
		if err != nil {
			return err
		}
		for _, name := range old {
			if err := os.Remove(name); err != nil {
				return err
			}
		}
	}
	return nil
}

func packed(packer func(io.Writer) (io.WriteCloser, error), body []byte) ([]byte, error) {
	var b bytes.Buffer
	w, err := packer(&b)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(body); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}
