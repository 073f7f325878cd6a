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

	"golang.org/x/image/draw"
	_ "golang.org/x/image/webp"

	"parley/chat"
)

const (
	// avatarSize is the side of a stored picture in pixels: twice the largest shown.
	avatarSize = 160
	// maxPixels bounds what is decoded (OWASP ASVS 5.0, 5.2.6).
	maxPixels = 40_000_000
)

// decoding lets as many pictures be decoded at once as there are processors.
var decoding = make(chan struct{}, runtime.GOMAXPROCS(0))

func badPicture(message string) error {
	return &chat.Error{Kind: chat.Invalid, Field: "avatar", Message: message}
}

// readAvatar takes the picture of a form, cuts its middle square and encodes it
// anew, so that nothing of the file itself is kept: no place, no hidden page.
func readAvatar(r *http.Request) ([]byte, error) {
	f, _, err := r.FormFile("avatar")
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
	return square(file)
}

func square(file []byte) ([]byte, error) {
	src, _, err := image.Decode(bytes.NewReader(file))
	if err != nil {
		return nil, badPicture("This picture is damaged. Choose another file.")
	}
	b := src.Bounds()
	side := min(b.Dx(), b.Dy())
	x, y := b.Min.X+(b.Dx()-side)/2, b.Min.Y+(b.Dy()-side)/2
	dst := image.NewNRGBA(image.Rect(0, 0, avatarSize, avatarSize))
	draw.CatmullRom.Scale(dst, dst.Bounds(), src, image.Rect(x, y, x+side, y+side), draw.Src, nil)
	var out bytes.Buffer
	err = png.Encode(&out, dst)
	return out.Bytes(), err
}
