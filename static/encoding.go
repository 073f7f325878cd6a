package static

import (
	"strconv"
	"strings"
)

// identity is the encoding of what is not compressed.
const identity = "identity"

// encodings are those that assets are packed in. Of two that a browser takes equally, the one that stands first is sent:
// brotli is an eighth smaller than gzip; zstd, which is not, is unpacked in less time.
var encodings = []string{"br", "zstd", "gzip"}

// least is the weight of identity where a browser does not speak of it: less than any weight, which has three digits.
const least = 0.0005

// choose finds the encoding that a browser likes best (RFC 9110, 12.5.3) of those that an asset is packed in, and identity;
// false: it refuses them all.
func choose(accept []string, packed map[string][]byte) (encoding string, ok bool) {
	liked := weigh(accept)
	best, most := identity, liked.of(identity)
	for _, e := range encodings {
		if q := liked.of(e); packed[e] != nil && (q > most || q == most && best == identity) {
			best, most = e, q
		}
	}
	return best, most > 0
}

// weights are what a browser says of encodings, between 0 (refused) and 1.
type weights map[string]float64

func weigh(accept []string) weights {
	w := weights{}
	for _, line := range accept {
		for part := range strings.SplitSeq(line, ",") {
			name, parameter, _ := strings.Cut(part, ";")
			if name = strings.ToLower(strings.TrimSpace(name)); name != "" {
				w[name] = weight(parameter)
			}
		}
	}
	return w
}

// weight reads "q=0.5". What is no weight refuses.
func weight(parameter string) float64 {
	if parameter = strings.TrimSpace(parameter); parameter == "" {
		return 1
	}
	name, value, _ := strings.Cut(parameter, "=")
	q, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
	if !strings.EqualFold(strings.TrimSpace(name), "q") || err != nil || !(q >= 0 && q <= 1) {
		return 0
	}
	return q
}

// of is the weight of an encoding, whether the browser names it or not.
func (w weights) of(encoding string) float64 {
	if q, named := w[encoding]; named {
		return q
	}
	if q, named := w["*"]; named || encoding != identity {
		return q
	}
	return least
}
