package handlers

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestTheFirstStatusOfAnAnswerIsRemembered(t *testing.T) {
	for name, c := range map[string]struct {
		answer func(w http.ResponseWriter)
		want   int
	}{
		"nothing":                  {func(http.ResponseWriter) {}, 0},
		"bytes alone":              {func(w http.ResponseWriter) { _, _ = w.Write([]byte("x")) }, 200},
		"a status":                 {func(w http.ResponseWriter) { w.WriteHeader(404) }, 404},
		"two of them":              {func(w http.ResponseWriter) { w.WriteHeader(404); w.WriteHeader(500) }, 404},
		"one behind its bytes":     {func(w http.ResponseWriter) { _, _ = w.Write(nil); w.WriteHeader(500) }, 200},
		"one behind early hints":   {func(w http.ResponseWriter) { w.WriteHeader(103); w.WriteHeader(201) }, 201},
		"a socket instead of HTTP": {func(w http.ResponseWriter) { w.WriteHeader(101) }, 101},
	} {
		t.Run(name, func(t *testing.T) {
			below := httptest.NewRecorder()
			w := &statusWriter{ResponseWriter: below}
			c.answer(w)
			if w.status != c.want || c.want >= 200 && name != "one behind early hints" && below.Code != c.want {
				t.Errorf("remembered %d, answered %d, want %d", w.status, below.Code, c.want)
			}
			if err := http.NewResponseController(w).Flush(); err != nil {
				t.Errorf("what is below cannot be reached: %v", err)
			}
		})
	}
}
