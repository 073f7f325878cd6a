package main

import (
	"fmt"
	"net/http"
	"runtime"
	"runtime/pprof"
	"runtime/trace"
	"strconv"
	"time"
)

// profileTime is how long the program is watched unless ?seconds= says so.
const profileTime = 30 * time.Second

// profiles answers at the addresses that `go tool pprof` and `go tool trace` know. net/http/pprof does more, and
// puts itself into the handler of every program that it is linked to.
func profiles() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/debug/pprof/{$}", listProfiles)
	mux.HandleFunc("/debug/pprof/{name}", oneProfile)
	mux.HandleFunc("/debug/pprof/profile", func(w http.ResponseWriter, r *http.Request) {
		watch(w, r, pprof.StartCPUProfile(w), pprof.StopCPUProfile)
	})
	mux.HandleFunc("/debug/pprof/trace", func(w http.ResponseWriter, r *http.Request) {
		watch(w, r, trace.Start(w), trace.Stop)
	})
	return mux
}

func listProfiles(w http.ResponseWriter, _ *http.Request) {
	for _, p := range pprof.Profiles() {
		fmt.Fprintln(w, p.Name(), p.Count())
	}
	fmt.Fprint(w, "profile\ntrace\n")
}

// oneProfile writes what the runtime keeps anyway: ?debug=1 is for people, ?gc=1 collects garbage before.
func oneProfile(w http.ResponseWriter, r *http.Request) {
	p := pprof.Lookup(r.PathValue("name"))
	if p == nil {
		http.NotFound(w, r)
		return
	}
	if r.FormValue("gc") != "" {
		runtime.GC()
	}
	form, _ := strconv.Atoi(r.FormValue("debug"))
	w.Header().Set("Content-Type", "application/octet-stream")
	if form > 0 {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	}
	_ = p.WriteTo(w, form)
}

// watch waits while the program is being watched, and ends it. Only one may do so at a time.
func watch(w http.ResponseWriter, r *http.Request, err error, stop func()) {
	if err != nil {
		http.Error(w, err.Error(), http.StatusConflict)
		return
	}
	defer stop()
	took := profileTime
	if seconds, err := strconv.ParseFloat(r.FormValue("seconds"), 64); err == nil {
		took = time.Duration(seconds * float64(time.Second))
	}
	select {
	case <-time.After(took):
	case <-r.Context().Done():
	}
}
