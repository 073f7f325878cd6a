package store

import (
	"context"
	"time"

	"parley/chat"
)

// AddReport keeps a report, unless the same one waits already.
func (t *tx) AddReport(_ context.Context, r chat.Report) error {
	n, err := t.affects("add report", `INSERT INTO reports (room_id, message_id, user_id, reporter_id, reason, detail, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING`,
		r.RoomID, r.MessageID, r.UserID, r.ReporterID, r.Reason, r.Detail, micros(r.At))
	if err != nil || n == 0 {
		return err
	}
	return t.bumpStaff(r.RoomID)
}

// DecideReports ends all reports of a message, or of a person, that wait, and tells how many.
func (t *tx) DecideReports(_ context.Context, roomID, messageID, userID, by int64, upheld bool, at time.Time) (int64, error) {
	n, err := t.affects("decide reports", `UPDATE reports SET decided_at = $1, decided_by = $2, upheld = $3
		WHERE decided_at = 0 AND message_id = $4 AND user_id = $5`, micros(at), by, bit(upheld), messageID, userID)
	if err != nil || n == 0 {
		return n, err
	}
	return n, t.bumpStaff(roomID)
}

// earlier are the reports of the same person that say what their word is worth: those that
// somebody else decided who moderates the whole place, or in the same room.
const earlier = `FROM reports b JOIN users j ON j.id = b.decided_by
	WHERE b.reporter_id = o.reporter_id AND b.decided_at <> 0 AND b.id <> o.id AND b.decided_by <> b.reporter_id
		AND (j.role IN ('moderator', 'administrator') OR b.room_id = o.room_id)`

// Reports lists all reports of a message, or of a person, with how often each reporter was right.
func (d *queries) Reports(ctx context.Context, messageID, userID int64) ([]chat.ReportListing, error) {
	scan := func(s scanner) (l chat.ReportListing, err error) {
		r := &l.Report
		return l, s.Scan(append([]any{&r.ID, &r.RoomID, &r.MessageID, &r.UserID, &r.ReporterID, &r.Reason, &r.Detail,
			at{&r.At}, at{&r.DecidedAt}, flag{&r.Upheld}, &l.Before, &l.Upheld}, personFields(&l.By)...)...)
	}
	all, err := list(ctx, d.q, scan, `SELECT o.id, o.room_id, o.message_id, o.user_id, o.reporter_id, o.reason, o.detail,
			o.created_at, o.decided_at, o.upheld,
			(SELECT COUNT(*) `+earlier+`), (SELECT COUNT(*) `+earlier+` AND b.upheld = 1),
			`+personColumns+`
		FROM reports o JOIN users u ON u.id = o.reporter_id
		WHERE o.message_id = $1 AND o.user_id = $2 ORDER BY o.id`, messageID, userID)
	return all, fail("reports", err)
}

// ReportsBy counts the reports of somebody that wait.
func (d *queries) ReportsBy(ctx context.Context, reporterID int64) (int64, error) {
	n, err := one(ctx, d.q, scanInt, `SELECT COUNT(*) FROM reports WHERE reporter_id = $1 AND decided_at = 0`, reporterID)
	return n, fail("reports by", err)
}

// RemovedWords reads what a removed message said.
func (d *queries) RemovedWords(ctx context.Context, messageID int64) (string, error) {
	texts, err := list(ctx, d.q, scanText, `SELECT body FROM removed_messages WHERE message_id = $1`, messageID)
	if err != nil || len(texts) == 0 {
		return "", fail("removed words", err)
	}
	return texts[0], nil
}

// bumpStaff says that what moderators see of a room (0: of the place, with the commit) has changed.
func (t *tx) bumpStaff(roomID int64) error {
	if roomID == 0 {
		t.grown.staff = true
		return nil
	}
	return t.exec("bump staff", `UPDATE rooms SET staff_rev = staff_rev + 1 WHERE id = $1`, roomID)
}
