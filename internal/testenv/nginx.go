package testenv

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// upstreamServers are the lines of deploy/nginx.conf that name the replicas.
var upstreamServers = regexp.MustCompile(`(?m)^\s*server parley-\d:8080 (.*;)\n`)

// Nginx is the URL of an nginx that ends with the test and has the configuration of deploy/nginx.conf, in front of the
// upstreams: URLs of replicas, such as [Parley.URL].
func Nginx(t testing.TB, upstreams ...string) string {
	t.Helper()
	dir, addr := t.TempDir(), loopback(FreePort(t))
	file := filepath.Join(dir, "nginx.conf")
	if err := os.WriteFile(file, []byte(nginxConf(t, dir, addr, upstreams)), 0o600); err != nil {
		t.Fatal(err)
	}
	nginx := &process{path: program(t, "nginx"), args: []string{"-c", file, "-p", dir, "-e", "stderr"}}
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("log of nginx:\n%s", nginx.output.String())
		}
	})
	nginx.run(t, func() error {
		conn, err := net.Dial("tcp", addr)
		if err == nil {
			conn.Close()
		}
		return err
	})
	return "http://" + addr
}

// nginxConf is deploy/nginx.conf with other addresses and folders, and as one process, so that nothing outlives it.
func nginxConf(t testing.TB, dir, addr string, upstreams []string) string {
	t.Helper()
	deploy := filepath.Join(moduleRoot(t), "deploy")
	shipped, err := os.ReadFile(filepath.Join(deploy, "nginx.conf"))
	if err != nil {
		t.Fatal(err)
	}
	conf := string(shipped)
	swap := func(old, new string) {
		if !strings.Contains(conf, old) {
			t.Fatalf("testenv: no %q in deploy/nginx.conf", old)
		}
		conf = strings.ReplaceAll(conf, old, new)
	}
	swap("worker_processes auto;", "daemon off; master_process off; pid "+dir+"/pid;")
	swap("include parley-", "include "+deploy+"/parley-")
	swap("listen 80 ", "listen "+addr+" ")
	swap("server_tokens off;", "server_tokens off;"+tempPaths(dir))
	lines := upstreamServers.FindStringSubmatch(conf)
	if lines == nil {
		t.Fatal("testenv: deploy/nginx.conf names no replicas")
	}
	var servers strings.Builder
	for _, upstream := range upstreams {
		fmt.Fprintf(&servers, "\t\tserver %s %s\n", strings.TrimPrefix(upstream, "http://"), lines[1])
	}
	swap(lines[0], servers.String())
	return upstreamServers.ReplaceAllString(conf, "")
}

// tempPaths are the folders that a user who is not root could not write to.
func tempPaths(dir string) string {
	var paths string
	for _, name := range []string{"client_body", "proxy", "fastcgi", "uwsgi", "scgi"} {
		paths += fmt.Sprintf("\n\t%s_temp_path %s/%[1]s;", name, dir)
	}
	return paths
}
