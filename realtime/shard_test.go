package realtime

import (
	"context"
	"io"
	"net"
	"strings"
	"testing"
	"time"
)

func frameParcel(from, to int64) *parcel { return parcelOf(from, to, "<p>") }

func parcelOf(from, to int64, html string) *parcel {
	return pack(Frame{RoomID: 1, Slug: "room-1", Epoch: "e1", From: from, To: to, Articles: []Article{{ID: to, Seq: to, Rev: to, HTML: html}}}, time.Now())
}

func TestABatchHoldsWhatFollowsAndFitsInOneWrite(t *testing.T) {
	big := packHTML(strings.Repeat("x", maxBatch-300))
	other := pack(Frame{Epoch: "e2", From: 2, To: 3}, time.Time{})
	reset := pack(Frame{Epoch: "e1", To: 3, Reset: true}, time.Time{})
	for name, c := range map[string]struct {
		parcels []*parcel
		want    int
	}{
		"one":                     {[]*parcel{frameParcel(1, 2)}, 1},
		"frames that follow":      {[]*parcel{frameParcel(1, 2), frameParcel(2, 3), packHTML("x"), frameParcel(3, 4)}, 4},
		"a gap":                   {[]*parcel{frameParcel(1, 2), frameParcel(3, 4)}, 1},
		"an overlap":              {[]*parcel{frameParcel(1, 3), frameParcel(2, 4)}, 1},
		"the same again":          {[]*parcel{frameParcel(1, 2), frameParcel(1, 2)}, 1},
		"another epoch":           {[]*parcel{frameParcel(1, 2), other}, 1},
		"a reset":                 {[]*parcel{frameParcel(1, 2), reset}, 1},
		"a reset behind a piece":  {[]*parcel{packHTML("x"), reset}, 1},
		"after a reset":           {[]*parcel{reset, frameParcel(3, 4)}, 2},
		"more than one write":     {[]*parcel{big, frameParcel(1, 2), frameParcel(2, 3), frameParcel(3, 4), frameParcel(4, 5)}, 4},
		"one that is too big too": {[]*parcel{packHTML(strings.Repeat("x", 2*maxBatch)), packHTML("x")}, 1},
	} {
		var b batch
		n := b.fill(c.parcels, true)
		for _, deflates := range []bool{true, false} {
			want := ""
			for _, p := range c.parcels[:n] {
				want += string(p.message(deflates))
			}
			if got := string(b.bytes(deflates)); n != c.want || got != want {
				t.Errorf("%s: %d parcels in %d bytes, want %d in %d", name, n, len(got), c.want, len(want))
			}
		}
		if b.fill(c.parcels[:1], true); string(b.bytes(false)) != string(c.parcels[0].wire) {
			t.Errorf("%s: the first alone is not itself any more", name)
		}
	}
}

func TestABatchSuitsAPageThatStandsWhereItBegins(t *testing.T) {
	var b batch
	fill := func(parcels ...*parcel) { b.fill(parcels, true) }
	check := func(name, epoch string, sent int64, want bool) {
		t.Helper()
		if got := b.suits(epoch, sent); got != want {
			t.Errorf("%s, at %d of %s: %v", name, sent, epoch, got)
		}
	}
	fill(packHTML("x"))
	check("a piece", "e0", 9, true)
	fill(frameParcel(3, 4), frameParcel(4, 5))
	check("frames", "e1", 2, false)
	check("frames", "e1", 3, true)
	check("frames", "e1", 4, false)
	check("frames", "e1", 5, false)
	check("frames", "e0", 3, false)
	b.open = false
	check("frames behind the gate", "e1", 3, false)
	fill(pack(Frame{Epoch: "e1", To: 3, Reset: true}, time.Time{}))
	check("a reset", "e1", 3, false)
	check("a reset", "e1", 2, true)
	check("a reset", "e0", 9, true)
}

// direct is a viewer whose socket is a pipe, served by a shard that nothing runs.
func direct(t testing.TB, h *Hub) (*Viewer, net.Conn) {
	ours, theirs := tcpPair(t)
	v := newViewer(h, Viewing{RoomID: 1, Slug: "room-1"})
	v.room = newRoom(h, 1, "room-1")
	v.lagging, v.busy, v.first, v.epoch, v.sent = false, false, false, "e1", 1
	v.socket = &socket{viewer: v, wire: newWire(ours), began: time.Now()}
	v.wire, v.shard = v.socket.wire, h.shards[0]
	return v, theirs
}

// tcpPair are the two ends of a connection.
func tcpPair(t testing.TB) (ours, theirs net.Conn) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if theirs, err = net.Dial("tcp", l.Addr().String()); err != nil {
		t.Fatal(err)
	}
	if ours, err = l.Accept(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ours.Close(); theirs.Close() })
	return ours, theirs
}

func TestHeartbeatsComeWithPingsToThoseWhoseTurnItIs(t *testing.T) {
	h := NewHub(HubConfig{Broker: NewMemory()})
	v, theirs := direct(t, h)
	v.room.ready, v.room.epoch, v.room.rev = true, "e1", 1
	v.socket.beaten = v.socket.began.Unix()
	s := v.shard
	s.work([]job{{kind: enter, viewer: v}})
	for second := range 2*socketBeat + 5 {
		v.socket.wire.hear()
		s.tick(v.socket.began.Add(time.Duration(second) * time.Second))
	}
	v.socket.wire.Close()
	got, _ := io.ReadAll(theirs)
	one := string(pingFrame) + string(v.room.heartbeat().wire)
	if string(got) != one+one {
		t.Errorf("%d seconds brought %q, want twice %q", 2*socketBeat+5, got, one)
	}
}

