package static

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path"
	"regexp"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"
)

func get(t *testing.T, target string, header ...string) *http.Response {
	t.Helper()
	r := httptest.NewRequest("GET", target, nil)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	Handler().ServeHTTP(w, r)
	return w.Result()
}

func body(t *testing.T, r io.Reader) []byte {
	t.Helper()
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestURLCarriesAHashOfTheContent(t *testing.T) {
	for _, name := range []string{"app.css", "icons.svg", "mark.svg", "htmx.js", "live.js", "status.js", "select.js"} {
		base, ext, _ := strings.Cut(name, ".")
		form := regexp.MustCompile(`^/static/` + base + `\.[0-9a-f]{12}\.` + ext + `$`)
		if url := URL(name); !form.MatchString(url) {
			t.Errorf("URL(%q) = %q", name, url)
		}
	}
}

func TestAnUnknownAssetPanicsInURLAndIsNotFoundOverHTTP(t *testing.T) {
	for _, name := range []string{"none.css", "htmx-tt.js", "static.go"} {
		if res := get(t, "/static/"+name); res.StatusCode != 404 {
			t.Errorf("%s: %d", name, res.StatusCode)
		}
	}
	defer func() {
		if recover() == nil {
			t.Error("URL of an unknown asset did not panic")
		}
	}()
	URL("none.css")
}

func TestThePresentHashMayBeKeptForEver(t *testing.T) {
	res := get(t, URL("live.js"))
	want := map[string]string{
		"Cache-Control":          "public, max-age=31536000, immutable",
		"Content-Type":           "text/javascript; charset=utf-8",
		"X-Content-Type-Options": "nosniff",
		"Vary":                   "Accept-Encoding",
	}
	for k, v := range want {
		if got := res.Header.Get(k); got != v {
			t.Errorf("%s: %q, want %q", k, got, v)
		}
	}
	if got := body(t, res.Body); !bytes.Equal(got, read("live.js")) {
		t.Error("the body is not the file")
	}
}

func TestAnotherHashAnswersThePresentFileAndMustNotBeKept(t *testing.T) {
	for _, target := range []string{"/static/app.000000000000.css", "/static/app.css"} {
		res := get(t, target)
		if got := res.Header.Get("Cache-Control"); got != "no-store" {
			t.Errorf("%s: Cache-Control %q", target, got)
		}
		if !bytes.Equal(body(t, res.Body), read("app.css")) {
			t.Errorf("%s: not the present file", target)
		}
	}
}

func TestAssetsAreCompressedAsTheBrowserAsks(t *testing.T) {
	tests := []struct{ accept, encoding string }{
		{"", ""}, {"br", ""}, {"gzip", "gzip"}, {"gzip, deflate, br, zstd", "zstd"}, {"zstd;q=0, gzip;q=0.5", "gzip"},
	}
	for _, tt := range tests {
		res := get(t, URL("app.css"), "Accept-Encoding", tt.accept)
		if got := res.Header.Get("Content-Encoding"); got != tt.encoding {
			t.Errorf("%q: encoding %q, want %q", tt.accept, got, tt.encoding)
		}
		if !bytes.Equal(decode(t, tt.encoding, res.Body), read("app.css")) {
			t.Errorf("%q: does not decode to the file", tt.accept)
		}
	}
}

func decode(t *testing.T, encoding string, r io.Reader) []byte {
	t.Helper()
	switch encoding {
	case "gzip":
		z, err := gzip.NewReader(r)
		if err != nil {
			t.Fatal(err)
		}
		return body(t, z)
	case "zstd":
		z, err := zstd.NewReader(r)
		if err != nil {
			t.Fatal(err)
		}
		defer z.Close()
		return body(t, z)
	}
	return body(t, r)
}

func TestAKnownETagIsNotSentAgain(t *testing.T) {
	first := get(t, URL("app.css"), "Accept-Encoding", "gzip")
	again := get(t, URL("app.css"), "Accept-Encoding", "gzip", "If-None-Match", first.Header.Get("ETag"))
	if again.StatusCode != http.StatusNotModified || len(body(t, again.Body)) != 0 {
		t.Errorf("status %d", again.StatusCode)
	}
	plain := get(t, URL("app.css"), "If-None-Match", first.Header.Get("ETag"))
	if plain.StatusCode != 200 {
		t.Errorf("another encoding: status %d", plain.StatusCode)
	}
}

func TestOnlyGetAndHeadAreAnswered(t *testing.T) {
	for method, want := range map[string]int{"HEAD": 200, "POST": 405} {
		w := httptest.NewRecorder()
		Handler().ServeHTTP(w, httptest.NewRequest(method, URL("app.css"), nil))
		if w.Code != want {
			t.Errorf("%s: %d", method, w.Code)
		}
		if method == "HEAD" && (w.Body.Len() > 0 || w.Header().Get("Content-Length") == "") {
			t.Error("HEAD: a body, or no length")
		}
	}
}

// The budgets of the room page, in bytes after gzip -9.
func TestAssetsKeepTheirBudget(t *testing.T) {
	size := func(name string) int { return len(assets()[name].gzip()) }
	if n := size("app.css"); n > 15<<10 {
		t.Errorf("app.css has %d bytes", n)
	}
	if h, l := size("htmx.js"), size("live.js"); h+l > 20<<10 {
		t.Errorf("htmx.js and live.js have %d + %d bytes", h, l)
	} else {
		t.Logf("app.css %d, htmx.js %d, live.js %d, status.js %d", size("app.css"), h, l, size("status.js"))
	}
}

func TestOurScriptsCanBeSqueezed(t *testing.T) {
	for name := range assets() {
		if path.Ext(name) != ".js" || bundles[name] != nil {
			continue
		}
		b, err := files.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for i, line := range strings.Split(string(b), "\n") {
			if strings.Count(line, "`")%2 != 0 || strings.Contains(line, "/*") {
				t.Errorf("%s:%d: a string over several lines or a block comment: %s", name, i+1, line)
			}
		}
	}
	if got := string(squeeze([]byte("// why\nif (a) {\n  // so\n  b();\n\n}\n"))); got != "if (a) {\nb();\n}\n" {
		t.Errorf("squeezed: %q", got)
	}
}

func TestThirdPartyFilesAreThoseOnRecord(t *testing.T) {
	record, err := os.ReadFile("THIRD_PARTY.md")
	if err != nil {
		t.Fatal(err)
	}
	vendored, err := fs.Glob(files, "third_party/*")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range append(vendored, "icons.svg") {
		b, err := files.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		sum := sha256.Sum256(b)
		if !bytes.Contains(record, []byte(hex.EncodeToString(sum[:]))) {
			t.Errorf("%s: its SHA-256 %x is not in THIRD_PARTY.md", name, sum)
		}
	}
}

func TestEveryIconIsNamedOnce(t *testing.T) {
	seen := make(map[string]bool)
	for _, m := range regexp.MustCompile(`<symbol id="([^"]+)"`).FindAllSubmatch(read("icons.svg"), -1) {
		if id := string(m[1]); seen[id] {
			t.Errorf("icon %s is there twice", id)
		} else {
			seen[id] = true
		}
	}
	if len(seen) == 0 {
		t.Error("no icons")
	}
}
