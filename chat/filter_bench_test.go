package chat

import (
	"fmt"
	"testing"
)

// BenchmarkFiftyFilters is what fifty filters of all kinds add to a post.
func BenchmarkFiftyFilters(b *testing.B) {
	var rules []*rule
	for i := range 50 {
		f := Filter{Kind: FilterWords, Pattern: fmt.Sprintf("cheap%d\nfree likes %d\nfollow%d*", i, i, i)}
		switch i % 5 {
		case 1, 2:
			f = Filter{Kind: FilterExpressions, Pattern: fmt.Sprintf(`(?i)\b(cheap|free) (followers|likes)%d`, i)}
		case 3:
			f = Filter{Kind: FilterLinks, Pattern: fmt.Sprintf("grow-fast-%d.example", i)}
		}
		m, err := f.matcher()
		if err != nil {
			b.Fatal(err)
		}
		rules = append(rules, &rule{Filter: f, matcher: m})
	}
	for name, text := range map[string]string{
		"latin": "The low tide is at ten, and we meet at the pier as ever; bring boots and a lamp.", "cyrillic": "Отлив в десять, встречаемся у пирса как всегда; возьмите сапоги и фонарь.",
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				w := wordsOf(text, Rendered{HTML: "<p>" + text + "</p>"})
				for _, r := range rules {
					if _, caught := r.match(w); caught {
						b.Fatal("caught")
					}
				}
			}
		})
	}
}