func TestAPageBehindItsRoomCatchesUpAtTheHeartbeatOfItsSocket(t *testing.T) {
	t.Parallel()
	l := newLedger()
	r := start(t, l, NewMemory(), silent)
	c := dial(t, serve(t, r, Viewing{}))
	hear(t, c)
	room := r.room(1)
	room.mu.Lock() // the room moves on and tells nobody: a mistake of ours
	room.rev = l.post(1).To
	room.forget()
	room.mu.Unlock()
	ctx, cancel := context.WithTimeout(t.Context(), (socketBeat+5)*time.Second)
	defer cancel()
	if _, got, err := c.Read(ctx); err != nil || !strings.Contains(string(got), ` to="1"`) {
		t.Errorf("got %q, %v", got, err)
	}
}

func TestASilentPageIsEnded(t *testing.T) {
	t.Parallel()
	everyWay(t, func(t *testing.T, way func(replica) replica) {
		t.Parallel()
		r := way(start(t, newLedger(), NewMemory(), silent))
		c := dial(t, serve(t, r, Viewing{}))
		hear(t, c)
		r.people.all()[0].socket.wire.heard.Store(time.Now().Unix() - readSilence - 1)
		within(t, (socketBeat+5)*time.Second, "ended", func() bool { return r.Viewers() == 0 && r.tally.of("closed 1006") == 1 })
	})
}

func TestAStuckPageHoldsLittle(t *testing.T) {
	h := NewHub(HubConfig{Broker: NewMemory()})
	v, theirs := direct(t, h)
	theirs.(*net.TCPConn).SetReadBuffer(4 << 10)
	s := v.shard
	s.work([]job{{kind: enter, viewer: v}})
	h.crew.dismiss() // no pump runs: it would wait for the page
	piece := packHTML(strings.Repeat("x", 10<<10))
	for range 200 {
		s.work([]job{{kind: give, room: v.room, parcel: piece}})
		v.busy = len(v.socket.wire.rest) > 0
	}
	held := v.queued + len(v.socket.wire.rest)
	if !v.busy || !v.lagging || held == 0 || held > maxQueueBytes+maxBatch {
		t.Errorf("%d bytes are held, busy: %v, lagging: %v", held, v.busy, v.lagging)
	}
}

func TestNoWorkForEachViewerAllocates(t *testing.T) {
	if n := allocations(t, false); n > 0 {
		t.Errorf("a message to 50 viewers allocates %v times", n)
	}
	if n := allocations(t, true); n > 5 { // what is compressed, once
		t.Errorf("a message to 50 viewers who take it compressed allocates %v times", n)
	}
}

// allocations is how often one message to 50 viewers allocates.
func allocations(t *testing.T, deflates bool) float64 {
	h := NewHub(HubConfig{Broker: NewMemory()})
	s := h.shards[0]
	room, read := newRoom(h, 1, "room-1"), &tallied{}
	for range 50 {
		v, theirs := direct(t, h)
		v.room, v.wire.deflates = room, deflates
		go io.Copy(read, theirs)
		s.work([]job{{kind: enter, viewer: v}})
	}
	h.gate.open(time.Now().Add(time.Hour))
	rev := int64(1)
	jobs := make([]job, 1)
	frames := make([]*parcel, 0, 400)
	for range cap(frames) {
		frames = append(frames, parcelOf(rev, rev+1, sample))
		rev++
	}
	next := 0
	each := testing.AllocsPerRun(300, func() {
		p := frames[next]
		jobs[0] = job{kind: give, room: room, parcel: p}
		next++
		s.work(jobs)
		read.await(50 * len(p.message(deflates)))
	})
	for _, v := range s.groups[room].viewers {
		if v.sent != int64(next)+1 || v.busy {
			t.Fatalf("a viewer is at %d of %d, busy: %v", v.sent, next+1, v.busy)
		}
	}
	return each
}

func TestAMistakeInOneRoomIsNotTheEndOfItsShard(t *testing.T) {
	l := newLedger()
	r := start(t, l, NewMemory(), silent)
	c := dial(t, serve(t, r, Viewing{}))
	hear(t, c)
	for _, s := range r.shards {
		s.post(job{kind: give}) // to nobody: what only a mistake of ours posts
	}
	r.announce(l.post(1))
	if got := hear(t, c); !strings.Contains(got, ` to="1"`) {
		t.Errorf("got %q", got)
	}
}

func TestAPageWhoseWireSomebodyWritesToHoldsNobodyUp(t *testing.T) {
	h := NewHub(HubConfig{Broker: NewMemory()})
	h.gate.open(time.Now().Add(time.Hour))
	v, theirs := direct(t, h)
	v.room.ready, v.room.epoch, v.room.rev = true, "e1", 2
	v.shard.work([]job{{kind: enter, viewer: v}})
	frame, wire := frameParcel(1, 2), v.wire
	wire.mu.Lock() // as the library, which answers a ping of a page that does not read
	done := make(chan struct{})
	go func() {
		v.shard.work([]job{{kind: give, room: v.room, parcel: frame}})
		close(done)
	}()
	select {
	case <-done:
	case <-time.After(5 * time.Second):
		t.Fatal("the shard waits")
	}
	wire.mu.Unlock()
	got := make([]byte, len(frame.wire))
	if _, err := io.ReadFull(theirs, got); err != nil || string(got) != string(frame.wire) {
		t.Errorf("in its turn came %q, %v", got, err)
	}
}
