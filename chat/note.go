package chat

import (
	"context"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"
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

// AddNote writes a note on a person. Those who moderate the whole place do, and they alone read it.
func (s *Service) AddNote(ctx context.Context, a Actor, handle, body string) error {
	_, u, err := s.whereAndWhom(ctx, a, "", handle)
	if err != nil {
		return err
	}
	if body, err = cleanNote(body); err != nil {
		return err
	}
	return s.Store.Tx(ctx, Scope{Actor: a.User.ID}, func(tx Tx) error {
		mine, err := s.standingOf(ctx, tx, 0, a.User.ID)
		if err != nil {
			return err
		}
		if err := mine.MayJudge(); err != nil {
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

func cleanNote(body string) (string, error) {
	body = strings.TrimSpace(strings.ReplaceAll(body, "\r\n", "\n"))
	switch n := utf8.RuneCountInString(body); {
	case !utf8.ValidString(body) || strings.ContainsRune(body, 0):
		return body, invalid("body", "This text holds characters that cannot be shown. Type it anew.")
	case n == 0:
		return body, invalid("body", "Write the note first.")
	case n > maxNote:
		return body, invalid("body", fmt.Sprintf("Say it in %d characters or fewer.", maxNote))
	}
	return body, nil
}

// notes reads the notes on a person for those who may.
func (s *Service) notes(ctx context.Context, p *Past, a Actor) error {
	mine, err := s.standingOf(ctx, s.Store, 0, a.User.ID)
	if err != nil || mine.MayJudge() != nil {
		return err
	}
	p.MayNote = true
	p.Notes, err = s.Store.Notes(ctx, p.User.ID, notesShown)
	return err
}
