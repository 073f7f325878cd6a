package chat

import (
	"context"
	"fmt"
)

// Plead says that a range ban which meets the actor is wrong for them.
func (s *Service) Plead(ctx context.Context, a Actor, rangeID int64, body string) error {
	if !a.SignedIn() {
		return errSignIn
	}
	if a.Range == nil || a.Range.ID != rangeID { // first of all: without it there is no form to show again
		return refuse(NotFound, "This ban does not meet you, or is over.")
	}
	body, err := cleanText("body", body, "Say why it is wrong.", maxAppeal)
	if err != nil {
		return err
	}
	return s.Store.Tx(ctx, Scope{Users: []int64{a.User.ID}}, func(tx Tx) error {
		if err := tx.AddPlea(ctx, Plea{RangeID: rangeID, UserID: a.User.ID, Body: body, At: s.Now()}); err != nil {
			return err
		}
		e := s.entry(a, "range_appealed", a.User.ID, 0)
		e.Subject = fmt.Sprintf("range:%d", rangeID)
		return tx.AddAudit(ctx, e)
	})
}

// PleaOf reads the actor's word against a range ban; the zero one when there is none.
func (s *Service) PleaOf(ctx context.Context, a Actor, rangeID int64) (Plea, error) {
	if !a.SignedIn() {
		return Plea{}, nil
	}
	p, err := s.Store.PleaOf(ctx, rangeID, a.User.ID)
	if IsNotFound(err) {
		return Plea{}, nil
	}
	return p, err
}

// DecidePlea grants a plea, so that the ban does not bind that person any more, or
// refuses it. Whoever made the ban does not decide, save an administrator, and nobody
// decides about what a higher rank decided.
func (s *Service) DecidePlea(ctx context.Context, a Actor, id int64, grant bool, answer string) error {
	answer, err := cleanLine("answer", answer, "", maxReason)
	if err != nil {
		return err
	}
	p, err := s.Store.Plea(ctx, id)
	if err != nil {
		return err
	}
	err = s.Store.Tx(ctx, Scope{Actor: a.User.ID, Users: []int64{p.UserID}}, func(tx Tx) error {
		return s.decidePlea(ctx, tx, a, id, grant, answer)
	})
	if err != nil {
		return err
	}
	return s.refreshRanges(ctx)
}

func (s *Service) decidePlea(ctx context.Context, tx Tx, a Actor, id int64, grant bool, answer string) error {
	p, err := tx.Plea(ctx, id)
	if err != nil {
		return err
	}
	b, err := tx.Range(ctx, p.RangeID)
	if err != nil {
		return err
	}
	e, err := s.meet(ctx, tx, a.User.ID, p.UserID, 0)
	switch {
	case err != nil:
		return err
	case !p.Open():
		return refuse(Conflict, "This appeal has been decided already.")
	case b.By == a.User.ID && e.mine.rank() != RoleAdministrator:
		return refuse(Forbidden, "You decided the ban. Somebody else decides the appeal.")
	}
	if err := s.mayOverrule(ctx, tx, e.mine, Sanction{By: b.By}); err != nil {
		return err
	}
	p.DecidedAt, p.DecidedBy, p.Granted, p.Answer = s.Now(), a.User.ID, grant, answer
	if err := tx.SavePlea(ctx, p); err != nil {
		return err
	}
	if err := tx.Unclaim(ctx, Case{Kind: CasePlea, ID: p.ID}.Subject()); err != nil {
		return err
	}
	act := "range_appeal_refused"
	if grant {
		act = "range_appeal_granted"
	}
	entry := s.entry(a, act, p.UserID, 0)
	entry.Reason, entry.Subject = answer, fmt.Sprintf("range:%d", p.RangeID)
	return tx.AddAudit(ctx, entry)
}
