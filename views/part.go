package views

import (
	"context"
	"io"

	"github.com/a-h/templ"
	templruntime "github.com/a-h/templ/runtime"
)

// Divided is what a page is written to that likes to know where parts meet which
// many pages have alike, so that each can be compressed once.
type Divided interface{ Cut() }

// partEnds tells a Divided writer of such a place; others hear nothing.
func partEnds() templ.Component { return divider }

var divider = templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
	b, ok := w.(*templruntime.Buffer)
	if !ok {
		return nil
	}
	d, ok := b.Underlying.(Divided)
	if !ok {
		return nil
	}
	if err := b.Flush(); err != nil {
		return err
	}
	d.Cut()
	return nil
})
