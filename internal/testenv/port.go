package testenv

import (
	"fmt"
	"math/rand/v2"
	"net"
	"sync"
	"testing"
)

// guards holds a listener for each port that FreePort gave out.
var guards struct {
	sync.Mutex
	held []net.Listener
}

// FreePort is a loopback port that nothing listens on, and that no other test on this machine is given as long as this test
// process lives. Only even ports are given out, from below the range that outgoing connections take theirs from; the odd port
// above each is held open as its guard.
func FreePort(t testing.TB) int {
	t.Helper()
	guards.Lock()
	defer guards.Unlock()
	for range 1000 {
		port := 12000 + 2*rand.IntN(10000)
		if guard, ok := reserve(port); ok {
			guards.held = append(guards.held, guard)
			return port
		}
	}
	t.Fatal("testenv: no free port")
	return 0
}

func reserve(port int) (guard net.Listener, ok bool) {
	guard, err := net.Listen("tcp", loopback(port+1))
	if err != nil {
		return nil, false
	}
	probe, err := net.Listen("tcp", loopback(port))
	if err != nil {
		guard.Close()
		return nil, false
	}
	probe.Close()
	return guard, true
}

func loopback(port int) string {
	return fmt.Sprintf("127.0.0.1:%d", port)
}
