package store

import (
	"context"

	"parley/chat"
)

// AddAudit notes who did what to whom.
func (t *tx) AddAudit(_ context.Context, e chat.AuditEntry) error {
	return t.exec("add audit entry", `INSERT INTO audit (created_at, actor_id, act, user_id, room_id, detail, address, reason, subject, reason_folded)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`, micros(e.At), e.ActorID, e.Act, e.UserID, e.RoomID, e.Detail, e.Address, e.Reason, e.Subject, fold(e.Reason))
}
