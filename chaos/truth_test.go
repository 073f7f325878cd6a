package chaos

import (
	"database/sql"
	"fmt"
	"strings"
	"testing"
	"time"

	"parley/chaos/history"
)

// changesOf counts the changes in a room that left a trace: messages, former words, removals and their ends, which may be of
// many messages.
const changesOf = `(SELECT count(*) FROM messages m WHERE m.room_id = r.id)
	+ (SELECT count(*) FROM edits e JOIN messages m ON m.id = e.message_id WHERE m.room_id = r.id)
	+ (SELECT count(*) FROM removed_edits e JOIN messages m ON m.id = e.message_id WHERE m.room_id = r.id)
	+ (SELECT count(DISTINCT (g.rev, g.removed)) FROM ledger_gone g WHERE g.room_id = r.id)`

// heads reads where the rooms stand, without their messages.
func (p *place) heads(t *testing.T) []history.Room {
	t.Helper()
	var found []history.Room
	for _, slug := range rooms {
		r := history.Room{Slug: slug}
		row := p.db.QueryRow(`SELECT rev, last_seq, `+changesOf+` FROM rooms r WHERE slug = $1`, slug)
		if err := row.Scan(&r.Rev, &r.LastSeq, &r.Changes); err != nil {
			t.Fatalf("read %s: %v", slug, err)
		}
		found = append(found, r)
	}
	return found
}

// truth is what the database holds. Nobody may be writing.
func (p *place) truth(t *testing.T) []history.Room {
	t.Helper()
	found := p.heads(t)
	for i := range found {
		rows, err := p.db.Query(`SELECT m.seq, m.rev, m.removed_at <> 0, m.kind <> 'text', COALESCE(x.body, m.body), m.reactions, m.posted_at
			FROM messages m JOIN rooms r ON r.id = m.room_id LEFT JOIN removed_messages x ON x.message_id = m.id
			WHERE r.slug = $1 ORDER BY m.seq`, found[i].Slug)
		if err != nil {
			t.Fatalf("read %s: %v", found[i].Slug, err)
		}
		found[i].Messages = p.readMessages(t, rows)
		found[i].Gone = p.gone(t, found[i].Slug)
		if p.moderated {
			found[i].Holds, found[i].Left = p.holds(t, found[i].Slug), p.left(t, found[i].Slug)
		}
	}
	return found
}

func (p *place) readMessages(t *testing.T, rows *sql.Rows) (list []history.Message) {
	t.Helper()
	defer rows.Close()
	for rows.Next() {
		var m history.Message
		var reactions string
		var at int64
		if err := rows.Scan(&m.Seq, &m.Rev, &m.Removed, &m.Line, &m.Body, &reactions, &at); err != nil {
			t.Fatal(err)
		}
		m.Reactions, m.At = counted(reactions), p.clock(at)
		list = append(list, m)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return list
}

// counted are a message's reactions as a page shows them: a row has a line for each, of the emoji and the ids of people.
func counted(reactions string) string {
	var shown []string
	for line := range strings.Lines(reactions) {
		fields := strings.Fields(line)
		shown = append(shown, fmt.Sprint(fields[0], len(fields)-1))
	}
	return strings.Join(shown, " ")
}

// calm is how long nothing is written before it is believed that nobody writes: what a frozen replica had begun ends in it.
const calm = 400 * time.Millisecond

// settled waits until nobody writes any more, and is what the database then holds.
func (r *run) settled() []history.Room {
	r.t.Helper()
	last, since := r.place.heads(r.t), time.Now()
	for time.Since(since) < calm {
		time.Sleep(50 * time.Millisecond)
		if now := r.place.heads(r.t); !sameRevs(last, now) {
			last, since = now, time.Now()
		}
	}
	return r.place.truth(r.t)
}

func sameRevs(a, b []history.Room) bool {
	for i := range a {
		if a[i].Rev != b[i].Rev {
			return false
		}
	}
	return true
}
