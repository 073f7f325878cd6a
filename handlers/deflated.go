package handlers

import (
	"bytes"
	"hash/crc32"
	"io"
	"sync"

	"github.com/klauspost/compress/flate"
)

// deflated is text as blocks of deflate that refer to nothing but it and what
// always stands before it, and what it adds to the checksum of a page.
type deflated struct {
	blocks []byte
	crc    uint32
	shift  uint32 // see shiftOf
}

var fastest = sync.Pool{New: func() any {
	z, _ := flate.NewWriter(nil, flate.BestSpeed) // the level is a valid one
	return z
}}

// deflate compresses text that stands behind before on every page.
func deflate(text, before string) *deflated {
	var b bytes.Buffer
	z := fastest.Get().(*flate.Writer)
	z.ResetDict(&b, []byte(before))
	_, _ = io.WriteString(z, text) // to memory
	_ = z.Flush()
	z.ResetDict(nil, nil) // Reset alone would keep what stood before
	fastest.Put(z)
	return &deflated{blocks: b.Bytes(), crc: crc32.ChecksumIEEE([]byte(text)), shift: shiftOf(len(text))}
}

// gzip adds the text to b, which has the checksum crc, and returns the one it has then.
func (d *deflated) gzip(b *bytes.Buffer, crc uint32) uint32 {
	b.Write(d.blocks)
	return joined(crc, d.crc, d.shift)
}
