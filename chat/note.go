package chat

import (
	"context"
	"fmt"
	"time"
)

const (
	maxNote    = 1000 // code points
	notesShown = 100
)

// Note is what a moderator writes down about a person, for other moderators.
type Note struct {
	ID     int64
	UserID int64
	By     int64
	ByName string
	Body   string
	At     time.Time
}

// AddNote writes a note on a person. Those who moderate the whole place
// and outrank the person do, and they alone read it.
func (s *Service) AddNote(ctx context.Context, a Actor, handle, body string) error {
	_, u, err := s.whereAndWhom(ctx, a, "", handle)
	if err != nil {
		return err
	}
	if body, err = cleanText("body", body, "Write the note first.", maxNote); err != nil {
		return err
	}
	return s.Store.Tx(ctx, Scope{Actor: a.User.ID}, func(tx Tx) error {
		if _, err := s.meet(ctx, tx, a.User.ID, u.ID, 0); err != nil {
			return err
		}
		n, err := tx.AddNote(ctx, Note{UserID: u.ID, By: a.User.ID, Body: body, At: s.Now()})
		if err != nil {
			return err
		}
		e := s.entry(a, "note_added", u.ID, 0)
		e.Subject = fmt.Sprintf("note:%d", n.ID)
		return tx.AddAudit(ctx, e)
	})
}

// notes reads the notes on a person for those who may.
func (s *Service) notes(ctx context.Context, p *Past, a Actor) error {
	refusal, err := s.judgeEverywhere(ctx, a.User.ID, p.User.ID)
	if err != nil || refusal != nil {
		return err
	}
	p.MayNote = true
	p.Notes, err = s.Store.Notes(ctx, p.User.ID, notesShown)
	return err
}
