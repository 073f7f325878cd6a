package static

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"path"
	"strings"
	"sync"
	"testing"

	"github.com/klauspost/compress/zstd"

	"parley/internal/testenv"
)

func TestAnAssetComesAsTheBrowserLikesItBest(t *testing.T) {
	for accept, want := range map[string]string{
		"":                                 identity,
		"gzip, deflate":                    "gzip",
		"gzip, deflate, br, zstd":          "br",
		"gzip, zstd":                       "zstd",
		"ZSTD;q=0.3 , GZIP ; Q=0.2":        "zstd",
		"br;q=0.5, gzip":                   "gzip",
		"br;q=0, zstd;q=0.000, gzip;q=0.1": "gzip",
		"br;q=1.000, gzip;q=1.000":         "br",
		"br;q=2, gzip":                     "gzip",
		"br;q=, gzip;q=x, zstd;level=9":    identity,
		"br;q=NaN":                         identity,
		"*":                                "br",
		"*;q=0.5, br;q=0":                  "zstd",
		"gzip;q=0.001":                     "gzip",
		"identity":                         identity,
		"identity, gzip":                   "gzip",
		"identity;q=1, gzip;q=0.9":         identity,
		"identity;q=0, gzip;q=0.1":         "gzip",
		"identity;q=0, *":                  "br",
		"identity;q=0":                     "",
		"*;q=0":                            "",
		"*;q=0, gzip":                      "gzip",
		"*;q=0, identity;q=0.1":            identity,
		"identity;q=0, deflate, compress":  "",
	} {
		res := get(t, URL("app.css"), "Accept-Encoding", accept)
		got := res.Header.Get("Content-Encoding")
		switch {
		case want == "" && res.StatusCode != http.StatusNotAcceptable, want != "" && res.StatusCode != 200:
			t.Errorf("%q: status %d", accept, res.StatusCode)
		case strings.TrimPrefix(want, identity) != got:
			t.Errorf("%q: encoding %q, want %q", accept, got, want)
		case res.Header.Get("Vary") != "Accept-Encoding":
			t.Errorf("%q: Vary %q", accept, res.Header.Get("Vary"))
		}
	}
}

func TestSeveralHeadersAreOneList(t *testing.T) {
	r := httptest.NewRequest("GET", URL("app.css"), nil)
	r.Header["Accept-Encoding"] = []string{"gzip;q=0.1", "br;q=0.2"}
	w := httptest.NewRecorder()
	Handler().ServeHTTP(w, r)
	if got := w.Header().Get("Content-Encoding"); got != "br" {
		t.Errorf("encoding %q", got)
	}
}

// Whatever a browser says, an encoding that it refuses is not sent.
func FuzzChoose(f *testing.F) {
	for _, accept := range []string{"", "br", "gzip;q=0, *", "identity;q=0", "br;q=0.5,,;q=1"} {
		f.Add(accept)
	}
	all := assets()["app.css"].packed
	f.Fuzz(func(t *testing.T, accept string) {
		for _, refused := range append(encodings, identity) {
			if got, ok := choose([]string{accept, refused + ";q=0"}, all); ok && got == refused {
				t.Errorf("%q and no %s: %s", accept, refused, got)
			}
		}
	})
}

const stale = "run ./task generate"

func TestEveryAssetIsPackedAsItIsNow(t *testing.T) {
	present := map[string]bool{"README.md": true}
	for name, body := range All() {
		for encoding, ending := range endings {
			present[name+ending] = true
			b := packedOf(name)[encoding]
			if b == nil {
				t.Errorf("%s is not packed in %s: %s", name, encoding, stale)
			} else if got := unpack(t, encoding, b); got != nil && !bytes.Equal(got, body) {
				t.Errorf("%s in %s is something else: %s", name, encoding, stale)
			}
		}
	}
	files, err := fs.Glob(packed, "packed/*")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		if !present[path.Base(name)] {
			t.Errorf("%s is left over: %s", name, stale)
		}
	}
}

// unpack is what packed bytes hold; nil: only a browser can tell.
func unpack(t *testing.T, encoding string, packed []byte) []byte {
	t.Helper()
	switch encoding {
	case "gzip":
		z, err := gzip.NewReader(bytes.NewReader(packed))
		if err != nil {
			t.Fatal(err)
		}
		return body(t, z)
	case "zstd":
		z, err := zstd.NewReader(bytes.NewReader(packed))
		if err != nil {
			t.Fatal(err)
		}
		defer z.Close()
		return body(t, z)
	}
	return nil
}

func TestAnAssetThatHasChangedSinceItWasPackedIsServedAsItIs(t *testing.T) {
	a := &asset{hash: "000000000000", body: []byte("new"), packed: packedOf("app.000000000000.css")}
	w, r := httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil)
	r.Header.Set("Accept-Encoding", "gzip, br")
	if a.serve(w, r, true); w.Body.String() != "new" || w.Header().Get("Content-Encoding") != "" {
		t.Errorf("%q in %q", w.Body, w.Header().Get("Content-Encoding"))
	}
}

func TestChromiumUnpacksWhatItIsSentInEachEncoding(t *testing.T) {
	s := newStage(t)
	page, _ := s.open(t)
	for _, encoding := range encodings {
		var mu sync.Mutex
		sent := map[string]bool{}
		s.mux.HandleFunc("GET /in/"+encoding+"/{name}", func(w http.ResponseWriter, r *http.Request) {
			r.Header.Set("Accept-Encoding", limited(r.Header.Get("Accept-Encoding"), encoding))
			Handler().ServeHTTP(w, r)
			mu.Lock()
			defer mu.Unlock()
			sent[w.Header().Get("Content-Encoding")] = true
		})
		for name, want := range All() {
			got := testenv.Eval[string](t, page, fmt.Sprintf("fetch('/in/%s/%s').then((a) => a.text())", encoding, name))
			if got != string(want) {
				t.Errorf("%s in %s: %d characters of %d bytes", name, encoding, len(got), len(want))
			}
		}
		mu.Lock()
		if len(sent) != 1 || !sent[encoding] {
			t.Errorf("%s: sent in %v", encoding, sent)
		}
		mu.Unlock()
	}
}

// limited leaves of what a browser accepts one encoding.
func limited(accept, encoding string) string {
	for part := range strings.SplitSeq(accept, ",") {
		if part = strings.TrimSpace(part); part == encoding {
			return part
		}
	}
	return ""
}
