package realtime

import (
	"io"
	"runtime"
	"sync/atomic"
	"testing"
	"time"
)

// tallied counts what pages have read.
type tallied struct{ n atomic.Int64 }

func (a *tallied) Write(b []byte) (int, error) {
	a.n.Add(int64(len(b)))
	return len(b), nil
}

// await waits until n bytes more have been read, so that no socket is ever full.
func (a *tallied) await(n int) {
	for a.n.Load() < int64(n) {
		runtime.Gosched()
	}
	a.n.Add(int64(-n))
}

// BenchmarkAMessageTo100Sockets is what a shard does for one message, beside a bare loop of writes.
func BenchmarkAMessageTo100Sockets(b *testing.B) {
	h := NewHub(HubConfig{Broker: NewMemory()})
	s := h.shards[0]
	room, read := newRoom(h, 1, "room-1"), &tallied{}
	for range 100 {
		v, theirs := direct(b, h)
		v.room, v.sent = room, 0
		go io.Copy(read, theirs)
		s.work([]job{{kind: enter, viewer: v}})
	}
	h.gate.open(time.Now().Add(time.Hour))
	piece := make([]byte, 1300)
	b.Run("bare", func(b *testing.B) {
		for b.Loop() {
			for _, v := range s.groups[room].viewers {
				v.socket.wire.Conn.Write(piece)
			}
			read.await(100 * len(piece))
		}
	})
	b.Run("shard", func(b *testing.B) {
		parcel := packHTML(string(piece))
		jobs := []job{{kind: give, room: room, parcel: parcel}}
		b.ReportAllocs()
		for b.Loop() {
			s.work(jobs)
			read.await(100 * len(parcel.wire))
		}
	})
}
