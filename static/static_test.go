package static

import (
	"bytes"
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
	for _, name := range []string{"app.css", "icons.svg", "mark.svg", "htmx.js", "live.js", "status.js", "select.js", "desk.js"} {
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

func TestAKnownETagIsNotSentAgainAndEachEncodingHasItsOwn(t *testing.T) {
	known := map[string]bool{}
	for _, encoding := range append(encodings, identity) {
		first := get(t, URL("app.css"), "Accept-Encoding", encoding)
		etag := first.Header.Get("ETag")
		if known[etag] {
			t.Errorf("%s: %s is another's", encoding, etag)
		}
		known[etag] = true
		again := get(t, URL("app.css"), "Accept-Encoding", encoding, "If-None-Match", `"x", W/`+etag)
		if again.StatusCode != http.StatusNotModified || len(body(t, again.Body)) != 0 || again.Header.Get("Vary") == "" || again.Header.Get("Content-Encoding") != "" {
			t.Errorf("%s: status %d, %v", encoding, again.StatusCode, again.Header)
		}
		other := get(t, URL("app.css"), "Accept-Encoding", "identity;q=0.5, "+encoding+";q=0.1", "If-None-Match", etag)
		if (other.StatusCode == 200) == (encoding == identity) {
			t.Errorf("%s for another encoding: status %d", etag, other.StatusCode)
		}
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

// The budgets of the room page, in bytes: gzip for those who have nothing better, brotli for nearly all.
func TestAssetsKeepTheirBudget(t *testing.T) {
	for encoding, most := range map[string]struct{ css, js int }{"gzip": {15 << 10, 20 << 10}, "br": {13 << 10, 18 << 10}} {
		size := func(name string) int { return len(assets()[name].packed[encoding]) }
		if n := size("app.css"); n == 0 || n > most.css {
			t.Errorf("%s: app.css has %d bytes", encoding, n)
		}
		if h, l := size("htmx.js"), size("live.js"); h == 0 || l == 0 || h+l > most.js {
			t.Errorf("%s: htmx.js and live.js have %d + %d bytes", encoding, h, l)
		} else {
			t.Logf("%s: app.css %d, htmx.js %d, live.js %d, status.js %d", encoding, size("app.css"), h, l, size("status.js"))
		}
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
