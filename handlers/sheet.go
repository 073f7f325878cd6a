package handlers

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"io"
	"sync"

	"github.com/klauspost/compress/flate"
)

// sheet is a page that is being put together: what was written for it alone, and
// runs that are kept, which are not copied into it. The zero value is empty.
type sheet struct {
	bytes.Buffer
	kept []placed
}

// placed is a run, and how many bytes were written before it.
type placed struct {
	at int
	*run
}

// maxPooled is how large a buffer may have grown to be used again.
const maxPooled = 256 << 10

var (
	sheets  = sync.Pool{New: func() any { return new(sheet) }}
	zipped  = sync.Pool{New: func() any { return new(bytes.Buffer) }}
	fastest = sync.Pool{New: func() any {
		z, _ := flate.NewWriter(nil, flate.BestSpeed) // the level is a valid one
		return z
	}}
)

// newSheet is an empty sheet, to be given back with free.
func newSheet() *sheet { return sheets.Get().(*sheet) }

func (s *sheet) free() {
	if s.Cap() > maxPooled {
		return
	}
	s.Reset()
	clear(s.kept) // the pool holds no room
	s.kept = s.kept[:0]
	sheets.Put(s)
}

func (s *sheet) keep(r *run) { s.kept = append(s.kept, placed{s.Len(), r}) }

// size is how many bytes the page has.
func (s *sheet) size() int {
	n := s.Len()
	for _, k := range s.kept {
		n += len(k.html)
	}
	return n
}

// each calls own with every piece that was written for this page, and kept with
// every run, in order.
func (s *sheet) each(own func([]byte), kept func(*run)) {
	from, all := 0, s.Bytes()
	for _, k := range s.kept {
		if k.at > from {
			own(all[from:k.at])
		}
		kept(k.run)
		from = k.at
	}
	if from < len(all) {
		own(all[from:])
	}
}

// writeTo sends the page as it is. The reader may be gone.
func (s *sheet) writeTo(w io.Writer) {
	s.each(func(b []byte) { _, _ = w.Write(b) }, func(r *run) { _, _ = io.WriteString(w, r.html) })
}

// gzipHeader begins a gzip file (RFC 1952): deflated, without a name or a time, by an unknown system.
const gzipHeader = "\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"

// lastBlock is an empty block that ends a deflate stream (RFC 1951, 3.2.6).
const lastBlock = "\x03\x00"

// gzip compresses the page into b. Kept runs are compressed already: each is a
// number of whole blocks, as is all between them, so that they stand side by side.
func (s *sheet) gzip(b *bytes.Buffer) {
	crc := uint32(0)
	b.WriteString(gzipHeader)
	z := fastest.Get().(*flate.Writer)
	defer fastest.Put(z)
	s.each(func(piece []byte) {
		z.Reset(b)
		_, _ = z.Write(piece) // to memory
		_ = z.Flush()
		crc = crc32.Update(crc, crc32.IEEETable, piece)
	}, func(r *run) {
		d := r.zipped()
		b.Write(d.blocks)
		crc = joined(crc, d.crc, d.shift)
	})
	b.WriteString(lastBlock)
	b.Write(binary.LittleEndian.AppendUint32(b.AvailableBuffer(), crc))
	b.Write(binary.LittleEndian.AppendUint32(b.AvailableBuffer(), uint32(s.size())))
}
