//go:build bench

package bench

import (
	"encoding/json"
	"errors"
	"net"
	"os"
	"time"
)

// seats are what the viewers of a gallery open: the i-th takes the i-th path and header, and begins anew after the last.
type seats struct {
	URL            string
	Paths, Headers []string
	N              int
}

// open dials for a viewer, and again as long as the server says that it is busy.
func (s seats) open(i int) (net.Conn, error) {
	for began := time.Now(); ; time.Sleep(time.Second) {
		conn, err := s.try(i)
		if !errors.Is(err, errBusy) || time.Since(began) > patience {
			return conn, err
		}
	}
}

func (s seats) try(i int) (net.Conn, error) {
	header := ""
	if len(s.Headers) > 0 {
		header = s.Headers[i%len(s.Headers)]
	}
	return open(s.URL, s.Paths[i%len(s.Paths)], header)
}

// wish is a line that a gallery is told: what it is to do before it answers.
type wish struct {
	Seats *seats `json:",omitempty"` // to be taken
	Until int64  `json:",omitempty"` // so many messages have come
	Rev   int64  `json:",omitempty"` // count who is exact up to this revision
}

// state is its answer.
type state struct {
	Seen, Message int64
	Exact         int
	Wrong         string // what failed
}

// viewers is the process of a gallery: it does as its standard input says, and ends with it.
func viewers() {
	var house *stalls
	ask, answer := json.NewDecoder(os.Stdin), json.NewEncoder(os.Stdout)
	for {
		var w wish
		if ask.Decode(&w) != nil {
			return
		}
		if w.Seats != nil {
			house = newStalls(w.Seats.N)
		}
		answer.Encode(house.do(w))
	}
}

// stalls are the viewers of a gallery, and where each stands.
type stalls struct {
	crowd
	stands []follower
}

func newStalls(n int) *stalls {
	s := &stalls{stands: make([]follower, n)}
	s.each = func(viewer int, payload []byte) { s.stands[viewer].take(payload) }
	return s
}

func (s *stalls) do(w wish) (a state) {
	err := error(nil)
	switch {
	case w.Seats != nil:
		err = s.enter(w.Seats.N, w.Seats.open)
	case w.Until > 0:
		err = s.until(w.Until)
	case w.Rev > 0:
		for i := range s.stands {
			if s.stands[i].exactAt(w.Rev) {
				a.Exact++
			}
		}
	}
	if err != nil {
		a.Wrong = err.Error()
	}
	a.Seen, a.Message = s.got.Load(), s.bytes.Load()
	return a
}
