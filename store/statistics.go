package store

import (
	"context"
	"time"

	"parley/chat"
)

// messagesAtOnce is how many numbers of messages one count looks at, so that it takes less than a second.
const messagesAtOnce = 250_000

// quarter is the time that messages are counted by, in microseconds.
const quarter = int64(15 * time.Minute / time.Microsecond)

// Activity counts messages by author and quarter of an hour, a part of the messages at a time.
func (d *queries) Activity(ctx context.Context, since time.Time, each func(chat.Tally)) error {
	first, err := d.since(ctx, messagesInTime, since)
	if err != nil {
		return fail("activity", err)
	}
	last, err := one(ctx, d.q, scanInt, `SELECT COALESCE(MAX(id), 0) FROM messages`)
	if err != nil {
		return fail("activity", err)
	}
	scan := func(s scanner) (none struct{}, err error) {
		var t chat.Tally
		var at int64
		if err := s.Scan(&at, &t.AuthorID, &t.Messages); err != nil {
			return none, err
		}
		t.At = time.UnixMicro(at * quarter)
		each(t)
		return none, nil
	}
	for ; first <= last; first += messagesAtOnce {
		_, err := list(ctx, d.q, scan, `SELECT posted_at / CAST($4 AS BIGINT), author_id, COUNT(*) FROM messages
			WHERE id >= $1 AND id < $2 AND posted_at >= $3 AND kind = 'text' GROUP BY 1, 2`, first, first+messagesAtOnce, micros(since), quarter)
		if err != nil {
			return fail("activity", err)
		}
	}
	return nil
}

// Arrivals are the moments at which accounts were made.
func (d *queries) Arrivals(ctx context.Context, since time.Time) ([]time.Time, error) {
	scan := func(s scanner) (made time.Time, err error) { return made, s.Scan(at{&made}) }
	all, err := list(ctx, d.q, scan, `SELECT created_at FROM users WHERE created_at >= $1`, micros(since))
	return all, fail("arrivals", err)
}

// Deeds counts what was done, by the numbers of the log and of the messages that were held.
func (d *queries) Deeds(ctx context.Context, since time.Time) ([]chat.Deed, error) {
	noted, err := d.since(ctx, auditInTime, since)
	if err != nil {
		return nil, fail("deeds", err)
	}
	held, err := d.since(ctx, holdsInTime, since)
	if err != nil {
		return nil, fail("deeds", err)
	}
	scan := func(s scanner) (n chat.Deed, err error) { return n, s.Scan(&n.Act, flag{&n.ByRule}, &n.Times) }
	all, err := list(ctx, d.q, scan, `SELECT act, CASE WHEN actor_id = 0 THEN 1 ELSE 0 END, COUNT(*) FROM audit
			WHERE id >= $1 AND created_at >= $3 AND NOT (act = 'messages_removed' AND actor_id = user_id) GROUP BY 1, 2
		UNION ALL SELECT 'held', 1, COUNT(*) FROM holds WHERE id >= $2 AND created_at >= $3 AND due_at = 0`, noted, held, micros(since))
	return all, fail("deeds", err)
}
