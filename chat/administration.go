package chat

import (
	"context"
	"fmt"
)

var (
	errAdmin = &Error{Kind: Forbidden, Message: "Only administrators of the place may do this."}
	errSetUp = refuse(Conflict, "This place has been set up already. Sign in.")
)

// administer runs an act of the place's administrators on some people. Who may
// is judged with the actor locked: a rank that was just lost counts no more.
func (s *Service) administer(ctx context.Context, a Actor, users []int64, act func(Tx) error) error {
	if !a.IsAdmin() {
		return errAdmin
	}
	return s.Store.Tx(ctx, Scope{Actor: a.User.ID, Users: users}, func(tx Tx) error {
		u, err := tx.User(ctx, a.User.ID)
		if err != nil {
			return err
		}
		if !(Actor{User: u}).IsAdmin() {
			return errAdmin
		}
		return act(tx)
	})
}

// checkPlaceRole refuses what is no rank in the place.
func checkPlaceRole(role Role) error {
	if role != RoleMember && role != RoleModerator && role != RoleAdministrator {
		return invalid("role", "Choose member, moderator or administrator.")
	}
	return nil
}

// onAccount runs an administrator's act on somebody's account. It is judged as every act on a person is: nobody acts on
// an equal. Administrators' accounts are changed by whoever runs the program (operator.go).
func (s *Service) onAccount(ctx context.Context, a Actor, handle string, act func(Tx, User) error) error {
	if !a.IsAdmin() { // before anybody hears which handles there are
		return errAdmin
	}
	u, err := s.userFor(ctx, "handle", handle)
	if err != nil {
		return err
	}
	return s.administer(ctx, a, []int64{u.ID}, func(tx Tx) error {
		e, err := s.meet(ctx, tx, a.User.ID, u.ID, 0)
		if err != nil {
			return err
		}
		return act(tx, e.theirs.User)
	})
}

// SetPlaceRole gives an account another rank in the place.
func (s *Service) SetPlaceRole(ctx context.Context, a Actor, handle string, role Role) error {
	return s.onAccount(ctx, a, handle, func(tx Tx, u User) error { return changeRank(ctx, tx, u, role, s.entry(a, "role_changed", u.ID, 0)) })
}

// changeRank gives an account another rank, once whoever changes it is judged; e is the entry that tells of it.
func changeRank(ctx context.Context, tx Tx, u User, role Role, e AuditEntry) error {
	if err := checkPlaceRole(role); err != nil || u.Role == role {
		return err
	}
	lower := !role.AtLeast(u.Role)
	u.Role = role
	if err := tx.SaveUser(ctx, u); err != nil {
		return err
	}
	if lower { // what the higher rank let them see ends now
		if err := revoke(ctx, tx, Access{UserID: u.ID}); err != nil {
			return err
		}
	}
	e.Detail = fmt.Sprintf(`{"role":%q,"operator":%t}`, role, e.ActorID == 0)
	return tx.AddAudit(ctx, e)
}

// Administrators lists who can help somebody that cannot sign in. Only names, for guests too.
func (s *Service) Administrators(ctx context.Context) ([]Person, error) {
	users, err := s.Store.Users(ctx, 1000)
	var admins []Person
	for _, u := range users {
		if u.Role == RoleAdministrator && u.State == Active {
			admins = append(admins, u.Person())
		}
	}
	return admins, err
}

// Totals counts what there is, for administrators.
func (s *Service) Totals(ctx context.Context, a Actor) (Totals, error) {
	if !a.IsAdmin() {
		return Totals{}, errAdmin
	}
	return s.Store.Totals(ctx, s.Now())
}
