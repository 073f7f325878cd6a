package store

import (
	"context"

	"parley/chat"
)

// TurnAway ends what waits, as part of a removal that keeps its words.
func (t *tx) TurnAway(_ context.Context, r chat.Removal, held []chat.Hold) error {
	var rows, subjects [][]any
	for _, h := range held {
		rows = append(rows, []any{h.ID, r.ID, micros(r.At), r.By})
		subjects = append(subjects, []any{chat.Case{Kind: chat.CaseHold, ID: h.ID}.Subject()})
	}
	t.queueRows("turn away", rows, func(v string) string {
		return `WITH w (id, removal_id, decided_at, decided_by) AS (VALUES ` + v + `)
			UPDATE holds SET removal_id = w.removal_id, decided_at = w.decided_at, decided_by = w.decided_by FROM w WHERE w.id = holds.id`
	}, nil)
	t.unclaim(subjects)
	if err := t.work.flush(t.ctx); err != nil {
		return err
	}
	return t.holdsChanged(r, r.Held)
}

// TakeBack has what a removal turned away, and is not erased, wait again.
func (t *tx) TakeBack(ctx context.Context, r chat.Removal) (int64, error) {
	rooms, err := list(ctx, t.q, scanInt, `UPDATE holds SET removal_id = 0, decided_at = 0, decided_by = 0
		WHERE removal_id = $1 AND removal_id <> 0 AND body <> '' RETURNING room_id`, r.ID)
	if err != nil || len(rooms) == 0 {
		return 0, fail("take back", err)
	}
	return int64(len(rooms)), t.holdsChanged(r, r.Held)
}

// holdsChanged tells the desks of rooms, and the pages of whose messages a removal is.
func (t *tx) holdsChanged(r chat.Removal, rooms []int64) error {
	for _, room := range rooms {
		if err := t.bumpStaff(room); err != nil {
			return err
		}
		t.Tell(chat.Event{Kind: chat.MemberChanged, Room: chat.Room{ID: room}, Users: []int64{r.UserID}})
	}
	return nil
}
