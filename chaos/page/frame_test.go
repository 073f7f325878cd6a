package page

import (
	"strings"
	"testing"
)

// What comes down a socket is the server's, and goes through proxies: no text may end the reader, and what is read of
// it stands in it.
func FuzzFrames(f *testing.F) {
	for _, text := range []string{
		"", "<live-side></live-side>", "<live-frame",
		`<live-frame room="a" epoch="e" from="1" to="2"></live-frame>`,
		`<live-frame room="a" epoch="e" from="-1" to="9223372036854775808" reset><article id="m-1" data-seq="1" data-rev="2"><p>x</article></live-frame>`,
		`<live-frame room="a" epoch="e" from="1" to="2"><article id="m-1" data-seq="x"><article></live-frame><live-frame room="b">`,
		`<live-frame from='1' to=2><script><article data-seq=3></script><article data-removed data-seq="3">`,
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		frames := Frames(text)
		if n := strings.Count(strings.ToLower(text), "<live-frame"); len(frames) > n {
			t.Errorf("%d frames are read of %d", len(frames), n)
		}
		for _, one := range frames {
			if n := strings.Count(strings.ToLower(text), "<article"); len(one.Articles) > n {
				t.Errorf("%d articles are read of %d", len(one.Articles), n)
			}
		}
	})
}
