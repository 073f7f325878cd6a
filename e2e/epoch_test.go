package e2e

import (
	"net/http"
	"strings"
	"testing"

	"github.com/coder/websocket"

	"parley/internal/testenv"
)

func TestRenewedEpochsResetThePagesOfReplicasThatServe(t *testing.T) {
	t.Parallel()
	p := newCluster(t)
	one, two := p.replicas[0].URL, p.replicas[1].URL
	ben := p.person(t, "ben")
	den := p.room(t, "Den", "private", ben)
	p.admin.post(t, "lounge", "kept")
	ana, guest := p.admin.at(one).live(t, "lounge"), ben.at(two).live(t, "lounge")
	inDen := ben.at(two).live(t, den)
	socket := testenv.Dial(t, two+"/ws?room="+den+"&since=0", http.Header{"Cookie": {"parley=" + ben.cookie(t)}, "Origin": {two}})
	for _, text := range []string{"lost one", "lost two"} {
		p.admin.post(t, "lounge", text)
		untilShown(t, text, ana, guest)
	}

	// What a database that was restored to an earlier moment has: neither the last messages, nor ben in the den.
	p.loseAfter(t, "lounge", 1)
	if _, err := p.db.Exec(`DELETE FROM members WHERE user_id = (SELECT id FROM users WHERE handle = 'ben')
		AND room_id = (SELECT id FROM rooms WHERE slug = $1)`, den); err != nil {
		t.Fatal(err)
	}
	p.admin.post(t, "lounge", "said before anybody noticed") // under numbers that pages know already
	if out, err := p.replicas[0].Command("epoch"); err != nil || strings.Count(out, "\n") != 1 {
		t.Fatal(out, err)
	}
	p.wantSame(t, "lounge", ana, guest)
	if code := socket.Closed(t); code != websocket.StatusServiceRestart {
		t.Errorf("a socket that was open is closed with %v, want %v", code, websocket.StatusServiceRestart)
	}
	inDen.Until(t, "document.documentElement.dataset.conn === 'closed'")

	p.admin.at(two).post(t, "lounge", "new")
	untilShown(t, "new", ana, guest)
	p.wantSame(t, "lounge", ana, guest)
	ana.WantNoProblems(t)
	guest.WantNoProblems(t)
	if secret := p.admin.post(t, den, "not for ben"); secret == "" {
		t.Error("the den is gone")
	}
	if text := testenv.Eval[string](t, inDen, "document.querySelector('#log').innerText"); strings.Contains(text, "not for ben") {
		t.Error("who is no member after a restore reads on")
	}
}

// loseAfter takes a room back to seq, as a restore does.
func (p *place) loseAfter(t *testing.T, room string, seq int64) {
	t.Helper()
	tx, err := p.db.Begin()
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	for _, statement := range []string{
		`DELETE FROM messages WHERE seq > $2 AND room_id = (SELECT id FROM rooms WHERE slug = $1)`,
		`UPDATE rooms SET last_seq = $2, rev = (SELECT MAX(rev) FROM messages WHERE room_id = rooms.id) WHERE slug = $1`,
	} {
		if _, err := tx.Exec(statement, room, seq); err != nil {
			t.Fatal(err)
		}
	}
	if err := tx.Commit(); err != nil {
		t.Fatal(err)
	}
}
