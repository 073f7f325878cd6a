//go:build bench

package bench

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"testing"
)

// gallery is a crowd in a process of its own, which has files of its own.
type gallery struct {
	n   int
	in  io.WriteCloser
	ask *json.Encoder
	got *json.Decoder
}

// startGallery starts one and has it open its sockets.
func startGallery(t *testing.T, s seats) *gallery {
	t.Helper()
	g := newGallery(t)
	if err := g.enter(s); err != nil {
		t.Fatal(err)
	}
	return g
}

// newGallery starts an empty one, which ends with the test.
func newGallery(t *testing.T) *gallery {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env, cmd.Stderr = append(os.Environ(), nakedEnv+"=viewers"), os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { in.Close(); cmd.Wait() })
	return &gallery{in: in, ask: json.NewEncoder(in), got: json.NewDecoder(out)}
}

// enter has it open sockets; it does so once.
func (g *gallery) enter(s seats) error {
	g.n = s.N
	_, err := g.tell(wish{Seats: &s})
	return err
}

func (g *gallery) tell(w wish) (s state, err error) {
	if err := g.ask.Encode(w); err != nil {
		return s, fmt.Errorf("tell the viewers: %w", err)
	}
	if err := g.got.Decode(&s); err != nil {
		return s, fmt.Errorf("hear of the viewers: %w", err)
	}
	if s.Wrong != "" {
		return s, fmt.Errorf("the viewers of another process: %s", s.Wrong)
	}
	return s, nil
}

// must is what it answers to a wish that may not fail.
func (g *gallery) must(t *testing.T, w wish) state {
	t.Helper()
	s, err := g.tell(w)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func (g *gallery) size() int                  { return g.n }
func (g *gallery) seen(t *testing.T) int64    { return g.must(t, wish{}).Seen }
func (g *gallery) message(t *testing.T) int64 { return g.must(t, wish{}).Message }

func (g *gallery) await(t *testing.T, before, n int64) {
	t.Helper()
	g.must(t, wish{Until: before + n})
}

// exact is how many of the viewers have followed their room without a gap, up to a revision.
func (g *gallery) exact(t *testing.T, rev int64) int {
	t.Helper()
	return g.must(t, wish{Rev: rev}).Exact
}
