package realtime

import (
	"io"
	"net"
	"strings"
	"testing"
)

// counted is a viewer's connection that counts what is written to it.
type counted struct {
	net.Conn
	viewer *Viewer
	sizes  []int
	idle   bool // something was written while the viewer was said to be idle
}

func (c *counted) Write(b []byte) (int, error) {
	c.sizes = append(c.sizes, len(b))
	c.idle = c.idle || !c.viewer.busy
	return c.Conn.Write(b)
}

func TestWhatWaitsForASlowPageGoesInAsFewWritesAsItMakes(t *testing.T) {
	h := NewHub(HubConfig{Broker: NewMemory()})
	v, theirs := direct(t, h)
	conn := &counted{Conn: v.socket.wire.Conn, viewer: v}
	v.socket.wire = newWire(conn)
	want := ""
	for i := range 60 {
		p := packHTML(strings.Repeat(string(rune('a'+i%26)), 1000))
		v.enqueue(p)
		want += string(p.wire)
	}
	v.busy = true
	v.socket.pump(t.Context())
	theirs.Close()
	if len(conn.sizes) > 4 { // 60 KB, of which 32 KiB at a time, in pieces
		t.Errorf("60 messages took writes of %d bytes", conn.sizes)
	}
	if conn.idle {
		t.Error("another pump might have begun meanwhile")
	}
	if v.busy || v.queued != 0 || len(v.socket.wire.rest) > 0 {
		t.Error("something is left")
	}
	if sum(conn.sizes) != len(want) {
		t.Errorf("%d of %d bytes were written", sum(conn.sizes), len(want))
	}
}

func sum(ns []int) (all int) {
	for _, n := range ns {
		all += n
	}
	return all
}

func TestWhatWaitsForASlowPageComesInOrder(t *testing.T) {
	h := NewHub(HubConfig{Broker: NewMemory()})
	v, theirs := direct(t, h)
	want := ""
	for _, size := range []int{10, 20 << 10, 10, 20 << 10, 100} { // more than one load
		p := packHTML(strings.Repeat("x", size))
		v.enqueue(p)
		want += string(p.wire)
	}
	v.busy = true
	read := make(chan string)
	go func() {
		got, _ := io.ReadAll(theirs)
		read <- string(got)
	}()
	v.socket.wire.put(pingFrame) // what the shard could not write
	v.socket.pump(t.Context())
	v.busy = true
	v.socket.wire.put(pingFrame)
	v.socket.pump(t.Context())
	v.socket.wire.Close()
	if got := <-read; got != string(pingFrame)+want+string(pingFrame) {
		t.Errorf("%d bytes came, want %d", len(got), len(want)+2*len(pingFrame))
	}
}
