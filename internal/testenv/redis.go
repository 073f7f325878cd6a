package testenv

import (
	"context"
	"strconv"
	"syscall"
	"testing"

	"github.com/redis/go-redis/v9"
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
	return s.process.signal(syscall.SIGSTOP)
}

// Resume ends a Pause.
func (s *RedisServer) Resume() error {
	return s.process.signal(syscall.SIGCONT)
}

func (s *RedisServer) ping() error {
	return s.ask(func(ctx context.Context, db *redis.Client) error { return db.Ping(ctx).Err() })
}

// ask runs f with a connection that is closed after it.
func (s *RedisServer) ask(f func(context.Context, *redis.Client) error) error {
	db := redis.NewClient(&redis.Options{Addr: s.Addr, MaxRetries: -1, DialerRetries: 1})
	defer db.Close()
	return f(context.Background(), db)
}
