package static

import (
	"embed"
	"iter"
	"path"
)

// packed holds the assets compressed as small as they get, which takes seconds: pack.go writes it. The names carry the hash
// of what was compressed, so that an asset which has changed since is served as it is.
//
//go:embed packed
var packed embed.FS

// endings are how the names of packed files end, by their encoding.
var endings = map[string]string{"br": ".br", "zstd": ".zst", "gzip": ".gz"}

// packedOf finds what an asset is packed in, by its name with the hash.
func packedOf(base string) map[string][]byte {
	found := map[string][]byte{}
	for encoding, ending := range endings {
		if b, err := packed.ReadFile("packed/" + base + ending); err == nil {
			found[encoding] = b
		}
	}
	return found
}

// All gives every asset as it is served uncompressed, by its name with the hash: "app.1f0c5e21ab90.css".
func All() iter.Seq2[string, []byte] {
	return func(yield func(string, []byte) bool) {
		for _, a := range assets() {
			if !yield(path.Base(a.url), a.body) {
				return
			}
		}
	}
}
