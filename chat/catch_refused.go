package chat

import (
	"context"
	"errors"
)

// noteRefused notes that a filter has refused something, when it was one. The refusal
// wrote nothing that it could go with; that it was noted is not what it depends on.
func (s *Service) noteRefused(ctx context.Context, a Actor, st Standing, refusal error) {
	e, ok := errors.AsType[*Error](refusal)
	if !ok || e.caught == nil || a.User.ID == 0 {
		return
	}
	c := e.caught
	_ = s.Store.Tx(ctx, Scope{Actor: a.User.ID}, func(tx Tx) error {
		entry := s.entry(Actor{}, "filter_refused", a.User.ID, st.Room.ID)
		entry.Reason = c.by.Name
		if err := tx.AddAudit(ctx, entry); err != nil {
			return err
		}
		hits := s.hits([]*rule{c.by}, HitRefused, st, 0)
		return tx.AddFilterHits(ctx, append(hits, s.hits(c.watched, HitWatched, st, 0)...))
	})
}

// shown is a line that others will read, and the field it was typed into.
type shown struct{ field, text string }

// mayShow refuses names, topics and the like that a filter catches, whatever it does to
// messages: there is nothing to hold or to remove. st is where whoever typed them stands.
func (s *Service) mayShow(ctx context.Context, a Actor, st Standing, lines ...shown) error {
	for _, line := range lines {
		c, err := s.catch(ctx, a.User, st.Room.ID, func() *words { return wordsOfLine(line.text) })
		if err != nil {
			return err
		}
		refusal := c.judge(st)
		if c.by != nil && refusal == nil {
			refusal = &Error{Message: c.by.refusal(), caught: c}
		}
		if e, ok := errors.AsType[*Error](refusal); ok {
			e.Kind, e.Field = Invalid, line.field
			if s.Floods(a.User.ID) == 0 { // whoever tries again and again is not noted each time
				s.noteRefused(ctx, a, st, e)
			}
			return e
		}
		if len(c.watched) > 0 && s.Floods(a.User.ID) == 0 {
			_ = s.Store.Tx(ctx, Scope{Actor: a.User.ID}, func(tx Tx) error { return tx.AddFilterHits(ctx, s.hits(c.watched, HitWatched, st, 0)) })
		}
	}
	return nil
}
