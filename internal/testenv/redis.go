package testenv

import (
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// RedisServer is a redis-server that keeps nothing on disk, so that a stopped one comes back empty.
type RedisServer struct {
	// Addr is where it listens, host:port.
	Addr string

	process process
}

// Redis is the URL of a redis-server that ends with the test.
func Redis(t testing.TB) string {
	t.Helper()
	return StartRedis(t).URL()
}

// StartRedis starts a redis-server that ends with the test, for tests that break it. The args are options of redis-server,
// such as "--replicaof".
func StartRedis(t testing.TB, args ...string) *RedisServer {
	t.Helper()
	port := FreePort(t)
	server := &RedisServer{Addr: loopback(port), process: process{
		path: program(t, "redis-server"),
		args: append([]string{"--bind", "127.0.0.1", "--port", strconv.Itoa(port), "--dir", t.TempDir(),
			"--save", "", "--appendonly", "no", "--shutdown-timeout", "0"}, args...),
	}}
	server.process.run(t, server.ping)
	return server
}

// URL is its address as REDIS_URL takes it.
func (s *RedisServer) URL() string {
	return "redis://" + s.Addr + "/0"
}

// Stop kills the server: connections break, new ones are refused, and what it held is lost.
func (s *RedisServer) Stop() error {
	return s.process.kill()
}

// Start starts the server again after Stop, on the same address, and waits until it answers.
func (s *RedisServer) Start() error {
	if err := s.process.start(); err != nil {
		return err
	}
	return s.process.ready(s.ping)
}

// Pause freezes the server: connections stay open, new ones are taken by the kernel, and nothing answers.
func (s *RedisServer) Pause() error {
	return s.process.pause()
}

// Resume ends a Pause.
func (s *RedisServer) Resume() error {
	return s.process.signal(syscall.SIGCONT)
}

func (s *RedisServer) ping() error {
	return s.says("+PONG", "PING")
}

// says is an error unless the answer to a command holds want.
func (s *RedisServer) says(want, command string) error {
	conn, err := net.DialTimeout("tcp", s.Addr, time.Second)
	if err != nil {
		return err
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(time.Second))
	if _, err := io.WriteString(conn, command+"\r\n"); err != nil {
		return err
	}
	conn.(*net.TCPConn).CloseWrite() // the server answers, and then hangs up as well
	answer, err := io.ReadAll(conn)
	if err == nil && !strings.Contains(string(answer), want) {
		err = fmt.Errorf("no %s in %s", want, answer)
	}
	return err
}
