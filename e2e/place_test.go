package e2e

import (
	"database/sql"
	"net/url"
	"path/filepath"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib"
	_ "modernc.org/sqlite"

	"parley/internal/testenv"
)

// place is a Parley that is set up and open to everybody, with one open room, the lounge.
type place struct {
	url      string // where people go
	replicas []*testenv.Parley
	redis    *testenv.RedisServer // nil with one replica
	db       *sql.DB
	admin    *person // ana
}

// noLimits lets tests act faster than people.
var noLimits = []string{"PARLEY_POST_RATE=0", "PARLEY_SIGN_IN_RATE=0", "PARLEY_SIGN_UP_RATE=0", "PARLEY_SOCKETS_PER_ADDRESS=0", "PARLEY_SOCKETS_PER_ACCOUNT=0"}

// newPlace is one process with SQLite.
func newPlace(t *testing.T) *place {
	t.Helper()
	replica := testenv.StartParley(t, noLimits...)
	p := &place{url: replica.URL, replicas: []*testenv.Parley{replica}}
	p.open(t, "sqlite", sqliteSource(replica.Data))
	p.setUp(t)
	return p
}

// sqliteSource is the database in a folder of data, to be read only.
func sqliteSource(data string) string {
	return "file:" + filepath.Join(data, "parley.db") + "?mode=ro&_pragma=busy_timeout(5000)"
}

// newCluster is two replicas with PostgreSQL and Redis behind nginx.
func newCluster(t *testing.T) *place {
	t.Helper()
	database, redis := testenv.Postgres(t), testenv.StartRedis(t)
	env := append([]string{"DATABASE_URL=" + database, "REDIS_URL=" + redis.URL()}, noLimits...)
	one, two := testenv.StartParley(t, env...), testenv.StartParley(t, env...)
	p := &place{replicas: []*testenv.Parley{one, two}, redis: redis}
	p.url = testenv.Nginx(t, one.URL, two.URL)
	p.open(t, "pgx", database)
	p.setUp(t)
	return p
}

// open is a second way into the database, so that nothing is believed that the program says of it.
func (p *place) open(t *testing.T, driver, source string) {
	t.Helper()
	db, err := sql.Open(driver, source)
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxIdleConns(0) // the program's last connection tidies its file up, so ours is not to stay
	t.Cleanup(func() { db.Close() })
	p.db = db
}

func (p *place) setUp(t *testing.T) {
	t.Helper()
	p.admin = newPerson(t, p.url, "ana")
	p.admin.at(p.replicas[0].URL).send(t, "/setup", url.Values{ // through a proxy it would need the code
		"name": {"The harbour"}, "handle": {"ana"}, "email": {"ana@example.org"}, "password": {password}, "room": {"Lounge"},
	})
	p.admin.send(t, "/admin/settings", url.Values{"name": {"The harbour"}, "sign_up": {"open"}})
}

// person signs somebody up.
func (p *place) person(t *testing.T, handle string) *person {
	t.Helper()
	who := newPerson(t, p.url, handle)
	who.send(t, "/sign-up", url.Values{"handle": {handle}, "name": {nameOf(handle)}, "password": {password}})
	return who
}

// room makes a room and is its slug. The owner is ana.
func (p *place) room(t *testing.T, name, kind string, members ...*person) string {
	t.Helper()
	at := p.admin.send(t, "/rooms", url.Values{"name": {name}, "kind": {kind}})
	slug := filepath.Base(at)
	for _, who := range members {
		p.admin.send(t, "/rooms/"+slug+"/members", url.Values{"handle": {who.handle}})
	}
	return slug
}
