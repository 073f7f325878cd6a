package handlers

import (
	"bytes"
	"encoding/binary"
	"io"
	"sync"
)

// sheet is a page that is being put together: what was written for it alone, and
// runs that are kept, which are not copied into it. The zero value is empty.
type sheet struct {
	bytes.Buffer
	kept []placed
	cuts []int // where parts meet that other pages may have too
}

// placed is a run, and how many bytes were written before it.
type placed struct {
	at int
	*run
}

// maxPooled is how large a buffer may have grown to be used again.
const maxPooled = 256 << 10

var (
	sheets = sync.Pool{New: func() any { return new(sheet) }}
	zipped = sync.Pool{New: func() any { return new(bytes.Buffer) }}
)

// newSheet is an empty sheet, to be given back with free.
func newSheet() *sheet { return sheets.Get().(*sheet) }

func (s *sheet) free() {
	if s.Cap() > maxPooled {
		return
	}
	s.Reset()
	clear(s.kept) // the pool holds no room
	s.kept, s.cuts = s.kept[:0], s.cuts[:0]
	sheets.Put(s)
}

func (s *sheet) keep(r *run) { s.kept = append(s.kept, placed{s.Len(), r}) }

// Cut notes that a part ends here.
func (s *sheet) Cut() { s.cuts = append(s.cuts, s.Len()) }

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

// nextCut is where the part that begins at from ends, at the latest at end.
func (s *sheet) nextCut(from, end int) int {
	for _, cut := range s.cuts {
		if cut > from && cut < end {
			return cut
		}
	}
	return end
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
func (s *sheet) gzip(b *bytes.Buffer, p *parts) {
	crc := uint32(0)
	b.WriteString(gzipHeader)
	from := 0
	s.each(func(piece []byte) {
		for end := from + len(piece); from < end; {
			next := s.nextCut(from, end)
			crc = p.gzip(b, piece[:next-from], crc)
			piece, from = piece[next-from:], next
		}
	}, func(r *run) { crc = r.zipped().gzip(b, crc) })
	b.WriteString(lastBlock)
	b.Write(binary.LittleEndian.AppendUint32(b.AvailableBuffer(), crc))
	b.Write(binary.LittleEndian.AppendUint32(b.AvailableBuffer(), uint32(s.size())))
}
