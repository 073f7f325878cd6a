package handlers

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"sync"

	"github.com/klauspost/compress/flate"
)

const (
	// storedPart is the length up to which a part is not worth compressing: one with a nonce in it.
	storedPart = 160
	// maxPart is the length up to which a part is kept, and maxParts how many are: 10 MB at most.
	maxPart  = 16 << 10
	maxParts = 512
)

// parts keeps, compressed, what pages were lately made of: the frame of a room is
// the same for its readers, a sidebar for its person. A part is found by its whole text.
type parts struct {
	mu   sync.Mutex // guards kept
	kept map[string]*deflated
}

// gzip adds a part to b, which has the checksum crc, and returns the one it has then.
func (p *parts) gzip(b *bytes.Buffer, part []byte, crc uint32) uint32 {
	switch {
	case len(part) <= storedPart:
		store(b, part)
		return crc32.Update(crc, crc32.IEEETable, part)
	case len(part) <= maxPart:
		return p.find(part).gzip(b, crc)
	}
	z := fastest.Get().(*flate.Writer)
	defer fastest.Put(z)
	z.Reset(b)
	_, _ = z.Write(part) // to memory
	_ = z.Flush()
	return crc32.Update(crc, crc32.IEEETable, part)
}

// store adds a part as it is, as one block (RFC 1951, 3.2.4).
func store(b *bytes.Buffer, part []byte) {
	n := uint16(len(part))
	b.WriteByte(0)
	b.Write(binary.LittleEndian.AppendUint16(b.AvailableBuffer(), n))
	b.Write(binary.LittleEndian.AppendUint16(b.AvailableBuffer(), ^n))
	b.Write(part)
}

// find is a part compressed, which is kept. A full cache forgets any other.
func (p *parts) find(part []byte) *deflated {
	p.mu.Lock()
	d := p.kept[string(part)]
	p.mu.Unlock()
	if d != nil {
		return d
	}
	text := string(part)
	d = deflate(text, "")
	p.mu.Lock()
	defer p.mu.Unlock()
	for other := range p.kept {
		if len(p.kept) < maxParts {
			break
		}
		delete(p.kept, other)
	}
	if p.kept == nil {
		p.kept = map[string]*deflated{}
	}
	p.kept[text] = d
	return d
}
