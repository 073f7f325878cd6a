//go:build bench

package bench

import (
	"database/sql"
	"fmt"
	"math/rand/v2"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"parley/internal/testenv"
)

// TestMillionMessages compares a room of a million messages with one of a thousand: to open it after a change, to
// page back from anywhere in it, and to post in it.
func TestMillionMessages(t *testing.T) {
	t.Run("SQLite", func(t *testing.T) { millions(t, "SQLite") })
	t.Run("PostgreSQL", func(t *testing.T) { millions(t, "PostgreSQL", "DATABASE_URL="+testenv.Postgres(t)) })
}

// bigRoom is a room with many messages.
type bigRoom struct {
	slug     string
	messages int
}

var bigRooms = [2]bigRoom{{"small", 1000}, {"large", 1_000_000}}

func millions(t *testing.T, database string, env ...string) {
	p := newPlace(t, 2, env...)
	for _, room := range bigRooms {
		p.do(t, 0, "/rooms", url.Values{"name": {room.slug}, "kind": {"open"}})
	}
	p.fill(t)
	rows := []row{
		{what: database + ", a room of a million messages against one of a thousand: post", goal: "≤ 1.1"},
		{what: "… open after that", goal: "≤ 1.1"},
		{what: "… an older page, from anywhere", goal: "≤ 1.1"},
	}
	p.visits(t, 20) // the first ones find nothing in any cache
	for range rounds {
		small, large := p.visits(t, 70)
		for i := range rows {
			rows[i].got = append(rows[i].got, median(large[i])/median(small[i]))
		}
	}
	for _, r := range rows {
		r.print(t)
	}
}

// visits posts, opens and pages back in both rooms in turns: how long each took, in milliseconds.
func (p *place) visits(t *testing.T, n int) (small, large [3][]float64) {
	t.Helper()
	all := [2]*[3][]float64{&small, &large}
	for range n {
		for i, room := range bigRooms {
			for act, took := range p.visit(t, room) {
				all[i][act] = append(all[i][act], took)
			}
		}
	}
	return small, large
}

func (p *place) visit(t *testing.T, room bigRoom) (took [3]float64) {
	t.Helper()
	before := rand.IntN(room.messages-100) + 100
	for act, do := range []func(){
		func() {
			if err := p.say(0, room.slug, 60); err != nil {
				t.Fatal(err)
			}
		},
		func() { fetch(t, p.URL+"/rooms/"+room.slug, p.people[0].cookie) },
		func() {
			fetch(t, fmt.Sprintf("%s/rooms/%s/messages?before=%d", p.URL, room.slug, before), p.people[0].cookie)
		},
	} {
		began := time.Now()
		do()
		took[act] = millis(time.Since(began))
	}
	return took
}

// fill writes the messages of both rooms past the program, which does not run meanwhile.
func (p *place) fill(t *testing.T) {
	t.Helper()
	if err := p.Terminate(); err != nil {
		t.Fatal(err)
	}
	driver, source := p.database()
	db, err := sql.Open(driver, source)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, room := range bigRooms {
		for _, statement := range []string{
			fmt.Sprintf(manyMessages, room.slug, room.messages),
			fmt.Sprintf(`UPDATE rooms SET rev = %d, last_seq = %[1]d WHERE slug = '%s'`, room.messages, room.slug),
			`ANALYZE`,
		} {
			if _, err := db.Exec(statement); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
}

// database is the driver and the address of the place's database.
func (p *place) database() (driver, source string) {
	for _, variable := range p.env {
		if source, ok := strings.CutPrefix(variable, "DATABASE_URL="); ok {
			return "pgx", source
		}
	}
	return "sqlite", "file:" + filepath.Join(p.Data, "parley.db")
}

// manyMessages fills an empty room with so many messages of the administrator.
const manyMessages = `
	WITH RECURSIVE n (seq) AS (SELECT 1 UNION ALL SELECT seq + 1 FROM n WHERE seq < %[2]d)
	INSERT INTO messages (room_id, seq, rev, kind, author_id, author_name, author_handle, body, html, plain, nonce, posted_at)
	SELECT r.id, n.seq, n.seq, 'text', u.id, u.name, u.handle, 'This is what was said as number ' || n.seq || ', in so many words.',
		'<p>This is what was said as number ' || n.seq || ', in so many words.</p>',
		'This is what was said as number ' || n.seq || ', in so many words.', '', 1700000000000000 + n.seq * CAST(1000000 AS BIGINT)
	FROM n, rooms r, users u WHERE r.slug = '%[1]s' AND u.handle = 'ana'`
