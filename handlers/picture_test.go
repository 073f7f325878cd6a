package handlers_test

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/jpeg"
	"image/png"
	"io"
	"mime/multipart"
	"testing"
)

// upload sends a file as a profile's picture.
func (p *person) upload(file []byte) answer {
	p.s.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, _ := form.CreateFormFile("avatar", "me.png")
	_, _ = part.Write(file)
	_ = form.Close()
	return p.do("POST", "/settings/avatar", form.FormDataContentType(), &body)
}

// withExif puts a segment of metadata behind a JPEG's beginning.
func withExif(t *testing.T, side int) []byte {
	t.Helper()
	var plain bytes.Buffer
	if err := jpeg.Encode(&plain, image.NewGray(image.Rect(0, 0, side, side)), nil); err != nil {
		t.Fatal(err)
	}
	words := "Exif\x00\x00GPS 38.7N 9.1W<script>"
	segment := append([]byte{0xff, 0xe1, 0, byte(len(words) + 2)}, words...)
	return append(append([]byte{0xff, 0xd8}, segment...), plain.Bytes()[2:]...)
}

// claiming is a PNG whose header claims a size.
func claiming(width, height uint32) []byte {
	head := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32([]byte("IHDR"), width), height)
	head = append(head, 8, 2, 0, 0, 0)
	file := append([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0d"), head...)
	return binary.BigEndian.AppendUint32(file, crc32.ChecksumIEEE(head))
}

func TestAPictureIsMadeAnew(t *testing.T) {
	t.Parallel()
	s := newSite(t, options{})
	ana := s.setUp()
	ana.upload(withExif(t, 300)).want(t, 303)
	a := s.guest().get("/avatars/1").want(t, 200)
	made, err := png.Decode(bytes.NewReader([]byte(a.body)))
	if err != nil || made.Bounds().Dx() != 160 || made.Bounds().Dy() != 160 {
		t.Fatalf("%v %v", made, err)
	}
	mustNotHold(t, a.body, "Exif", "GPS", "script")
	hd := a.Header
	if hd.Get("Content-Type") != "image/png" || hd.Get("X-Content-Type-Options") != "nosniff" || hd.Get("Content-Security-Policy") != "default-src 'none'; sandbox" {
		t.Errorf("header %v", hd)
	}
	s.guest().with("If-None-Match", hd.Get("ETag")).get("/avatars/1").want(t, 304)
	ana.do("POST", "/settings/avatar", "application/x-www-form-urlencoded", bytes.NewReader([]byte("remove=on"))).want(t, 303)
	s.guest().get("/avatars/1").want(t, 404)
}

func TestWhatIsNoPictureIsRefused(t *testing.T) {
	t.Parallel()
	s := newSite(t, options{})
	ana := s.setUp()
	for name, file := range map[string][]byte{
		"SVG": []byte(`<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>`), "HTML": []byte("<html><script>1</script>"), "nothing": {},
		"too many pixels": claiming(8000, 8000), "a huge side": claiming(1<<31-1, 1<<31-1), "no pixel": claiming(0, 9), "damaged": claiming(9, 9),
	} {
		if a := ana.upload(file); a.StatusCode != 422 || a.doc(t).Find(`input[name="avatar"]`).Length() == 0 {
			t.Errorf("%s: %d", name, a.StatusCode)
		}
	}
	s.guest().get("/avatars/1").want(t, 404)
	a := ana.do("POST", "/settings/avatar", "multipart/form-data; boundary=x", io.MultiReader(bytes.NewReader([]byte("--x\r\nContent-Disposition: form-data; name=avatar; filename=a\r\n\r\n")), bytes.NewReader(make([]byte, 9<<20))))
	if a.StatusCode != 422 {
		t.Errorf("9 MB: %d", a.StatusCode)
	}
	s.guest().upload(withExif(t, 9)).want(t, 303)
}
