package e2e

import (
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"parley/internal/testenv"
)

func TestABackupOfALivePlaceHoldsAllThatWasAcknowledged(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	p.admin.post(t, p.room(t, "Attic", "private"), "up here")
	hall := p.room(t, "Hall", "open")
	c := p.gather(t, hall, 16)
	c.untilAcknowledged(t, 100)
	before := c.acknowledged()
	file := filepath.Join(t.TempDir(), "backup")
	out, err := p.replicas[0].Command("backup", file)
	if err != nil || strings.Count(out, "\n") != 1 {
		t.Fatal(out, err)
	}
	c.untilAcknowledged(t, 20)
	c.dismiss(t)
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the backup is %v, %v", info.Mode(), err)
	}

	restored := &place{replicas: []*testenv.Parley{testenv.StartParley(t, noLimits...)}, admin: p.admin}
	replica := restored.replicas[0]
	if out, err := replica.Command("restore", file); err == nil || !strings.Contains(err.Error(), "stop Parley first") {
		t.Fatal("restored under a server that runs: ", out, err)
	}
	restored.restore(t, file)
	restored.open(t, "sqlite", sqliteSource(replica.Data))
	restored.wantKept(t, hall, before)
	ana := p.admin.at(replica.URL) // still signed in
	if page := ana.get(t, "/rooms/attic"); !strings.Contains(page, "up here") {
		t.Errorf("the room of members does not show its message: %s", page)
	}
	ana.post(t, hall, "we are back")
}

// restore puts a backup into the place's only replica, which is stopped for it.
func (p *place) restore(t *testing.T, file string) {
	t.Helper()
	if err := p.replicas[0].Terminate(); err != nil {
		t.Fatal(err)
	}
	out, err := p.replicas[0].Command("restore", file)
	if err != nil || strings.Count(out, "\n") != 1 {
		t.Fatal(out, err)
	}
	if err := p.replicas[0].Start(); err != nil {
		t.Fatal(err)
	}
}

func TestAPageThatIsOpenAcrossARestoreShowsWhatWasRestored(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	lost := []string{"lost one", "lost two", "lost three"}
	ben := p.person(t, "ben")
	p.admin.post(t, "lounge", "kept")
	file := filepath.Join(t.TempDir(), "backup")
	if _, err := p.replicas[0].Command("backup", file); err != nil {
		t.Fatal(err)
	}
	page := p.admin.live(t, "lounge")
	for _, text := range lost {
		p.admin.post(t, "lounge", text)
		untilShown(t, text, page)
	}
	p.admin.send(t, "/rooms/lounge/settings", url.Values{"name": {"Lost lounge"}, "topic": {"a lost topic"}, "kind": {"open"}})
	page.Until(t, "document.querySelector('header.head').innerText.includes('a lost topic')")
	epoch := testenv.Eval[string](t, page, "document.querySelector('#log').dataset.epoch")
	p.untilRead(t, 6)

	p.restore(t, file)
	p.wantSame(t, "lounge", page)
	socket := testenv.Dial(t, p.url+"/ws?room=lounge&since=4&epoch="+epoch, http.Header{"Cookie": {"parley=" + p.admin.cookie(t)}, "Origin": {p.url}})
	reset := socket.ReadUntil(t, "<live-frame")
	if !strings.Contains(reset, " reset>") || !strings.Contains(reset, "kept") || strings.Contains(reset, "lost") {
		t.Errorf("a socket that had all gets %s", reset)
	}
	page.Until(t, "!document.body.innerText.includes('lost topic') && !document.body.innerText.includes('Lost lounge')")

	ben.post(t, "lounge", "new after the restore")
	untilShown(t, "new after the restore", page)
	socket.ReadUntil(t, "new after the restore")
	p.wantSame(t, "lounge", page)
	p.untilRead(t, 2)                   // what is in sight is marked again, though more was marked before
	page.WantNoProblems(t, "net::ERR_") // while nobody was there
}

// untilRead waits until the lounge is read up to seq by ana, as her page tells it.
func (p *place) untilRead(t *testing.T, seq int64) {
	t.Helper()
	within(t, patience, fmt.Sprint("ana has read up to ", seq), func() error {
		var got int64
		err := p.db.QueryRow(`SELECT m.last_read_seq FROM members m JOIN rooms r ON r.id = m.room_id JOIN users u ON u.id = m.user_id
			WHERE r.slug = 'lounge' AND u.handle = 'ana'`).Scan(&got)
		if err != nil {
			return err
		}
		return no(got == seq, "up to %d", got)
	})
}
