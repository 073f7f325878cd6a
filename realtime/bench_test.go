package realtime

import (
	"io"
	"testing"
	"time"
)

// BenchmarkAMessageTo100Sockets is what a shard does for one message, beside a bare loop of writes.
func BenchmarkAMessageTo100Sockets(b *testing.B) {
	h := NewHub(HubConfig{Broker: NewMemory()})
	s := h.shards[0]
	room := newRoom(h, 1, "room-1")
	for range 100 {
		v, theirs := direct(b, h)
		v.room, v.sent = room, 0
		go io.Copy(io.Discard, theirs)
		s.work([]job{{kind: enter, viewer: v}})
	}
	h.gate.open(time.Now().Add(time.Hour))
	piece := make([]byte, 1300)
	b.Run("bare", func(b *testing.B) {
		for b.Loop() {
			for _, v := range s.groups[room].viewers {
				v.socket.wire.Conn.Write(piece)
			}
		}
	})
	b.Run("shard", func(b *testing.B) {
		parcel := packHTML(string(piece))
		jobs := []job{{kind: give, room: room, parcel: parcel}}
		b.ReportAllocs()
		for b.Loop() {
			s.work(jobs)
		}
	})
}
