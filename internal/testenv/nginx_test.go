package testenv

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
)

func TestNginxPassesSocketsThrough(t *testing.T) {
	t.Parallel()
	socket := Dial(t, Nginx(t, echo(t))+"/ws/echo", http.Header{"Cookie": {"who=ana"}})
	socket.Write(t, "hello")
	if got := socket.Read(t); got != "Echo: hello" {
		t.Errorf("got %q", got)
	}
}

func TestNginxPassesOverAReplicaThatCannotBeReached(t *testing.T) {
	t.Parallel()
	replica := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, r.Method, r.Header.Get("X-Forwarded-For"), r.Header.Get("X-Forwarded-Proto"), r.Host)
	}))
	t.Cleanup(replica.Close)
	nginx := Nginx(t, "http://"+loopback(FreePort(t)), replica.URL)
	want := "POST127.0.0.1http" + strings.TrimPrefix(nginx, "http://")
	for range 4 {
		if got := post(t, nginx+"/rooms/hall/messages"); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestNginxNeverSendsAPostTwice(t *testing.T) {
	t.Parallel()
	var asked atomic.Int64
	var urls []string
	for range 2 {
		replica := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
			asked.Add(1)
			panic(http.ErrAbortHandler) // as a replica that is killed
		}))
		t.Cleanup(replica.Close)
		urls = append(urls, replica.URL)
	}
	nginx := Nginx(t, urls...)
	post(t, nginx+"/rooms/hall/messages")
	if n := asked.Load(); n != 1 {
		t.Errorf("the replicas were asked %d times", n)
	}
}

func TestNginxSendsAStreamOnAsItComes(t *testing.T) {
	t.Parallel()
	read := make(chan struct{})
	replica := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, "first")
		w.(http.Flusher).Flush()
		<-read // the end comes only after the beginning was read
	}))
	t.Cleanup(replica.Close)
	answer, err := http.Get(Nginx(t, replica.URL) + "/rooms/hall/stream")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	first := make([]byte, len("first"))
	if _, err := io.ReadFull(answer.Body, first); err != nil || string(first) != "first" {
		t.Errorf("got %q, %v", first, err)
	}
	close(read)
}

func post(t *testing.T, url string) string {
	t.Helper()
	answer, err := http.Post(url, "text/plain", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}
