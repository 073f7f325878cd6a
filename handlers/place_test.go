package handlers_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"image"
	"image/color"
	"image/png"
	"mime/multipart"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"parley/chat"
	"parley/store"
)

// copied is a backup of a site.
type copied struct {
	*os.File
	size int64
}

func (c copied) Size() int64  { return c.size }
func (c copied) Close() error { return errors.Join(c.File.Close(), os.Remove(c.Name())) }

func (s *site) backup(ctx context.Context) (copied, error) {
	file := filepath.Join(s.t.TempDir(), "copy.db")
	size, err := store.Backup(ctx, s.file, file)
	if err != nil {
		return copied{}, err
	}
	f, err := os.Open(file)
	return copied{f, size}, err
}

func TestABackupIsGivenForAPasswordAndNoted(t *testing.T) {
	t.Parallel()
	s := newSite(t, options{tries: 3})
	ana := s.setUp()
	a := ana.post("/admin/backup", "current", "not the lamp").want(t, 422)
	mustHold(t, a.body, "This is not your present password")
	mustNotHold(t, a.body, "not the lamp")
	a = ana.post("/admin/backup", "current", "a lamp in the fog").want(t, 200)
	if !strings.HasPrefix(a.body, "SQLite format 3\x00") || !strings.HasPrefix(a.Header.Get("Content-Disposition"), `attachment; filename="parley-20`) {
		t.Fatalf("%.20q, %v", a.body, a.Header)
	}
	file := filepath.Join(t.TempDir(), "whole.db")
	if err := os.WriteFile(file, []byte(a.body), 0o600); err != nil {
		t.Fatal(err)
	}
	db, err := store.Open(t.Context(), file, func(chat.Event) {})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	if u, err := db.UserByHandle(t.Context(), "ana"); err != nil || u.Name == "" {
		t.Errorf("the copy holds %+v, %v", u, err)
	}
	mustHold(t, ana.get("/admin/audit").body, "took a backup of the whole place")
	for range 3 {
		ana.post("/admin/backup", "current", "guess")
	}
	ana.post("/admin/backup", "current", "a lamp in the fog").want(t, 429)
}

func TestTheHealthOfThePlaceBeginsWithWhatIsBroken(t *testing.T) {
	t.Parallel()
	s := newSite(t, options{})
	page := s.setUp().get("/admin/health").want(t, 200).body
	if bad, fine := strings.Index(page, "The disk is full"), strings.Index(page, "Database"); bad < 0 || fine < bad {
		t.Errorf("broken at %d, fine at %d", bad, fine)
	}
}

