package store

import (
	"context"
	"slices"
	"strings"

	"parley/chat"
)

// auditStandings are who acted and whom, each with their rank in the place and in the room.
const auditStandings = `COALESCE(a.id, 0), COALESCE(a.handle, ''), COALESCE(a.name, ''), COALESCE(a.avatar, 0), COALESCE(a.role, ''), COALESCE(a.state, ''), COALESCE(am.role, ''),
	COALESCE(u.id, 0), COALESCE(u.handle, ''), COALESCE(u.name, ''), COALESCE(u.avatar, 0), COALESCE(u.role, ''), COALESCE(u.state, ''), COALESCE(um.role, '')`

func standingFields(st *chat.Standing) []any {
	u := &st.User
	return []any{&u.ID, &u.Handle, &u.Name, &u.Avatar, &u.Role, &u.State, &st.Member.Role}
}

// auditRecords names everybody and everything of the entries e, and tells what has become of it, in one statement.
const auditRecords = `SELECT e.id, e.created_at, e.actor_id, e.act, e.user_id, e.room_id, e.detail, e.address, e.reason, e.subject,
		` + auditStandings + `,
		COALESCE(r.id, 0), COALESCE(r.slug, ''), COALESCE(r.name, ''), COALESCE(r.kind, ''),
		COALESCE(x.id, 0), COALESCE(x.kind, ''), COALESCE(x.evidence, ''), COALESCE(x.created_at, 0), COALESCE(x.until_at, 0), COALESCE(x.lifted_at, 0), COALESCE(x.seen_at, 0),
		(SELECT COUNT(*) FROM appeals p WHERE p.sanction_id = x.id AND p.decided_at = 0),
		COALESCE(v.id, 0), COALESCE(v.messages, 0), COALESCE(v.undone_at, 0), COALESCE(v.erased_at, 0)
	FROM (SELECT * FROM audit e`

const auditJoins = `) e
	LEFT JOIN users a ON a.id = e.actor_id LEFT JOIN members am ON am.room_id = e.room_id AND am.user_id = e.actor_id
	LEFT JOIN users u ON u.id = e.user_id LEFT JOIN members um ON um.room_id = e.room_id AND um.user_id = e.user_id
	LEFT JOIN rooms r ON r.id = e.room_id
	LEFT JOIN sanctions x ON x.id = CASE WHEN e.subject LIKE 'sanction:%' THEN CAST(SUBSTR(e.subject, 10) AS BIGINT) END
	LEFT JOIN removals v ON v.id = CASE WHEN e.subject LIKE 'removal:%' THEN CAST(SUBSTR(e.subject, 9) AS BIGINT) END
	ORDER BY e.id DESC`

func scanAuditRecord(s scanner) (e chat.AuditRecord, err error) {
	x, v := &e.Sanction, &e.Removal
	err = s.Scan(slices.Concat(
		[]any{&e.ID, at{&e.At}, &e.ActorID, &e.Act, &e.UserID, &e.RoomID, &e.Detail, &e.Address, &e.Reason, &e.Subject},
		standingFields(&e.Actor), standingFields(&e.Whom),
		[]any{&e.Room.ID, &e.Room.Slug, &e.Room.Name, &e.Room.Kind},
		[]any{&x.ID, &x.Kind, ids{&x.Evidence}, at{&x.At}, at{&x.Until}, at{&x.LiftedAt}, at{&x.SeenAt}, flag{&e.Contest}},
		[]any{&v.ID, &v.Messages, at{&v.UndoneAt}, at{&v.ErasedAt}})...)
	e.Actor.Room, e.Whom.Room = e.Room, e.Room
	return e, err
}

// AuditLog lists entries, newest first.
func (d *queries) AuditLog(ctx context.Context, q chat.AuditQuery) ([]chat.AuditRecord, error) {
	w := d.where()
	readable(w, q)
	if err := d.picked(ctx, w, q); err != nil {
		return nil, fail("audit log", err)
	}
	limit := w.marks("CAST(? AS BIGINT)", q.Limit)
	all, err := list(ctx, d.q, scanAuditRecord, auditRecords+w.String()+` ORDER BY e.id DESC LIMIT `+limit+auditJoins, w.args...)
	return all, fail("audit log", err)
}

// readable leaves the entries that the reader may know of.
func readable(w *where, q chat.AuditQuery) {
	if q.All {
		return
	}
	rooms := []any{int64(-1)} // no room has it: the list is never empty
	for _, id := range q.Rooms {
		rooms = append(rooms, id)
	}
	condition := `e.room_id IN (VALUES (CAST(? AS BIGINT))` + strings.Repeat(", (?)", len(q.Rooms)) + `)`
	if !q.Staff {
		w.and(condition, rooms...)
		return
	}
	for _, act := range chat.StaffActs {
		rooms = append(rooms, act)
	}
	w.and(`(`+condition+` OR e.room_id = 0 AND e.act IN (?`+strings.Repeat(", ?", len(chat.StaffActs)-1)+`))`, rooms...)
}

// picked leaves the entries that the filter asks for. Days are found by the numbers of entries.
func (d *queries) picked(ctx context.Context, w *where, q chat.AuditQuery) error {
	if q.UserID != 0 {
		w.and("(e.actor_id = ? OR e.user_id = ?)", q.UserID, q.UserID)
	}
	if q.Act != "" {
		w.and("e.act = ?", q.Act)
	}
	if q.Text != "" {
		// what was noted by a release before has only what the database can fold
		w.and(`COALESCE(NULLIF(e.reason_folded, ''), LOWER(e.reason)) LIKE ? ESCAPE '\'`, "%"+likeText.Replace(fold(q.Text))+"%")
	}
	if q.Before != 0 {
		w.and("e.id < ?", q.Before)
	}
	if !q.From.IsZero() {
		first, err := d.since(ctx, auditInTime, q.From)
		if err != nil {
			return err
		}
		w.and("e.id >= ? AND e.created_at >= ?", first, micros(q.From))
	}
	if !q.To.IsZero() {
		last, err := d.since(ctx, auditInTime, q.To.Add(2*disorder))
		if err != nil {
			return err
		}
		w.and("e.id < ? AND e.created_at < ?", last, micros(q.To))
	}
	return nil
}
