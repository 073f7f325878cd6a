//go:build bench

package bench

import (
	"bufio"
	"fmt"
	"net"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"parley/internal/testenv"
)

// legMessages is how many posts of a round cross to the other replica, in so many turns with as many that do not, and
// legWide how many reach 1,000 viewers there.
const (
	legMessages = 300
	legTurns    = 10
	legWide     = 20
)

// TestRedisLeg has two replicas with 1,000 viewers each, and a post at one cross to the other. What carrying it adds is
// what a post costs the first replica more than a program without Redis, and all that it costs the second one in a room
// with one viewer there; that stands beside what the second one spends on 1,000 viewers.
func TestRedisLeg(t *testing.T) {
	server := testenv.StartRedis(t)
	p := newPlace(t, 20, "DATABASE_URL="+testenv.Postgres(t), "REDIS_URL="+server.URL())
	alone := newPlace(t, 20, "DATABASE_URL="+testenv.Postgres(t))
	for _, x := range []*place{p, alone} {
		x.do(t, 0, "/rooms", url.Values{"name": {"hall"}, "kind": {"open"}, "public": {"on"}})
	}
	far := testenv.StartParley(t, p.env...)
	looking := func(url, room string, n int) *crowd {
		return gather(t, url, "/ws?room="+room+"&since=-1", n, func(int) string { return "" })
	}
	near, wide := looking(p.URL, "lounge", 1000), looking(far.URL, "lounge", 1000)
	looking(alone.URL, "lounge", 1000) // it has as much memory to collect, and as many heartbeats
	aloneOne, farOne := looking(alone.URL, "hall", 1), looking(far.URL, "hall", 1)
	looking(p.URL, "hall", 1)
	p.carry(t, far, "lounge", 1, wide)
	p.carry(t, far, "hall", 1, farOne)
	alone.carry(t, alone.Parley, "hall", 1, aloneOne)
	share := row{what: "carrying an envelope through Redis, of the fan-out to 1,000 viewers", unit: " %", goal: "≤ 10"}
	var publishing, receiving []float64
	for range rounds {
		var posts, heres, theres []float64
		for range legTurns {
			post, _ := alone.carry(t, alone.Parley, "hall", legMessages/legTurns, aloneOne)
			here, there := p.carry(t, far, "hall", legMessages/legTurns, farOne)
			posts, heres, theres = append(posts, post), append(heres, here), append(theres, there)
		}
		publish, receive := median(heres)-median(posts), median(theres)
		hadNear := near.seen(t)
		_, fan := p.carry(t, far, "lounge", legWide, wide)
		near.await(t, hadNear, legWide*1000)
		share.got = append(share.got, 100*(publish+receive)/(fan-receive))
		publishing, receiving = append(publishing, publish), append(receiving, receive)
	}
	note("a post costs %.0f µs more where it is published, and %.0f µs where it is received and brought to one viewer", median(publishing), median(receiving))
	share.print(t)
	for _, replicas := range []int{2, 10} {
		publishCost(t, server, replicas)
	}
}

// carry posts n messages at this replica, one after the other, and waits until all of a crowd have each: what a message
// cost this replica and the other one, in microseconds of processor time.
func (p *place) carry(t *testing.T, other *testenv.Parley, room string, n int, to *crowd) (here, there float64) {
	t.Helper()
	hereBefore, thereBefore := cpuOf(t, p.PID()), cpuOf(t, other.PID())
	for range n {
		had := to.seen(t)
		if err := p.say(1, room, 60); err != nil {
			t.Fatal(err)
		}
		to.await(t, had, int64(to.size()))
	}
	return micros(cpuOf(t, p.PID())-hereBefore) / float64(n), micros(cpuOf(t, other.PID())-thereBefore) / float64(n)
}

// publishCost takes what Redis itself spends on an envelope of 1,300 bytes that some replicas receive.
func publishCost(t *testing.T, server *testenv.RedisServer, replicas int) {
	t.Helper()
	const published = 20_000
	for range replicas {
		subscriber := dialRedis(t, server.Addr, "SUBSCRIBE bench")
		defer subscriber.Close()
		go drain(subscriber)
	}
	within(t, "all are subscribed", func() bool { return subscribers(t, server.Addr) == replicas })
	received := fmt.Sprintf(":%d\r\n", replicas)
	hundred := strings.Repeat("*3\r\n$7\r\nPUBLISH\r\n$5\r\nbench\r\n$1300\r\n"+strings.Repeat("x", 1300)+"\r\n", 100)
	r := row{what: fmt.Sprintf("Redis itself, an envelope of 1,300 bytes to %d replicas, of its processor time", replicas), unit: " µs"}
	for range rounds {
		before := redisTime(t, server.Addr)
		publisher := dialRedis(t, server.Addr, "")
		in := bufio.NewReader(publisher)
		for range published / 100 {
			fmt.Fprint(publisher, hundred)
			for range 100 {
				if answer, err := in.ReadString('\n'); answer != received {
					t.Fatalf("PUBLISH is answered with %q, %v", answer, err)
				}
			}
		}
		publisher.Close()
		r.got = append(r.got, micros(redisTime(t, server.Addr)-before)/published)
	}
	r.print(t)
}

// dialRedis opens a connection that ends with the test, and sends a command.
func dialRedis(t *testing.T, addr, command string) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	if command != "" {
		fmt.Fprint(conn, command+"\r\n")
	}
	return conn
}

// drain reads until the connection ends.
func drain(conn net.Conn) {
	buf := make([]byte, 64<<10)
	for {
		if _, err := conn.Read(buf); err != nil {
			return
		}
	}
}

// askRedis sends one command and reads its answer line by line until one begins with a word.
func askRedis(t *testing.T, addr, command, word string) string {
	t.Helper()
	conn := dialRedis(t, addr, command)
	defer conn.Close()
	conn.SetReadDeadline(time.Now().Add(patience))
	for in := bufio.NewScanner(conn); in.Scan(); {
		if rest, ok := strings.CutPrefix(in.Text(), word); ok {
			return rest
		}
	}
	t.Fatalf("Redis does not answer %s with %s", command, word)
	return ""
}

func subscribers(t *testing.T, addr string) int {
	t.Helper()
	n, _ := strconv.Atoi(askRedis(t, addr, "PUBLISH bench hello", ":"))
	return n
}

// redisTime is the processor time that Redis has taken so far.
func redisTime(t *testing.T, addr string) time.Duration {
	t.Helper()
	var sum float64
	for _, word := range []string{"used_cpu_sys:", "used_cpu_user:"} {
		seconds, err := strconv.ParseFloat(askRedis(t, addr, "INFO cpu", word), 64)
		if err != nil {
			t.Fatal(err)
		}
		sum += seconds
	}
	return time.Duration(sum * float64(time.Second))
}
