package views

import (
	"bytes"
	"testing"
)

// BenchmarkPages renders pages of three lengths. What the released program saves by inlining nothing here costs a few
// percent of it: add -gcflags=parley/views=-l.
func BenchmarkPages(b *testing.B) {
	for _, name := range []string{"members", "people", "audit"} {
		page := samplePages()[name]
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			var buf bytes.Buffer
			for b.Loop() {
				buf.Reset()
				if err := page.Render(b.Context(), &buf); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
