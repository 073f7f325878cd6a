package testenv

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// SentinelMaster is the name under which a [RedisSentinel] knows its master.
const SentinelMaster = "parley"

// RedisGroup is several redis-servers that work as one.
type RedisGroup struct {
	// URL is how REDIS_URL names the group: redis+cluster://HOST:PORT,HOST:PORT,… or redis+sentinel://HOST:PORT/MASTER.
	URL string
	// Servers are the masters of a cluster; for Sentinel the master, then its replica.
	Servers []*RedisServer
	// Sentinel watches Servers; nil in a cluster.
	Sentinel *RedisServer
}

// RedisCluster starts a cluster of three masters that ends with the test.
func RedisCluster(t testing.TB) *RedisGroup {
	t.Helper()
	group := &RedisGroup{}
	var addrs []string
	for range 3 {
		server := StartRedis(t, "--cluster-enabled", "yes", "--cluster-port", strconv.Itoa(FreePort(t)))
		group.Servers, addrs = append(group.Servers, server), append(addrs, server.Addr)
	}
	group.URL = "redis+cluster://" + strings.Join(addrs, ",")
	create := exec.Command(program(t, "redis-cli"), append([]string{"--cluster-yes", "--cluster", "create"}, addrs...)...)
	if out, err := create.CombinedOutput(); err != nil {
		t.Fatalf("testenv: redis-cli --cluster create: %v\n%s", err, out)
	}
	for _, server := range group.Servers {
		server.awaits(t, "cluster_state:ok", "CLUSTER INFO")
	}
	return group
}

// RedisSentinel starts a master, its replica, and one sentinel that promotes the replica a second after the master is gone.
// They end with the test.
func RedisSentinel(t testing.TB) *RedisGroup {
	t.Helper()
	master := StartRedis(t)
	host, port, _ := strings.Cut(master.Addr, ":")
	replica := StartRedis(t, "--replicaof", host+" "+port, "--repl-diskless-sync-delay", "0")
	replica.awaits(t, "master_link_status:up", "INFO replication")
	sentinel := startSentinel(t, host+" "+port)
	// It learns of the replica from the master, after it began to answer.
	sentinel.awaits(t, "slaves=1", "INFO sentinel")
	return &RedisGroup{
		URL:      "redis+sentinel://" + sentinel.Addr + "/" + SentinelMaster,
		Servers:  []*RedisServer{master, replica},
		Sentinel: sentinel,
	}
}

func startSentinel(t testing.TB, master string) *RedisServer {
	t.Helper()
	dir, port := t.TempDir(), FreePort(t)
	file := filepath.Join(dir, "sentinel.conf") // which it rewrites
	conf := fmt.Sprintf("bind 127.0.0.1\nport %d\ndir %s\nsentinel monitor %[3]s %[4]s 1\n"+
		"sentinel down-after-milliseconds %[3]s 1000\nsentinel failover-timeout %[3]s 5000\n", port, dir, SentinelMaster, master)
	if err := os.WriteFile(file, []byte(conf), 0o600); err != nil {
		t.Fatal(err)
	}
	sentinel := &RedisServer{Addr: loopback(port), process: process{
		path: program(t, "redis-server"), args: []string{file, "--sentinel"},
	}}
	sentinel.process.run(t, sentinel.ping)
	return sentinel
}

// awaits waits until the answer to a command holds want.
func (s *RedisServer) awaits(t testing.TB, want, command string) {
	t.Helper()
	if err := until(patience, func() error { return s.says(want, command) }); err != nil {
		t.Fatalf("testenv: %s: %v", command, err)
	}
}
