package store

import (
	"context"
	"time"

	"parley/chat"
)

// accountOrder sorts accounts; what is not known is by name.
var accountOrder = map[string]string{
	"role":   `CASE u.role WHEN 'administrator' THEN 0 WHEN 'moderator' THEN 1 ELSE 2 END, u.name_folded, u.id`,
	"joined": `u.created_at DESC, u.id DESC`,
	"":       `u.name_folded, u.id`,
}

// Accounts lists accounts as administrators see them, and counts all that the query picks.
func (d *queries) Accounts(ctx context.Context, q chat.AccountQuery) ([]chat.Account, int64, error) {
	w := d.where()
	pickAccounts(w, q)
	total, err := one(ctx, d.q, scanInt, `SELECT COUNT(*) FROM users u`+w.String(), w.args...)
	if err != nil || total == 0 {
		return nil, total, fail("count accounts", err)
	}
	order, known := accountOrder[q.Sort]
	if !known {
		order = accountOrder[""]
	}
	scan := func(s scanner) (a chat.Account, err error) { return a, s.Scan(userFields(&a.User)...) }
	part := w.marks(` LIMIT CAST(? AS BIGINT) OFFSET CAST(? AS BIGINT)`, q.Limit, q.Offset)
	all, err := list(ctx, d.q, scan, `SELECT `+userColumns+` FROM users u`+w.String()+` ORDER BY `+order+part, w.args...)
	if err != nil || len(all) == 0 {
		return nil, total, fail("accounts", err)
	}
	return all, total, fail("accounts", d.addStandings(ctx, all, q.Now))
}

func pickAccounts(w *where, q chat.AccountQuery) {
	if q.Text != "" {
		part := "%" + likeText.Replace(fold(q.Text)) + "%"
		w.and(`(u.name_folded LIKE ? ESCAPE '\' OR u.handle LIKE ? ESCAPE '\' OR u.email LIKE ? ESCAPE '\')`, part, part, part)
	}
	if q.Role != "" {
		w.and("u.role = ?", string(q.Role))
	}
	switch q.State {
	case "":
	case "new":
		w.and("u.created_at >= ?", micros(q.NewSince))
	case "muted", "banned":
		kind := map[string]chat.SanctionKind{"muted": chat.Mute, "banned": chat.Ban}[q.State]
		w.and(`u.sanctioned_until > ? AND EXISTS (SELECT 1 FROM sanctions x WHERE x.user_id = u.id AND x.kind = ? AND x.lifted_at = 0
			AND (x.until_at = 0 OR x.until_at > ?))`, micros(q.Now), string(kind), micros(q.Now))
	default:
		w.and("u.state = ?", q.State)
	}
}

// addStandings completes accounts with what stands against them, their warnings, and when they were last seen.
func (d *queries) addStandings(ctx context.Context, all []chat.Account, now time.Time) error {
	of := map[int64]*chat.Account{}
	ids := make([]int64, len(all))
	for i := range all {
		ids[i] = all[i].ID
		of[ids[i]] = &all[i]
	}
	who := in(d, ids)
	sanctions, err := list(ctx, d.q, scanSanction, `SELECT `+sanctionColumns+` FROM sanctions x
		WHERE x.user_id IN (VALUES `+who.String()+`) AND x.lifted_at = 0 AND x.kind IN ('warn', 'mute', 'ban') ORDER BY x.id`, who.args...)
	if err != nil {
		return err
	}
	for _, x := range sanctions {
		switch a := of[x.UserID]; {
		case x.Kind == chat.Warn:
			a.Warnings++
		case x.InForce(now):
			a.Sanctions = append(a.Sanctions, x)
		}
	}
	type seen struct {
		user int64
		at   time.Time
	}
	scan := func(s scanner) (n seen, err error) { return n, s.Scan(&n.user, at{&n.at}) }
	last, err := list(ctx, d.q, scan, `SELECT user_id, MAX(seen_at) FROM sessions WHERE user_id IN (VALUES `+who.String()+`) GROUP BY user_id`, who.args...)
	for _, n := range last {
		of[n.user].SeenAt = n.at
	}
	return err
}
