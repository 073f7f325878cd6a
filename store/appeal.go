package store

import (
	"context"

	"parley/chat"
)

const appealColumns = `p.sanction_id, p.user_id, p.body, p.created_at, p.decided_at, p.decided_by, p.granted, p.answer`

func scanAppeal(s scanner) (p chat.Appeal, err error) {
	return p, s.Scan(&p.SanctionID, &p.UserID, &p.Body, at{&p.At}, at{&p.DecidedAt}, &p.DecidedBy, flag{&p.Granted}, &p.Answer)
}

// Appeal reads the appeal against a sanction.
func (d *queries) Appeal(ctx context.Context, sanctionID int64) (chat.Appeal, error) {
	p, err := one(ctx, d.q, scanAppeal, `SELECT `+appealColumns+` FROM appeals p WHERE p.sanction_id = $1`+d.lock, sanctionID)
	return p, missing("appeal", "There is no appeal against this.", err)
}

// AddAppeal keeps an appeal; a second one against the same sanction is a Conflict.
func (t *tx) AddAppeal(_ context.Context, p chat.Appeal) error {
	n, err := t.affects("add appeal", `INSERT INTO appeals (sanction_id, user_id, body, created_at) VALUES ($1, $2, $3, $4)
		ON CONFLICT DO NOTHING`, p.SanctionID, p.UserID, p.Body, micros(p.At))
	if err == nil && n == 0 {
		err = conflict("body", "You have appealed already. There is one appeal, and its answer stands.")
	}
	if err != nil {
		return err
	}
	return t.bumpStaff(0)
}

// SaveAppeal writes how an appeal was decided.
func (t *tx) SaveAppeal(_ context.Context, p chat.Appeal) error {
	err := t.exec("save appeal", `UPDATE appeals SET decided_at = $2, decided_by = $3, granted = $4, answer = $5 WHERE sanction_id = $1`,
		p.SanctionID, micros(p.DecidedAt), p.DecidedBy, bit(p.Granted), p.Answer)
	if err != nil {
		return err
	}
	return t.bumpStaff(0)
}
