package chaos

import (
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib"

	"parley/internal/testenv"
)

// replicas is how many there are.
const replicas = 3

// noLimits lets people act faster than people.
var noLimits = []string{"PARLEY_POST_RATE=0", "PARLEY_SIGN_IN_RATE=0", "PARLEY_SIGN_UP_RATE=0", "PARLEY_SOCKETS_PER_ADDRESS=0", "PARLEY_SOCKETS_PER_ACCOUNT=0", "PARLEY_SOCKETS=0"}

// place is Parley as operators run it: replicas on PostgreSQL and Redis behind nginx, with links that can be spoilt.
type place struct {
	url      string // of nginx
	front    *link  // to nginx, as from far away
	replicas []*replica
	postgres *testenv.PostgresServer
	redis    *testenv.RedisServer
	database string
	db       *sql.DB // past all links, so that nothing is believed that the program says
	admin    *account
	began    time.Time // what the run's time is counted from
	// moderated says that the program has what moderators need, and the ledger of what waits is kept.
	moderated bool
}

// replica is one of them with its links.
type replica struct {
	*testenv.Parley
	postgres, redis *link
}

// newPlace starts a program n times, and sets the place up.
func newPlace(t *testing.T, binary string, n int) *place {
	t.Helper()
	p := &place{began: time.Now(), postgres: testenv.StartPostgres(t), redis: testenv.StartRedis(t)}
	p.database = p.postgres.Database(t)
	var urls []string
	for i := range n {
		r := &replica{postgres: newLink(t, fmt.Sprint("postgres-", i), p.postgres.Addr), redis: newLink(t, fmt.Sprint("redis-", i), p.redis.Addr)}
		env := append([]string{
			"DATABASE_URL=" + strings.Replace(p.database, p.postgres.Addr, r.postgres.addr, 1) + "&connect_timeout=2",
			"REDIS_URL=redis://" + r.redis.addr + "/0",
		}, noLimits...)
		r.Parley = testenv.StartBinary(t, binary, env...)
		p.replicas, urls = append(p.replicas, r), append(urls, r.URL)
	}
	p.url = testenv.Nginx(t, urls...)
	p.front = newLink(t, "front", strings.TrimPrefix(p.url, "http://"))
	db, err := sql.Open("pgx", p.database)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	p.db = db
	p.setUp(t)
	p.keep(t, goneLedger)
	return p
}

// setUp makes the place, with a room that everybody may read, an open one, a private one and one that moderators rule.
func (p *place) setUp(t *testing.T) {
	t.Helper()
	p.admin = newAccount("ana")
	p.admin.must(t, p.replicas[0].URL, "/setup", url.Values{ // through a proxy it would need the code
		"name": {"The harbour"}, "handle": {"ana"}, "email": {"ana@example.org"}, "password": {"seven boats in the harbour"}, "room": {"Lounge"},
	})
	p.admin.must(t, p.url, "/rooms/lounge/settings", url.Values{"name": {"Lounge"}, "kind": {"open"}, "public": {"on"}, "confirm": {"on"}})
	p.admin.must(t, p.url, "/rooms", url.Values{"name": {"Hall"}, "kind": {"open"}})
	p.admin.must(t, p.url, "/rooms", url.Values{"name": {"Den"}, "kind": {"private"}})
	p.admin.must(t, p.url, "/rooms", url.Values{"name": {"Court"}, "kind": {"open"}})
}

// rooms are their slugs. Guests read the first, members of it the third, and in the last moderators set who may say what.
var rooms = []string{"lounge", "hall", "den", court}

const court = "court"

// accounts makes n people with sessions, who are members of the private room.
func (p *place) accounts(t *testing.T, binary string, n int) []*account {
	t.Helper()
	make := exec.Command(binary, "user", "sessions", fmt.Sprint(n))
	make.Env = append(os.Environ(), "DATABASE_URL="+p.database, "REDIS_URL="+p.redis.URL())
	out, err := make.Output()
	if err != nil {
		t.Fatalf("parley user sessions: %v", err)
	}
	var made []*account
	for line := range strings.Lines(string(out)) {
		fields := strings.Split(strings.TrimSpace(line), "\t")
		if len(fields) != 3 {
			t.Fatalf("parley user sessions prints %q", line)
		}
		a := newAccount(fields[1])
		a.cookie = fields[2]
		p.admin.must(t, p.url, "/rooms/den/members", url.Values{"handle": {a.handle}})
		made = append(made, a)
	}
	return made
}

// somewhere is an address of the place: mostly that of nginx, sometimes from far away.
func (p *place) somewhere(d *dice) string {
	if d.IntN(4) == 0 {
		return "http://" + p.front.addr
	}
	return p.url
}
