package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// fetch asks for a profile.
func fetch(t *testing.T, url string) (status int, body string) {
	t.Helper()
	answer, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	b, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(b)
}

func TestProfilesAreWhereToolsLookForThem(t *testing.T) {
	s := httptest.NewServer(profiles())
	defer s.Close()
	const packed = "\x1f\x8b" // gzip, as pprof reads it
	for path, begins := range map[string]string{
		"heap":                 packed,
		"heap?gc=1":            packed,
		"goroutine?debug=1":    "goroutine profile: total ",
		"profile?seconds=0.01": packed,
		"trace?seconds=0.01":   "go 1.",
		"":                     "allocs ",
	} {
		if status, body := fetch(t, s.URL+"/debug/pprof/"+path); status != 200 || !strings.HasPrefix(body, begins) {
			t.Errorf("%s: %d, %.20q", path, status, body)
		}
	}
	if status, _ := fetch(t, s.URL+"/debug/pprof/nothing"); status != 404 {
		t.Errorf("a profile that there is not: %d", status)
	}
}
