package handlers

import (
	"bytes"
	"context"
	"hash/crc32"
	"io"
	"sync"

	templruntime "github.com/a-h/templ/runtime"
	"github.com/klauspost/compress/flate"
)

// runLength is how many neighbouring seqs a run holds at most. A new message makes
// two runs of a room's end anew, and the line "new since" one.
const runLength = 16

// stretch is a run's markup, and that of the message before it, which stands right
// before it on every page: whatever is for one reader alone stands above a message.
type stretch struct{ before, html string }

// run is a stretch of messages that is the same for everybody who has read it. It
// is compressed when first asked for, to go into any page.
type run struct {
	stretch
	zipped func() *deflated
}

// deflated is a run as blocks of deflate that refer to nothing earlier than the
// message before it, and what it adds to the checksum of a page.
type deflated struct {
	blocks []byte
	crc    uint32
	shift  uint32 // see shiftOf
}

func newRun(s stretch) *run {
	r := &run{stretch: s}
	r.zipped = sync.OnceValue(r.deflate)
	return r
}

// Render puts the run into a page: as it is, or as a mark where it stands.
func (r *run) Render(_ context.Context, w io.Writer) error {
	if b, ok := w.(*templruntime.Buffer); ok {
		if s, ok := b.Underlying.(*sheet); ok {
			if err := b.Flush(); err != nil {
				return err
			}
			s.keep(r)
			return nil
		}
	}
	_, err := io.WriteString(w, r.html)
	return err
}

func (r *run) deflate() *deflated {
	var b bytes.Buffer
	z := fastest.Get().(*flate.Writer)
	z.ResetDict(&b, []byte(r.before))
	_, _ = io.WriteString(z, r.html) // to memory
	_ = z.Flush()
	z.ResetDict(nil, nil) // Reset alone would keep what stood before
	fastest.Put(z)
	return &deflated{blocks: b.Bytes(), crc: crc32.ChecksumIEEE([]byte(r.html)), shift: shiftOf(len(r.html))}
}