// picture is a square of one colour.
func picture(t *testing.T, c color.Color) []byte {
	t.Helper()
	square := image.NewNRGBA(image.Rect(0, 0, 40, 40))
	for i := range 1600 {
		square.Set(i%40, i/40, c)
	}
	var b bytes.Buffer
	if err := png.Encode(&b, square); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// brand sends a file as the picture of the place.
func (p *person) brand(file []byte) answer {
	p.s.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, _ := form.CreateFormFile("logo", "logo.png")
	_, _ = part.Write(file)
	_ = form.Close()
	return p.do("POST", "/admin/logo", form.FormDataContentType(), &body)
}

func TestThePictureOfThePlaceIsOnEveryPage(t *testing.T) {
	t.Parallel()
	s := newSite(t, options{})
	ana := s.setUp()
	ana.post("/rooms", "name", "Quay", "kind", "open", "public", "on").want(t, 303)
	pages := func() map[string]string {
		return map[string]string{
			"a room": ana.get("/rooms/lounge").body, "a room, for guests": s.guest().get("/rooms/quay").body,
			"the directory": ana.get("/rooms").body, "the overview": ana.get("/admin").body, "sign-in": s.guest().get("/sign-in").body,
			"sign-up": s.guest().get("/sign-up").body, "a problem": s.guest().get("/nowhere").body,
		}
	}
	for _, body := range pages() {
		mustNotHold(t, body, "/logo?v=")
	}
	ana.brand(picture(t, color.NRGBA{200, 30, 30, 255})).want(t, 303)
	for name, body := range pages() {
		want := 2 // in the tab and on the page
		if name == "a room, for guests" {
			want = 1 // there is no sidebar
		}
		if n := strings.Count(body, "/logo?v=1"); n < want {
			t.Errorf("%s shows it %d times", name, n)
		}
	}
	a := s.guest().get("/logo?v=1").want(t, 200)
	if a.Header.Get("Content-Type") != "image/png" || !strings.Contains(a.Header.Get("Cache-Control"), "immutable") {
		t.Errorf("%v", a.Header)
	}
	if got := s.guest().get("/logo?v=7").want(t, 200).Header.Get("Cache-Control"); got != "no-cache" {
		t.Errorf("another revision is kept: %s", got)
	}
	ana.brand([]byte("<svg onload=alert(1)>")).want(t, 422)
	ana.brand(picture(t, color.White)).want(t, 303)
	mustHold(t, ana.get("/rooms/lounge").body, "/logo?v=2")
	ana.post("/admin/logo", "remove", "on").want(t, 303)
	s.guest().get("/logo?v=2").want(t, 404)
	mustNotHold(t, ana.get("/rooms/lounge").body, "/logo")
}

func TestNobodyIsToldLaterWhatWouldBeErased(t *testing.T) {
	t.Parallel()
	s := newSite(t, options{})
	ana, kip := s.setUp(), s.somebody("kip", chat.RoleMember)
	kip.say("lounge", "an old word")
	s.older(t, 40)
	a := ana.post("/admin/retention", "keep_days", "30", "look", "on").want(t, 200)
	mustHold(t, a.body, "One message would be erased for good", "lounge (1)", `value="30"`)
	mustHold(t, ana.post("/admin/retention", "keep_days", "30").want(t, 409).body, "One message would be erased for good")
	ana.post("/admin/retention", "keep_days", "20", "confirm", "30").want(t, 409) // they were told of other days
	ana.post("/admin/retention", "keep_days", "x").want(t, 422)
	mustHold(t, kip.get("/rooms/lounge").body, "an old word")
	told := ana.post("/rooms/lounge/retention", "keep_days", "7").want(t, 409)
	mustHold(t, told.body, "One message would be erased for good", `name="confirm" value="7"`)
	for _, page := range []answer{told, ana.post("/rooms/lounge/retention", "keep_days", "3650", "look", "on").want(t, 200)} {
		if at, there := page.leadsTo(t, `form[action*="retention"]`); !there {
			t.Errorf("the form leads to %q, which is not there", at)
		}
	}

	ana.post("/admin/retention", "keep_days", "30", "confirm", "30").want(t, 303)
	if more, err := s.chat.EraseSome(t.Context()); err != nil || !more {
		t.Fatal(more, err)
	}
	body := kip.get("/rooms/lounge").body
	mustNotHold(t, body, "an old word")
	mustHold(t, body, "Too old to be kept", "Messages are kept for 30 days")
	mustHold(t, kip.get("/rooms/lounge/members").body, "Messages are kept for 30 days")
	mustHold(t, ana.get("/admin/audit").body, "kept for 30 days; one was older")
}

// older moves everything that was said into the past.
func (s *site) older(t *testing.T, days int) {
	t.Helper()
	if _, err := s.tables(t).ExecContext(t.Context(), `UPDATE messages SET posted_at = posted_at - $1`, (time.Duration(days) * 24 * time.Hour).Microseconds()); err != nil {
		t.Fatal(err)
	}
}

// tables is the database itself, past the store.
func (s *site) tables(t *testing.T) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+s.file+"?_pragma=busy_timeout(5000)")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func TestAdministratorsFindEveryRoom(t *testing.T) {
	t.Parallel()
	s := newSite(t, options{})
	ana, kip := s.setUp(), s.somebody("kip", chat.RoleMember)
	kip.post("/rooms", "name", "Smugglers", "kind", "private").want(t, 303)
	kip.post("/direct", "people", "ana").want(t, 303)
	body := ana.get("/admin/rooms").want(t, 200).body
	mustHold(t, body, "Smugglers", "lounge", "2 rooms", "/rooms/lounge/controls")
	mustNotHold(t, body, "/rooms/smugglers") // its members alone open it
	mustNotHold(t, ana.get("/admin/rooms?q=smug").body, "/rooms/lounge/controls")
	mustHold(t, ana.get("/admin/rooms?q=%25").body, "No room matches")
}
