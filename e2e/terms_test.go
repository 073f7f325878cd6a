package e2e

import (
	"database/sql"
	"net/url"
	"path/filepath"
	"testing"
	"time"

	"parley/internal/testenv"
)

// whileDown changes the database of a place whose only replica is not running.
func (p *place) whileDown(t *testing.T, change func(exec func(statement string, args ...any))) {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(p.replicas[0].Data, "parley.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	change(func(statement string, args ...any) {
		t.Helper()
		if _, err := db.Exec(statement, args...); err != nil {
			t.Fatal(err)
		}
	})
}

// number reads one from the database.
func (p *place) number(t *testing.T, query string) (n int64) {
	t.Helper()
	if err := p.db.QueryRow(query).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestMutesAndRaidsEndOnTimeAfterARestart(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	replica := p.replicas[0]
	kip, bo := p.person(t, "kip"), p.person(t, "bo")
	attic := p.room(t, "Attic", "open", kip)
	page := bo.live(t, "lounge")
	testenv.Eval[bool](t, page, "window.kept = true")
	p.admin.send(t, "/raid", url.Values{"for": {"15m"}})
	p.admin.send(t, "/rooms/"+attic+"/raid", url.Values{"for": {"15m"}})
	p.admin.send(t, "/people/bo/sanctions", url.Values{"room": {"lounge"}, "kind": {"mute"}, "for": {"12s"}, "reason": {"shouting"}})
	muted := time.UnixMicro(p.number(t, "SELECT until_at FROM sanctions"))
	if err := replica.Terminate(); err != nil {
		t.Fatal(err)
	}
	var raided time.Time
	p.whileDown(t, func(exec func(string, ...any)) {
		raided = time.Now().Add(8 * time.Second)
		exec("UPDATE users SET created_at = created_at - 172800000000")
		exec("UPDATE rooms SET raid_until = $1 WHERE raid_until <> 0", time.Now().UnixMicro()) // the attic's is over when it starts
		exec("UPDATE rooms SET place_raid_until = $1 WHERE place_raid_until <> 0", raided.UnixMicro())
		exec("UPDATE place SET raid_until = $1", raided.UnixMicro())
	})
	if err := replica.Start(); err != nil {
		t.Fatal(err)
	}
	t.Logf("the new process serves %v before the raid's end, %v before the mute's", time.Until(raided), time.Until(muted))

	link := func() error { return kip.says(attic, "https://example.com/") }
	speak := func() error { return bo.says("lounge", "at last") }
	signUp := func() error {
		_, err := newPerson(t, p.url, "new").try("/sign-up", url.Values{"handle": {"new"}, "name": {"New"}, "password": {password}})
		return err
	}
	for what, try := range map[string]func() error{"a link": link, "who is muted": speak, "somebody new": signUp} {
		if err := try(); err == nil && time.Now().Before(raided) {
			t.Errorf("%s is let through by the new process", what)
		}
	}
	within(t, endLimit, "what ended meanwhile is taken down", func() error {
		return no(p.number(t, "SELECT COUNT(*) FROM rooms WHERE raid_until <> 0") == 0, "it is not")
	})
	untilLive(t, page)
	wantEnd(t, "a link is let through", raided, link)
	wantEnd(t, "somebody new comes in", raided, signUp)
	within(t, endLimit, "the page shows no raid", func() error {
		return no(testenv.Eval[bool](t, page, "!document.querySelector('#room-state').checkVisibility()"), "it does")
	})
	wantEnd(t, "who was muted speaks", muted, speak)
	page.Until(t, "document.querySelector('#composer textarea')")
	untilShown(t, "at last", page)
	if !testenv.Eval[bool](t, page, "window.kept === true") {
		t.Error("the page was loaded anew")
	}
}
