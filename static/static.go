// Package static holds what a browser loads beside the pages: the stylesheet, the icons and the scripts, embedded in the
// binary and served under names that carry a hash of their content.
package static

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"net/http"
	"path"
	"regexp"
	"strings"
	"sync"
)

//go:embed *.css *.svg *.js third_party/*.js
var files embed.FS

// bundles names the assets made of several files, in their order. Two deferred scripts would race: htmx looks at the page
// as soon as it runs, and an extension that comes later misses it.
var bundles = map[string][]string{
	"htmx.js": {"third_party/htmx.min.js", "htmx-tt.js"},
}

// Types are named here because the operating system's table, which package mime reads, differs between machines.
var types = map[string]string{
	".css": "text/css; charset=utf-8",
	".js":  "text/javascript; charset=utf-8",
	".svg": "image/svg+xml",
}

// An asset is one file as it is served.
type asset struct {
	url, hash, contentType string
	body                   []byte
	packed                 map[string][]byte // body compressed, by encoding
}

var assets = sync.OnceValue(func() map[string]*asset {
	all := make(map[string]*asset)
	names, err := fs.Glob(files, "*.*")
	if err != nil {
		panic(err)
	}
	for name := range bundles {
		names = append(names, name)
	}
	for _, name := range names {
		all[name] = load(name)
	}
	for _, parts := range bundles {
		for _, part := range parts {
			delete(all, part)
		}
	}
	return all
})

// URL returns the path of an asset with its content's hash in it: URL("app.css") is "/static/app.1f0c5e21ab90.css".
// It panics when there is no such asset.
func URL(name string) string {
	a, ok := assets()[name]
	if !ok {
		panic("static: no asset " + name)
	}
	return a.url
}

// Handler serves the assets, for mounting at /static/. A path with the present hash may be kept for ever. One with
// another hash, or none, is answered with the present file and must not be kept: during a rolling restart a page of the
// new release may ask a replica of the old one.
func Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name, hash := split(path.Base(r.URL.Path))
		a, ok := assets()[name]
		if !ok {
			http.NotFound(w, r)
			return
		}
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, "Only GET and HEAD are known here.", http.StatusMethodNotAllowed)
			return
		}
		a.serve(w, r, hash == a.hash)
	})
}

// split takes the hash out of a file name: "app.1f0c5e21ab90.css" is "app.css" and "1f0c5e21ab90".
func split(base string) (name, hash string) {
	parts := strings.Split(base, ".")
	if len(parts) != 3 {
		return base, ""
	}
	return parts[0] + "." + parts[2], parts[1]
}

func load(name string) *asset {
	body := read(name)
	sum := sha256.Sum256(body)
	hash := hex.EncodeToString(sum[:6])
	ext := path.Ext(name)
	base := strings.TrimSuffix(name, ext) + "." + hash + ext
	return &asset{url: "/static/" + base, hash: hash, contentType: types[ext], body: body, packed: packedOf(base)}
}

func read(name string) []byte {
	parts, ok := bundles[name]
	if !ok {
		parts = []string{name}
	}
	var all [][]byte
	for _, part := range parts {
		b, err := files.ReadFile(part)
		if err != nil {
			panic(err) // cannot happen: the names come from the embedded files
		}
		switch {
		case path.Ext(part) == ".css":
			b = squeeze(remarks.ReplaceAll(b, nil))
		case path.Ext(part) == ".js" && path.Dir(part) == ".":
			b = squeeze(altered(b))
		}
		all = append(all, b)
	}
	return bytes.Join(all, []byte("\n"))
}

// remarks are the comments of the stylesheet, which holds no string with their marks.
var remarks = regexp.MustCompile(`(?s)/\*.*?\*/`)

// squeeze leaves out the indentation and the lines that are comments of a script of ours, which are a third of it. So
// these scripts hold no string over several lines and no block comment.
func squeeze(script []byte) []byte {
	var b bytes.Buffer
	for line := range bytes.Lines(script) {
		line = bytes.TrimLeft(line, " ")
		if len(line) > 1 && !bytes.HasPrefix(line, []byte("//")) {
			b.Write(line)
		}
	}
	return b.Bytes()
}
