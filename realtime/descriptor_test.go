package realtime

import (
	"io"
	"net"
	"strings"
	"testing"
	"time"
)

func TestAClosedConnectionIsNotUsedByANumberThatIsAnothersByNow(t *testing.T) {
	ours, _ := tcpPair(t)
	w := newWire(ours)
	number := w.now.fd
	w.Close()
	for range 20 { // one of these has its number
		other, theirs := tcpPair(t)
		if n := w.now.send([]byte("x")); n != 0 {
			t.Errorf("%d bytes were sent with number %d", n, number)
		}
		other.Close()
		if got, _ := io.ReadAll(theirs); len(got) > 0 {
			t.Errorf("another's page got %q", got)
		}
	}
	if w.now.use(func(int) {}) {
		t.Error("its number may be used")
	}
}

func TestWhatIsSentAtOnceIsWhatTheConnectionHasRoomFor(t *testing.T) {
	ours, theirs := tcpPair(t)
	w := newWire(ours)
	sent, big := 0, strings.Repeat("x", 100<<10)
	for {
		n := w.now.send([]byte(big))
		if sent += n; n == 0 {
			break
		}
	}
	got := make([]byte, sent)
	theirs.SetReadDeadline(time.Now().Add(5 * time.Second))
	if _, err := io.ReadFull(theirs, got); err != nil {
		t.Errorf("%d bytes were sent, and %v", sent, err)
	}
	theirs.(*net.TCPConn).SetLinger(0)
	theirs.Close()
	within(t, time.Second, "nothing goes to a page that has gone", func() bool { return w.now.send([]byte("x")) == 0 })
}
