package static

import (
	"bytes"
	"net/http"
	"strconv"
	"strings"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// accepts says whether an Accept-Encoding header names the encoding and does not refuse it by a weight of nought.
func accepts(header, encoding string) bool {
	for part := range strings.SplitSeq(header, ",") {
		name, weight, _ := strings.Cut(part, ";")
		if !strings.EqualFold(strings.TrimSpace(name), encoding) {
			continue
		}
		_, q, given := strings.Cut(weight, "q=")
		v, err := strconv.ParseFloat(strings.TrimSpace(q), 64)
		return !given || err == nil && v > 0
	}
	return false
}

func gzipped(body []byte) []byte {
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		panic(err) // cannot happen: the level is a constant
	}
	w.Write(body)
	w.Close()
	return b.Bytes()
}

func zstded(body []byte) []byte {
	w, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedBestCompression))
	if err != nil {
		panic(err) // cannot happen: the options are constants
	}
	defer w.Close()
	return w.EncodeAll(body, nil)
}

func writeBody(w http.ResponseWriter, r *http.Request, body []byte) {
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	if r.Method == http.MethodHead {
		return
	}
	w.Write(body)
}
