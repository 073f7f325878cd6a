package store

import (
	"context"
	"time"

	"parley/chat"
)

const invites = `SELECT i.id, i.code, i.created_at, i.expires_at, i.ended_at, i.uses, i.used, ` + personColumns + `
	FROM invites i JOIN users u ON u.id = i.created_by `

func scanInvite(s scanner) (i chat.Invite, err error) {
	own := []any{&i.ID, &i.Code, at{&i.CreatedAt}, at{&i.ExpiresAt}, at{&i.EndedAt}, &i.Uses, &i.Used}
	return i, s.Scan(append(own, personFields(&i.CreatedBy)...)...)
}

// Invites lists all invites, newest first.
func (d *queries) Invites(ctx context.Context) ([]chat.Invite, error) {
	all, err := list(ctx, d.q, scanInvite, invites+`ORDER BY i.id DESC`)
	return all, fail("invites", err)
}

// InviteByCode finds an invite, also one that is not valid any more.
func (d *queries) InviteByCode(ctx context.Context, code string) (chat.Invite, error) {
	i, err := one(ctx, d.q, scanInvite, invites+`WHERE i.code = $1`, code)
	return i, missing("invite by code", "This invite does not exist.", err)
}

// AddInvite makes an invite.
func (t *tx) AddInvite(ctx context.Context, i chat.Invite) (chat.Invite, error) {
	var err error
	i.ID, err = one(ctx, t.q, scanInt, `INSERT INTO invites (code, created_by, created_at, expires_at, uses)
		VALUES ($1, $2, $3, $4, $5) RETURNING id`, i.Code, i.CreatedBy.ID, micros(i.CreatedAt), micros(i.ExpiresAt), i.Uses)
	return i, fail("add invite", err)
}

// EndInvite ends an invite by hand; ending it again changes nothing.
func (t *tx) EndInvite(_ context.Context, id int64, at time.Time) error {
	return t.exec("end invite", `UPDATE invites SET ended_at = $2 WHERE id = $1 AND ended_at = 0`, id, micros(at))
}

// UseInvite counts one use; a Conflict when it is used up, ended or expired.
func (t *tx) UseInvite(_ context.Context, id int64, now time.Time) error {
	n, err := t.affects("use invite", `UPDATE invites SET used = used + 1 WHERE id = $1 AND ended_at = 0
		AND (expires_at = 0 OR expires_at > $2) AND (uses = 0 OR used < uses)`, id, micros(now))
	if err == nil && n == 0 {
		return conflict("invite", "This invite is not valid any more. Ask for a new one.")
	}
	return err
}
