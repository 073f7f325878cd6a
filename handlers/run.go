package handlers

import (
	"context"
	"io"
	"sync"

	templruntime "github.com/a-h/templ/runtime"
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

func (r *run) deflate() *deflated { return deflate(r.html, r.before) }
