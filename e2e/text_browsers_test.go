package e2e

import (
	"context"
	"crypto/rand"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// carrier is the place for somebody whose browser is given no session: it is put into each request on the way.
func (p *person) carrier(t *testing.T) string {
	t.Helper()
	to, err := url.Parse(p.base)
	if err != nil {
		t.Fatal(err)
	}
	cookie := "parley=" + p.cookie(t)
	way := &httputil.ReverseProxy{FlushInterval: -1, Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(to)
		r.Out.Host = r.In.Host
		r.Out.Header.Set("Cookie", cookie)
	}}
	server := httptest.NewServer(way)
	t.Cleanup(server.Close)
	t.Cleanup(server.CloseClientConnections)
	return server.URL
}

// textBrowser is a browser that prints a page: dump are the words of its command.
type textBrowser struct {
	dump []string
	post func(t *testing.T, url, form string) *exec.Cmd
}

func (b textBrowser) command(ctx context.Context, url string) *exec.Cmd {
	return exec.CommandContext(ctx, b.dump[0], append(b.dump[1:], url)...)
}

func (p *place) w3m(t *testing.T) {
	p.readWaitWrite(t, textBrowser{[]string{"w3m", "-dump"}, func(t *testing.T, url, form string) *exec.Cmd {
		file := filepath.Join(t.TempDir(), "form")
		if err := os.WriteFile(file, []byte(form), 0o600); err != nil {
			t.Fatal(err)
		}
		return exec.Command("w3m", "-dump", "-post", file, url)
	}})
}

func (p *place) lynx(t *testing.T) {
	p.readWaitWrite(t, textBrowser{[]string{"lynx", "-dump", "-nolist"}, func(t *testing.T, url, form string) *exec.Cmd {
		post := exec.Command("lynx", "-dump", "-post_data", url)
		post.Stdin = strings.NewReader(form + "\n---\n")
		return post
	}})
}

func (p *place) readWaitWrite(t *testing.T, browser textBrowser) {
	room := p.room(t, "Text for "+browser.dump[0], "open")
	at := p.admin.carrier(t) + "/rooms/" + room
	p.admin.post(t, room, "something to read")
	limited, cancel := context.WithTimeout(t.Context(), 2*patience)
	defer cancel()
	if got := output(t, browser.command(limited, at)); !strings.Contains(got, "something to read") || !strings.Contains(got, "Live view") {
		t.Errorf("the room reads\n%s", got)
	}
	waited := make(chan string, 1)
	go func() {
		out, err := browser.command(limited, at+"/wait?since=1").CombinedOutput()
		if err != nil {
			out = append(out, err.Error()...)
		}
		waited <- string(out)
	}()
	select {
	case got := <-waited:
		t.Fatalf("it did not wait for anything:\n%s", got)
	case <-time.After(500 * time.Millisecond): // nothing happens meanwhile
	}
	output(t, browser.post(t, at+"/messages", url.Values{"body": {"written in a text browser"}, "nonce": {rand.Text()}}.Encode()))
	select {
	case got := <-waited:
		if !strings.Contains(got, "written in a text browser") || !strings.Contains(got, "Wait for what comes next") {
			t.Errorf("after the wait it reads\n%s", got)
		}
	case <-time.After(20 * time.Second): // without news it would take 30
		t.Error("it still waits")
	}
	if got := p.count(t, room); got != 2 {
		t.Errorf("%d messages are stored", got)
	}
}

func output(t *testing.T, command *exec.Cmd) string {
	t.Helper()
	out, err := command.CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", command, err, out)
	}
	return string(out)
}
