//go:build bench

package bench

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
)

const nakedEnv = "PARLEY_BENCH_NAKED"

// naked is the limit: a server that takes every socket, and writes a message of so many
// bytes to each in a loop when its standard input says "send COUNT SIZE".
func naked() {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	var mu sync.Mutex
	var conns []net.Conn
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			if _, err := http.ReadRequest(bufio.NewReader(c)); err != nil {
				continue
			}
			mu.Lock()
			conns = append(conns, c) // before it hears that it is one: then it is sent to
			mu.Unlock()
			io.WriteString(c, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n")
		}
	}()
	fmt.Println(l.Addr())
	for in := bufio.NewScanner(os.Stdin); in.Scan(); {
		var count, size int
		fmt.Sscanf(in.Text(), "send %d %d", &count, &size)
		frame := textFrame(size)
		mu.Lock()
		for range count {
			for _, c := range conns {
				c.Write(frame)
			}
		}
		mu.Unlock()
		fmt.Println("sent")
	}
}

// textFrame is a WebSocket message whose payload has size bytes, 126 to 65,535.
func textFrame(size int) []byte {
	frame := binary.BigEndian.AppendUint16([]byte{0x81, 126}, uint16(size))
	return append(append(frame, article...), strings.Repeat("x", size-len(article))...)
}

// nakedServer is that server as a process of its own.
type nakedServer struct {
	url string
	pid int
	in  io.WriteCloser
	out *bufio.Scanner
}

// startNaked starts it: for "sockets", or to serve a file as a page.
func startNaked(t *testing.T, what string) *nakedServer {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), nakedEnv+"="+what)
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
	s := &nakedServer{pid: cmd.Process.Pid, in: in, out: bufio.NewScanner(out)}
	t.Cleanup(func() { in.Close(); cmd.Wait() })
	s.out.Scan()
	s.url = "http://" + s.out.Text()
	return s
}

func (s *nakedServer) send(count, size int) {
	fmt.Fprintln(s.in, "send", count, size)
	s.out.Scan()
}
