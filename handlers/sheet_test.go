package handlers

import (
	"bytes"
	"compress/gzip"
	"context"
	"io"
	"strings"
	"testing"

	"github.com/a-h/templ"
	templruntime "github.com/a-h/templ/runtime"
)

// page is a component of texts, and of runs between them.
func page(parts ...any) templ.Component {
	return templruntime.GeneratedTemplate(func(in templruntime.GeneratedComponentInput) error {
		b, mine := templruntime.GetBuffer(in.Writer)
		if !mine {
			defer func() { _ = templruntime.ReleaseBuffer(b) }()
		}
		for _, part := range parts {
			if cut, ok := part.(bool); ok && cut {
				if s, ok := b.Underlying.(*sheet); ok {
					_ = b.Flush()
					s.Cut()
				}
				continue
			}
			c, ok := part.(templ.Component)
			if !ok {
				c = templ.Raw(part.(string))
			}
			if err := c.Render(in.Context, b); err != nil {
				return err
			}
		}
		return nil
	})
}

func gunzip(t *testing.T, zipped []byte) string {
	t.Helper()
	z, err := gzip.NewReader(bytes.NewReader(zipped))
	if err != nil {
		t.Fatal(err)
	}
	plain, err := io.ReadAll(z) // checks the checksum and the length
	if err != nil {
		t.Fatal(err)
	}
	return string(plain)
}

func TestACompressedPageIsTheSameBytesWhereverRunsStandInIt(t *testing.T) {
	var kept parts
	once := func(html string) *run { return newRun(stretch{"", html}) }
	long, short := once(strings.Repeat("<article>hello sailors</article>", 2_000)), once("<p>short</p>")
	next := newRun(stretch{"<article>hello sailors</article>", "<article>hello sailors</article><article>goodbye sailors</article>"})
	for name, parts := range map[string][]any{
		"nothing":           {},
		"no run":            {"<html>", strings.Repeat("much ", 50_000), "</html>"},
		"cut parts":         {strings.Repeat("same ", 500), true, "nonce", true, strings.Repeat("same ", 500), long, "x", true, strings.Repeat("more ", 900)},
		"cuts at edges":     {true, "head", true, true, long, true, short, true, strings.Repeat("long ", 9_000), true},
		"a run alone":       {long},
		"an empty run":      {"<html>", once(""), "</html>"},
		"a run at each end": {long, "between", short},
		"runs in a row":     {"head", short, long, long, short, "rest"},
		"a run after one":   {"head", long, next, "rest"},
		"after a message":   {"head", "<i>new</i><article>hello sailors</article>", next, "rest"},
		"the same words":    {long.html[:300], long, long.html[:300], short, short.html},
	} {
		t.Run(name, func(t *testing.T) {
			var plain, sent, zipped bytes.Buffer
			if err := page(parts...).Render(context.Background(), &plain); err != nil {
				t.Fatal(err)
			}
			s := newSheet()
			defer s.free()
			if err := page(parts...).Render(context.Background(), s); err != nil {
				t.Fatal(err)
			}
			s.writeTo(&sent)
			for range 2 { // made, and kept
				zipped.Reset()
				s.gzip(&zipped, &kept)
			}
			if sent.String() != plain.String() || s.size() != plain.Len() {
				t.Errorf("sent as it is: %d bytes of %d, said to be %d", sent.Len(), plain.Len(), s.size())
			}
			if got := gunzip(t, zipped.Bytes()); got != plain.String() {
				t.Errorf("compressed: %d bytes of %d", len(got), plain.Len())
			}
		})
	}
}

func TestASheetThatIsUsedAgainHoldsNothingOfTheLastPage(t *testing.T) {
	s := newSheet()
	s.keep(newRun(stretch{html: "secret"}))
	_, _ = s.WriteString("secret")
	s.free()
	if again := newSheet(); again.Len() != 0 || len(again.kept) != 0 || again.size() != 0 {
		t.Errorf("%d bytes and %d runs", again.Len(), len(again.kept))
	}
	for _, k := range s.kept[:cap(s.kept)] {
		if k.run != nil {
			t.Error("a run is held")
		}
	}
}

func TestCompressingKeptRunsAllocatesNothing(t *testing.T) {
	var kept parts
	s, b := newSheet(), new(bytes.Buffer)
	_, _ = s.WriteString(strings.Repeat("head ", 1_000))
	s.keep(newRun(stretch{html: strings.Repeat("message ", 5_000)}))
	_, _ = s.WriteString(strings.Repeat("rest ", 1_000))
	if n := testing.AllocsPerRun(100, func() { b.Reset(); s.gzip(b, &kept) }); n > 4 { // the two funcs that go along the sheet
		t.Errorf("%.0f allocations", n)
	}
}
