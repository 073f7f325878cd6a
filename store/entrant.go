package store

import (
	"context"
	"database/sql"
	"time"

	"parley/chat"
)

// entrant is who begins to watch a room, in a session.
type entrant struct {
	slug    string
	user    int64
	session string
}

// entry is where an entrant stands.
type entry struct {
	chat.Standing
	until time.Time // when the session expires; zero: it has ended
}

// StandingIn is Standing for who acts in a session; it refuses them when that has ended. Over a network those who come
// at once are read together, as after the death of a replica: one statement takes a round trip and a plan, whatever its rows.
func (db *DB) StandingIn(ctx context.Context, slug string, userID int64, session string) (chat.Standing, error) {
	if db.entrants.most == 1 {
		return db.queries.StandingIn(ctx, slug, userID, session)
	}
	e, found, err := db.entrants.one(ctx, entrant{slug, userID, session})
	if err == nil && !found {
		err = sql.ErrNoRows
	}
	if err != nil {
		return chat.Standing{}, missing("standing", chat.NoRoom().Error(), err)
	}
	if !e.until.After(db.now()) {
		return chat.Standing{}, chat.SignedOut()
	}
	st := e.Standing
	return st, db.complete(ctx, &st)
}

// entries reads where entrants stand; one whose room does not exist is left out.
func (d *queries) entries(ctx context.Context, all []entrant) (map[entrant]entry, error) {
	v := d.values()
	for _, e := range all {
		v.add(e.slug, e.user, e.session)
	}
	for n := len(all); n&(n-1) != 0; n++ { // see in
		v.add(all[0].slug, all[0].user, all[0].session)
	}
	found := make(map[entrant]entry, len(all))
	scan := func(s scanner) (_ struct{}, err error) {
		var who entrant
		var e entry
		err = s.Scan(append([]any{&who.slug, &who.user, &who.session, at{&e.until}}, placedFields(&e.Standing)...)...)
		found[who] = e
		return struct{}{}, err
	}
	_, err := list(ctx, d.q, scan, `WITH w (slug, user_id, session) AS (VALUES `+v.String()+`)
		SELECT w.slug, w.user_id, w.session, COALESCE((SELECT MAX(s.expires_at) FROM sessions s
			WHERE s.id = w.session AND s.user_id = w.user_id AND s.ended_at = 0), 0), `+placedColumns+`
		FROM w JOIN rooms r ON r.slug = w.slug LEFT JOIN users u ON u.id = w.user_id
		LEFT JOIN members b ON b.room_id = r.id AND b.user_id = u.id`, v.args...)
	return found, err
}
