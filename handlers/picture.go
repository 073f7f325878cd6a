package handlers

import (
	"bytes"
	"image"
	_ "image/gif" // formats people have
	_ "image/jpeg"
	"image/png"
	"io"
	"net/http"
	"runtime"
	"slices"
	"strconv"

	"golang.org/x/image/draw"
	_ "golang.org/x/image/webp"

	"parley/chat"
)

const (
	// pictureSize is the side of a stored picture in pixels: twice the largest shown.
	pictureSize = 160
	// maxPixels bounds what is decoded (OWASP ASVS 5.0, 5.2.6).
	maxPixels = 40_000_000
)

// decoding lets as many pictures be decoded at once as there are processors.
var decoding = make(chan struct{}, runtime.GOMAXPROCS(0))

// readPicture takes the picture in a field of a form, cuts its middle square and encodes it
// anew, so that nothing of the file itself is kept: no place, no hidden page.
func readPicture(r *http.Request, field string) ([]byte, error) {
	badPicture := func(message string) error { return &chat.Error{Kind: chat.Invalid, Field: field, Message: message} }
	f, _, err := r.FormFile(field)
	if err != nil {
		return nil, badPicture("Choose a picture of at most 8 MB first.")
	}
	defer f.Close()
	file, err := io.ReadAll(f)
	if err != nil {
		return nil, badPicture("The picture did not arrive whole. Send it again.")
	}
	c, _, err := image.DecodeConfig(bytes.NewReader(file))
	switch {
	case err != nil:
		return nil, badPicture("This file is not a picture that Parley can read. PNG, JPEG, WebP and GIF are fine.")
	case c.Width*c.Height > maxPixels || c.Width < 1 || c.Height < 1:
		return nil, badPicture("This picture has more than 40 million pixels. Make it smaller first.")
	}
	select {
	case decoding <- struct{}{}:
		defer func() { <-decoding }()
	case <-r.Context().Done():
		return nil, r.Context().Err()
	}
	image, err := square(file)
	if err != nil {
		return nil, badPicture("This picture is damaged. Choose another file.")
	}
	return image, nil
}

func square(file []byte) ([]byte, error) {
	src, _, err := image.Decode(bytes.NewReader(file))
	if err != nil {
		return nil, err
	}
	b := src.Bounds()
	side := min(b.Dx(), b.Dy())
	x, y := b.Min.X+(b.Dx()-side)/2, b.Min.Y+(b.Dy()-side)/2
	dst := image.NewNRGBA(image.Rect(0, 0, pictureSize, pictureSize))
	draw.CatmullRom.Scale(dst, dst.Bounds(), src, image.Rect(x, y, x+side, y+side), draw.Src, nil)
	var out bytes.Buffer
	err = png.Encode(&out, dst)
	return out.Bytes(), err
}

// sendPicture answers with a picture of readPicture's making, which holds nothing that runs.
func sendPicture(w http.ResponseWriter, r *http.Request, image []byte, rev int64, cache string) {
	hd := w.Header()
	hd.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	hd.Set("Content-Type", "image/png")
	hd.Set("Cache-Control", cache)
	hd.Set("ETag", strconv.Quote(strconv.FormatInt(rev, 10)))
	if slices.Contains(knownTags(r), hd.Get("ETag")) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	_, _ = w.Write(image) // the reader may be gone
}
