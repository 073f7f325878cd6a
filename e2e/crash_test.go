package e2e

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"parley/internal/testenv"
)

func TestOneProcessComesBack(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	t.Run("a server that is killed while people talk loses and doubles nothing", p.crash)
	t.Run("a server that is stopped sends its pages away, and they come back", p.restart)
	t.Run("a message that could not be sent is sent again, once", p.sendAgain)
	t.Run("what was typed outlives the session", p.expired)
	t.Run("what was typed outlives the session without scripts", p.expiredWithoutScripts)
}

// crash kills the server twice, at moments that differ from run to run.
func (p *place) crash(t *testing.T) {
	ben := p.person(t, "ben")
	ana, other := p.admin.live(t, "lounge"), ben.live(t, "lounge")
	limited, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	done := make(chan error, 1)
	go func() { done <- ben.talk(limited, "lounge", 20) }()
	for range 2 {
		p.untilStored(t, "lounge", 1+p.count(t, "lounge")+time.Now().Nanosecond()%5)
		if err := p.replicas[0].Kill(); err != nil {
			t.Fatal(err)
		}
		if err := p.replicas[0].Start(); err != nil {
			t.Fatal(err)
		}
	}
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	stored := p.stored(t, "lounge")
	if got := p.count(t, "lounge"); got != 20 {
		t.Errorf("%d messages are stored, want 20:\n%s", got, stored)
	}
	if removed, edited := strings.Count(stored, " removed"), strings.Count(stored, " edited "); removed != 4 || edited != 8 {
		t.Errorf("%d are removed and %d edited, want 4 and 8:\n%s", removed, edited, stored)
	}
	p.wantSame(t, "lounge", ana, other)
}

// talk posts n messages, each until it is acknowledged; of five it edits two and removes one.
func (p *person) talk(ctx context.Context, room string, n int) error {
	for i := range n {
		at, err := p.persist(ctx, "/rooms/"+room+"/messages", url.Values{"body": {fmt.Sprint("word ", i)}, "nonce": {rand.Text()}})
		if err != nil {
			return err
		}
		actions := "/rooms/" + room + "/messages/" + filepath.Base(at)
		switch i % 5 {
		case 1, 2:
			_, err = p.persist(ctx, actions+"/edit", url.Values{"body": {fmt.Sprint("better word ", i)}})
		case 3:
			_, err = p.persist(ctx, actions+"/remove", nil)
			if no := (*refusal)(nil); errors.As(err, &no) {
				err = nil // removed before the answer was lost
			}
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// count is how many messages are stored.
func (p *place) count(t *testing.T, room string) int {
	t.Helper()
	if all := p.stored(t, room); all != "" {
		return 1 + strings.Count(all, "\n")
	}
	return 0
}

func (p *place) untilStored(t *testing.T, room string, n int) {
	t.Helper()
	within(t, patience, fmt.Sprint(n, " messages are stored"), func() error {
		return no(p.count(t, room) >= min(n, 20), "only %d are", p.count(t, room))
	})
}

func (p *place) restart(t *testing.T) {
	ana := p.admin.live(t, "lounge")
	socket := testenv.Dial(t, p.url+"/ws?room=lounge", http.Header{"Cookie": {"parley=" + p.admin.cookie(t)}, "Origin": {p.url}})
	socket.Read(t)
	if err := p.replicas[0].Terminate(); err != nil {
		t.Fatal(err)
	}
	if got := socket.Closed(t); got != websocket.StatusServiceRestart {
		t.Errorf("the socket was closed with %v, want %v", got, websocket.StatusServiceRestart)
	}
	ana.Until(t, "document.documentElement.dataset.conn !== 'live'")
	if err := p.replicas[0].Start(); err != nil {
		t.Fatal(err)
	}
	p.admin.post(t, "lounge", "before the page is back")
	untilShown(t, "before the page is back", ana)
	untilLive(t, ana)
	p.wantSame(t, "lounge", ana)
}
