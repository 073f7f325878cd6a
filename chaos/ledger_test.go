package chaos

import (
	"context"
	"database/sql"
	"testing"
	"time"

	"parley/chaos/history"
)

// The ledger is what the harness has the database write by triggers, in the program's own transactions: when a message was
// removed and brought back, and what waited, whose words the program forgets when it is let through.
const (
	goneLedger = `CREATE TABLE ledger_gone (id BIGSERIAL PRIMARY KEY, room_id BIGINT, seq BIGINT, rev BIGINT, removed BOOL, own BOOL, at TIMESTAMPTZ);
CREATE FUNCTION note_gone() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
	INSERT INTO ledger_gone (room_id, seq, rev, removed, own, at)
	VALUES (NEW.room_id, NEW.seq, NEW.rev, NEW.removed_at <> 0, NEW.removed_by = NEW.author_id, clock_timestamp());
	RETURN NULL; END $$;
CREATE TRIGGER note_gone AFTER UPDATE ON messages FOR EACH ROW WHEN (OLD.removed_at IS DISTINCT FROM NEW.removed_at) EXECUTE FUNCTION note_gone()`
	heldLedger = `CREATE TABLE ledger_held (hold_id BIGINT PRIMARY KEY, body TEXT);
CREATE FUNCTION note_held() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
	INSERT INTO ledger_held (hold_id, body) VALUES (NEW.id, NEW.body);
	RETURN NULL; END $$;
CREATE TRIGGER note_held AFTER INSERT ON holds FOR EACH ROW EXECUTE FUNCTION note_held()`
)

// keep adds a ledger to the database.
func (p *place) keep(t *testing.T, ledger string) {
	t.Helper()
	if _, err := p.db.Exec(ledger); err != nil {
		t.Fatalf("keep a ledger: %v", err)
	}
}

// clock is a time of the servers in that of the run.
func (p *place) clock(micros int64) time.Duration {
	if micros == 0 {
		return 0
	}
	return time.UnixMicro(micros).Sub(p.began.Round(0))
}

// rows reads a query row by row.
func (p *place) rows(t *testing.T, read func(scan func(...any) error) error, query string, args ...any) {
	t.Helper()
	if err := p.each(t.Context(), read, query, args...); err != nil {
		t.Fatal(err)
	}
}

// each is rows while the database may be broken.
func (p *place) each(ctx context.Context, read func(scan func(...any) error) error, query string, args ...any) error {
	rows, err := p.db.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := read(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}

// gone reads when messages of a room were removed.
func (p *place) gone(t *testing.T, room string) (spans []history.Span) {
	t.Helper()
	open := map[int64]int{} // by seq
	p.rows(t, func(scan func(...any) error) error {
		var seq, rev int64
		var removed, own bool
		var at time.Time
		if err := scan(&seq, &rev, &removed, &own, &at); err != nil {
			return err
		}
		if now := p.clock(at.UnixMicro()); removed {
			open[seq] = len(spans)
			spans = append(spans, history.Span{Seq: seq, From: rev, Began: now, Own: own})
		} else if i, ok := open[seq]; ok {
			spans[i].To, spans[i].Over = rev, now
		}
		return nil
	}, `SELECT g.seq, g.rev, g.removed, g.own, g.at FROM ledger_gone g JOIN rooms r ON r.id = g.room_id WHERE r.slug = $1 ORDER BY g.id`, room)
	return spans
}

// holds reads what ever waited in a room.
func (p *place) holds(t *testing.T, room string) (all []history.Hold) {
	t.Helper()
	p.rows(t, func(scan func(...any) error) error {
		var x history.Hold
		var created, due, decided, by, published int64
		err := scan(&x.ID, &x.Nonce, &x.EditOf, &x.Body, &created, &due, &decided, &by, &published)
		x.Created, x.Due, x.Decided = p.clock(created), p.clock(due), p.clock(decided)
		x.Rule, x.Published = by == 0, published != 0
		all = append(all, x)
		return err
	}, `SELECT h.id, h.nonce, h.edit_of, l.body, h.created_at, h.due_at, h.decided_at, h.decided_by, h.published
		FROM holds h JOIN ledger_held l ON l.hold_id = h.id JOIN rooms r ON r.id = h.room_id WHERE r.slug = $1 ORDER BY h.id`, room)
	return all
}

// left reads which messages of a room are still kept by a removal that was undone.
func (p *place) left(t *testing.T, room string) (seqs []int64) {
	t.Helper()
	p.rows(t, func(scan func(...any) error) error {
		var seq int64
		err := scan(&seq)
		seqs = append(seqs, seq)
		return err
	}, `SELECT m.seq FROM removed_messages x JOIN removals v ON v.id = x.removal_id JOIN messages m ON m.id = x.message_id
		JOIN rooms r ON r.id = m.room_id WHERE r.slug = $1 AND v.undone_at <> 0`, room)
	return seqs
}

// number reads one number; ok: the database answered, and there is one.
func (p *place) number(ctx context.Context, query string, args ...any) (n int64, ok bool) {
	var found sql.NullInt64
	err := p.db.QueryRowContext(ctx, query, args...).Scan(&found)
	return found.Int64, err == nil && found.Valid
}
