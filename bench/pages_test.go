//go:build bench

package bench

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/klauspost/compress/gzip"
)

// nakedPage is the limit of a page: net/http answering with bytes that are ready, compressed as the program does it.
func nakedPage(file string) {
	page, err := os.ReadFile(file)
	if err != nil {
		panic(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	fmt.Println(l.Addr())
	compressors := sync.Pool{New: func() any { z, _ := gzip.NewWriterLevel(nil, gzip.BestSpeed); return z }}
	go http.Serve(l, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Content-Encoding", "gzip")
		z := compressors.Get().(*gzip.Writer)
		defer compressors.Put(z)
		z.Reset(w)
		z.Write(page)
		z.Close()
	}))
	io.Copy(io.Discard, os.Stdin)
}

// TestRoomPage compares what a room's page of 50 messages costs with what the same compressed bytes cost.
func TestRoomPage(t *testing.T) {
	p := newPlace(t, 4)
	for range 60 {
		if err := p.say(0, "lounge", 200); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct{ what, cookie, goal string }{
		{"room page, signed in, of static bytes", p.people[0].cookie, "≥ 0.5"},
		{"public room page, anonymous, of static bytes", "", "≥ 0.75"},
	} {
		page := fetch(t, p.URL+"/rooms/lounge", c.cookie)
		file := t.TempDir() + "/page"
		if err := os.WriteFile(file, unzip(t, page), 0o600); err != nil {
			t.Fatal(err)
		}
		bare := startNaked(t, file)
		r := row{what: c.what, goal: c.goal}
		perPage := 0.0
		for range rounds {
			ours := costOf(t, p.PID(), p.URL+"/rooms/lounge", c.cookie)
			limit := costOf(t, bare.pid, bare.url, c.cookie)
			r.got = append(r.got, float64(limit)/float64(ours))
			perPage = float64(ours.Microseconds())
		}
		r.print(t)
		fmt.Printf("(%d bytes; %.0f µs of processor time a page)\n", len(page), perPage)
	}
}

func fetch(t *testing.T, url, cookie string) []byte {
	t.Helper()
	answer, err := http.DefaultTransport.RoundTrip(request(t, url, cookie))
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	page, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK || !strings.Contains(answer.Header.Get("Content-Encoding"), "gzip") {
		t.Fatalf("%s: %s, %v", url, answer.Status, err)
	}
	return page
}

func unzip(t *testing.T, zipped []byte) []byte {
	t.Helper()
	z, err := gzip.NewReader(bytes.NewReader(zipped))
	if err != nil {
		t.Fatal(err)
	}
	page, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return page
}

func request(t *testing.T, url, cookie string) *http.Request {
	t.Helper()
	r, err := http.NewRequest("GET", url, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Accept-Encoding", "gzip")
	if cookie != "" {
		r.Header.Set("Cookie", cookie)
	}
	return r
}

// costOf is the processor time that a server takes for one answer, over 8 connections.
func costOf(t *testing.T, pid int, url, cookie string) time.Duration {
	t.Helper()
	const each, connections = 100, 8
	before := cpuOf(t, pid)
	var wg sync.WaitGroup
	for range connections {
		wg.Go(func() {
			for range each {
				fetch(t, url, cookie)
			}
		})
	}
	wg.Wait()
	return (cpuOf(t, pid) - before) / (each * connections)
}
