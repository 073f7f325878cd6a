package e2e

import (
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/chromedp/chromedp"

	"parley/internal/testenv"
)

const (
	diskSize    = 8 << 20
	ballastSize = 1 << 20
	cannotSave  = "Parley cannot save right now. Your text is kept; try again in a moment."
)

// newSmallPlace is one process with SQLite on a small disk, with ballast to throw off.
func newSmallPlace(t *testing.T) (p *place, disk string) {
	t.Helper()
	disk = testenv.SmallDisk(t, diskSize)
	if err := os.WriteFile(filepath.Join(disk, "ballast"), make([]byte, ballastSize), 0o600); err != nil {
		t.Fatal(err)
	}
	replica := testenv.StartParley(t, append([]string{"PARLEY_DATA=" + disk}, noLimits...)...)
	p = &place{url: replica.URL, replicas: []*testenv.Parley{replica}}
	p.open(t, "sqlite", sqliteSource(disk))
	p.setUp(t)
	return p, disk
}

// fill takes all room that is left on a disk, to the last byte.
func fill(t *testing.T, disk string) {
	t.Helper()
	f, err := os.OpenFile(filepath.Join(disk, "filling"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for size := 64 << 10; size > 0; {
		_, err := f.Write(make([]byte, size))
		if err != nil && !errors.Is(err, syscall.ENOSPC) {
			t.Fatal(err)
		}
		if err != nil {
			size /= 2
		}
	}
}

func makeRoom(t *testing.T, disk string) {
	t.Helper()
	if err := os.Remove(filepath.Join(disk, "ballast")); err != nil {
		t.Fatal(err)
	}
}

// status is how a path answers.
func (p *place) status(t *testing.T, path string) int {
	t.Helper()
	answer, err := p.admin.http.Get(p.url + path)
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	return answer.StatusCode
}

// untilFull posts messages until one is refused, and is how many were taken.
func (p *place) untilFull(t *testing.T, words string) int {
	t.Helper()
	for n := 0; ; n++ {
		_, err := p.admin.try("/rooms/lounge/messages", url.Values{"body": {words}, "nonce": {rand.Text()}})
		if err == nil {
			continue
		}
		if no := (*refusal)(nil); !errors.As(err, &no) || no.status != http.StatusServiceUnavailable {
			t.Fatal(err)
		}
		return n
	}
}

func TestAFullDiskCostsPostingAndNothingElse(t *testing.T) {
	t.Parallel()
	p, disk := newSmallPlace(t)
	attic := p.room(t, "Attic", "open")
	page := p.admin.live(t, "lounge")
	taken := p.untilFull(t, strings.Repeat("words ", 600))
	if taken == 0 || p.count(t, "lounge") != taken {
		t.Fatalf("%d messages were acknowledged, and %d are stored", taken, p.count(t, "lounge"))
	}
	fill(t, disk)
	taken += p.untilFull(t, "word") // a short one may still fit where no long one does

	t.Run("what is typed stays in the composer, with a sentence", func(t *testing.T) {
		say(t, page, "a thought for later")
		page.Until(t, "document.querySelector('#composer').innerText.includes("+fmt.Sprintf("%q", cannotSave)+") && "+typedText+" === 'a thought for later'")
		plain := p.admin.browser(t, "/rooms/lounge", testenv.ScriptsOff)
		plain.Do(t, chromedp.SendKeys("#composer textarea", "a plain thought"), chromedp.Click("#composer .send"))
		plain.Until(t, "document.querySelector('#composer').innerText.includes("+fmt.Sprintf("%q", cannotSave)+") && "+typedText+" === 'a plain thought'")
	})
	t.Run("reading goes on, and the program is ready", func(t *testing.T) {
		for _, path := range []string{"/rooms/lounge", "/rooms/" + attic, "/rooms/lounge/1", "/rooms/lounge/messages?since=0", "/rooms", "/settings", "/readyz", "/livez"} {
			if got := p.status(t, path); got != http.StatusOK {
				t.Errorf("GET %s answers %d", path, got)
			}
		}
	})
	t.Run("signing in says that it cannot be done now", func(t *testing.T) {
		guest := newPerson(t, p.url, "ana")
		_, err := guest.try("/sign-in", url.Values{"login": {"ana"}, "password": {password}})
		if no := (*refusal)(nil); !errors.As(err, &no) || no.status != http.StatusServiceUnavailable {
			t.Errorf("it answers %v", err)
		}
	})
	t.Run("a backup to the same disk is one clear line", func(t *testing.T) {
		_, err := p.replicas[0].Command("backup", filepath.Join(disk, "backup"))
		if err == nil || !strings.Contains(err.Error(), "full") || strings.Contains(err.Error(), "\n") {
			t.Errorf("it says %v", err)
		}
		if left, _ := filepath.Glob(filepath.Join(disk, "backup*")); left != nil {
			t.Errorf("it leaves %v", left)
		}
	})
	t.Run("a backup to another disk is taken", func(t *testing.T) {
		if _, err := p.replicas[0].Command("backup", filepath.Join(t.TempDir(), "backup")); err != nil {
			t.Error(err)
		}
	})
	t.Run("once there is room it goes on by itself", func(t *testing.T) {
		makeRoom(t, disk)
		page.Do(t, chromedp.SendKeys("#composer textarea", "\r"))
		untilShown(t, "a thought for later", page)
		if n := strings.Count(p.stored(t, "lounge"), "a thought for later"); n != 1 || p.count(t, "lounge") != taken+1 {
			t.Errorf("it is stored %d times, among %d", n, p.count(t, "lounge"))
		}
		if _, err := newPerson(t, p.url, "ana").try("/sign-in", url.Values{"login": {"ana"}, "password": {password}}); err != nil {
			t.Error(err)
		}
		page.WantNoProblems(t, "status of 503")
	})
}

func TestADiskThatFillsUnderACrowdLosesNothing(t *testing.T) {
	t.Parallel()
	p, disk := newSmallPlace(t)
	hall := p.room(t, "Hall", "open")
	c := p.gather(t, hall, 64)
	c.untilAcknowledged(t, 200)
	for range 3 { // each time in the middle of batches
		fill(t, disk)
		within(t, patience, "posting stops", func() error {
			_, err := p.admin.try("/rooms/lounge/messages", url.Values{"body": {strings.Repeat("words ", 600)}, "nonce": {rand.Text()}})
			return no(err != nil, "it goes on")
		})
		if got := p.status(t, "/rooms/"+hall); got != http.StatusOK {
			t.Errorf("reading answers %d", got)
		}
		if err := os.Remove(filepath.Join(disk, "filling")); err != nil {
			t.Fatal(err)
		}
		c.untilAcknowledged(t, 100)
	}
	fill(t, disk)
	if err := p.replicas[0].Kill(); err != nil { // and with the disk full
		t.Fatal(err)
	}
	if err := p.replicas[0].Start(); err != nil {
		t.Fatal(err)
	}
	if got := p.status(t, "/rooms/"+hall); got != http.StatusOK {
		t.Errorf("after a start with the disk full, reading answers %d", got)
	}
	makeRoom(t, disk)
	c.untilAcknowledged(t, 100)
	c.dismiss(t)
	p.wantKept(t, hall, c.acknowledged())
}
