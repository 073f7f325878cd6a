package testenv

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5"
)

// PostgresServer is a PostgreSQL server of its own, for tests that break it. Others share one through [Postgres].
type PostgresServer struct {
	// Addr is where it listens, host:port.
	Addr string

	process process
	made    atomic.Int64 // databases so far
}

var sharedPostgres struct {
	sync.Mutex
	server *PostgresServer
}

// Postgres is the URL of a new, empty database, dropped at the end of the test, in the server that this test process shares.
func Postgres(t testing.TB) string {
	t.Helper()
	sharedPostgres.Lock()
	defer sharedPostgres.Unlock()
	if sharedPostgres.server == nil {
		server := newPostgres(t, tempDir(t, "postgres"))
		atEnd(t, func() { server.Stop() })
		if err := server.Start(); err != nil {
			t.Fatal(err)
		}
		sharedPostgres.server = server
	}
	return sharedPostgres.server.Database(t)
}

// StartPostgres starts a server that ends with the test. What is committed outlives a crash of the server alone, unless
// settings say more ("fsync=on").
func StartPostgres(t testing.TB, settings ...string) *PostgresServer {
	t.Helper()
	dir, err := os.MkdirTemp("", "parley-postgres-") // t.TempDir would belong to root
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	server := newPostgres(t, dir)
	for _, setting := range settings {
		server.process.args = append(server.process.args, "-c", setting)
	}
	t.Cleanup(func() { server.Stop() })
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	return server
}

// Database is the URL of a new, empty database, dropped at the end of the test.
func (s *PostgresServer) Database(t testing.TB) string {
	t.Helper()
	name := fmt.Sprintf("parley_%d", s.made.Add(1))
	if err := s.exec("CREATE DATABASE " + name); err != nil {
		t.Fatalf("testenv: %v", err)
	}
	t.Cleanup(func() { s.exec("DROP DATABASE " + name + " WITH (FORCE)") })
	return s.url(name)
}

// Stop ends the server at once, as a crash would: connections break, and what was not committed is lost.
func (s *PostgresServer) Stop() error {
	return s.process.stop(syscall.SIGQUIT, patience)
}

// Start starts the server, again after Stop, on the same address and with the same data, and waits until it answers.
func (s *PostgresServer) Start() error {
	if err := s.process.start(); err != nil {
		return err
	}
	return s.process.ready(func() error { return s.exec("SELECT 1") })
}

func (s *PostgresServer) url(database string) string {
	return fmt.Sprintf("postgres://postgres@%s/%s?sslmode=disable", s.Addr, database)
}

func (s *PostgresServer) exec(sql string) error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	db, err := pgx.Connect(ctx, s.url("postgres"))
	if err != nil {
		return err
	}
	defer db.Close(ctx)
	_, err = db.Exec(ctx, sql)
	return err
}

// newPostgres makes the files of a server in dir; nothing runs yet.
func newPostgres(t testing.TB, dir string) *PostgresServer {
	t.Helper()
	owner, err := postgresUser(dir)
	if err != nil {
		t.Fatal(err)
	}
	data, port := filepath.Join(dir, "data"), FreePort(t)
	initdb := exec.Command(program(t, "initdb"), "--pgdata", data, "--username=postgres", "--auth=trust",
		"--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
	initdb.Dir, initdb.SysProcAttr = dir, diesWithUs(0)
	initdb.SysProcAttr.Credential = owner
	if out, err := initdb.CombinedOutput(); err != nil {
		t.Fatalf("testenv: initdb: %v\n%s", err, out)
	}
	return &PostgresServer{Addr: loopback(port), process: process{
		path: program(t, "postgres"),
		args: []string{"-D", data, "-h", "127.0.0.1", "-p", strconv.Itoa(port), "-c", "unix_socket_directories=",
			"-c", "max_connections=300", "-c", "fsync=off", "-c", "full_page_writes=off"},
		user:  owner,
		dying: syscall.SIGQUIT, // which frees its shared memory
	}}
}

// postgresUser gives dir to the user postgres when the test runs as root, whom PostgreSQL refuses to run as.
func postgresUser(dir string) (*syscall.Credential, error) {
	if os.Getuid() != 0 {
		return nil, nil
	}
	account, err := user.Lookup("postgres")
	if err != nil {
		return nil, fmt.Errorf("testenv: %w; ./task deps installs PostgreSQL", err)
	}
	uid, uidErr := strconv.Atoi(account.Uid)
	gid, gidErr := strconv.Atoi(account.Gid)
	if err := errors.Join(uidErr, gidErr, os.Chown(dir, uid, gid)); err != nil {
		return nil, fmt.Errorf("testenv: %w", err)
	}
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
}
