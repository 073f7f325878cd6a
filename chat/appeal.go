package chat

import (
	"context"
	"fmt"
	"time"
)

// maxAppeal is how many code points an appeal may have.
const maxAppeal = 1000

// Appeal is a person's word against a sanction. There is one, once.
type Appeal struct {
	SanctionID int64
	UserID     int64
	Body       string
	At         time.Time
	DecidedAt  time.Time // zero: nobody has yet
	DecidedBy  int64
	Granted    bool
	Answer     string // the person reads it
}

// Open says whether nobody has decided it.
func (p Appeal) Open() bool { return p.DecidedAt.IsZero() }

// Appeal says that a mute or a ban of the actor's is wrong.
func (s *Service) Appeal(ctx context.Context, a Actor, sanctionID int64, body string) error {
	body, err := cleanText("body", body, "Say why it is wrong.", maxAppeal)
	if err != nil {
		return err
	}
	return s.Store.Tx(ctx, Scope{Users: []int64{a.User.ID}}, func(tx Tx) error {
		x, err := tx.Sanction(ctx, sanctionID)
		switch {
		case err != nil:
			return err
		case x.UserID != a.User.ID:
			return refuse(NotFound, "There is no such sanction.")
		case !x.InForce(s.Now()):
			return refuse(Conflict, "This is over. There is nothing left to appeal.")
		}
		if err := tx.AddAppeal(ctx, Appeal{SanctionID: x.ID, UserID: x.UserID, Body: body, At: s.Now()}); err != nil {
			return err
		}
		entry := s.entry(a, "appealed", x.UserID, x.RoomID)
		entry.Subject = fmt.Sprintf("sanction:%d", x.ID)
		return tx.AddAudit(ctx, entry)
	})
}

// AppealOf reads the actor's appeal against one of their sanctions; NotFound when there is none.
func (s *Service) AppealOf(ctx context.Context, a Actor, sanctionID int64) (Sanction, Appeal, error) {
	x, err := s.Store.Sanction(ctx, sanctionID)
	if err == nil && (x.UserID != a.User.ID || a.User.ID == 0) {
		err = refuse(NotFound, "There is no such sanction.")
	}
	if err != nil {
		return x, Appeal{}, err
	}
	p, err := s.Store.Appeal(ctx, sanctionID)
	if IsNotFound(err) {
		return x, Appeal{}, nil
	}
	return x, p, err
}

// RoomOfSanction is where a sanction counts, for the person it is about. The zero room:
// everywhere, or a room that they never were in and could not find.
func (s *Service) RoomOfSanction(ctx context.Context, x Sanction) Room {
	st, err := s.Store.StandingByID(ctx, x.RoomID, x.UserID)
	if err != nil || !(st.Room.Kind == Open || st.Room.Kind == Announcement || st.IsMember() || x.Role != "" || s.wroteIn(ctx, x)) {
		return Room{} // the page has no name for it
	}
	return st.Room
}

// wroteIn says whether the person of a sanction ever wrote where it counts.
func (s *Service) wroteIn(ctx context.Context, x Sanction) bool {
	said, err := s.Store.MessagesBy(ctx, x.UserID, x.RoomID, time.Time{}, 1)
	return err == nil && len(said) > 0
}

// DecideAppeal grants an appeal, which lifts the sanction, or refuses it. Whoever
// decided the sanction does not decide the appeal, save an administrator, and nobody decides about
// what a higher rank decided.
func (s *Service) DecideAppeal(ctx context.Context, a Actor, sanctionID int64, grant bool, answer string) error {
	answer, err := cleanLine("answer", answer, "", maxReason)
	if err != nil {
		return err
	}
	x, err := s.Store.Sanction(ctx, sanctionID)
	if err != nil {
		return err
	}
	scope := Scope{Actor: a.User.ID, Users: []int64{x.UserID}}
	if x.RoomID != 0 {
		scope.Rooms = []int64{x.RoomID}
	}
	return s.Store.Tx(ctx, scope, func(tx Tx) error { return s.decideAppeal(ctx, tx, a, sanctionID, grant, answer) })
}

func (s *Service) decideAppeal(ctx context.Context, tx Tx, a Actor, sanctionID int64, grant bool, answer string) error {
	x, err := tx.Sanction(ctx, sanctionID)
	if err != nil {
		return err
	}
	p, err := tx.Appeal(ctx, sanctionID)
	if err != nil {
		return err
	}
	e, err := s.meet(ctx, tx, a.User.ID, x.UserID, x.RoomID)
	switch {
	case err != nil:
		return err
	case !p.Open():
		return refuse(Conflict, "This appeal has been decided already.")
	case x.By == a.User.ID && e.mine.rank() != RoleAdministrator:
		return refuse(Forbidden, "You decided the sanction. Somebody else decides the appeal.")
	}
	if err := s.mayOverrule(ctx, tx, e.mine, x); err != nil { // refused by whoever may not grant it, it would be lost
		return err
	}
	p.DecidedAt, p.DecidedBy, p.Granted, p.Answer = s.Now(), a.User.ID, grant, answer
	if err := tx.SaveAppeal(ctx, p); err != nil {
		return err
	}
	if err := tx.Unclaim(ctx, Case{Kind: CaseAppeal, ID: x.ID}.Subject()); err != nil {
		return err
	}
	act := "appeal_refused"
	if grant {
		act = "appeal_granted"
		if err := s.lift(ctx, tx, a, &x, answer); err != nil {
			return err
		}
	}
	entry := s.entry(a, act, x.UserID, x.RoomID)
	entry.Reason, entry.Subject = answer, fmt.Sprintf("sanction:%d", x.ID)
	return tx.AddAudit(ctx, entry)
}
