package e2e

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"
)

// links draws a page while it comes, on a terminal, which script(1) makes for it. Of a line it draws only what changed, hence
// the single words.
func (p *place) links(t *testing.T) {
	room := p.room(t, "Links", "open")
	p.admin.post(t, room, "beginning")
	home, err := os.MkdirTemp("", "parley-links-")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(home)
	screen := &screen{}
	ctx, cancel := context.WithCancel(t.Context())
	command := exec.CommandContext(ctx, "script", "-qfc", "stty cols 100 rows 40; exec links -no-connect "+p.admin.carrier(t)+"/rooms/"+room+"/stream", "/dev/null")
	command.Env = append(os.Environ(), "TERM=xterm", "HOME="+home)
	command.Stdout = screen
	keys, err := command.StdinPipe() // open, or script would end
	if err == nil {
		err = command.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	command.WaitDelay = time.Second
	defer command.Wait()
	defer cancel() // links ends with its terminal
	defer keys.Close()
	within(t, patience, "links shows the beginning", func() error {
		return no(screen.shows("beginning"), "it shows %q", screen.text())
	})
	p.admin.post(t, room, "ending")
	within(t, patience, "links shows what came later", func() error {
		return no(screen.shows("ending"), "it shows %q", screen.text())
	})
}

// screen gathers what is written to a terminal.
type screen struct {
	mu  sync.Mutex // guards buf
	buf bytes.Buffer
}

func (s *screen) Write(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.buf.Write(b)
}

func (s *screen) text() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.buf.String()
}

func (s *screen) shows(text string) bool { return strings.Contains(s.text(), text) }
