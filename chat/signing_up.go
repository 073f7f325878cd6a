package chat

import (
	"context"
	"strings"
	"time"
)

// signUpsPeriod is how long accounts made from one address are counted together.
const signUpsPeriod = time.Hour

// SignUpForm is an account as somebody asks for it.
type SignUpForm struct {
	Handle, Name, Email, Password string
	Invite                        string // code; empty: none
}

// clean checks the form, and makes the account of it that is to be added.
func (f SignUpForm) clean() (User, error) {
	u := User{Role: RoleMember, State: Active}
	var err error
	if u.Handle, err = cleanHandle(f.Handle); err != nil {
		return u, err
	}
	if u.Name, err = cleanLine("name", f.Name, "", maxName); err != nil {
		return u, err
	}
	if u.Name == "" {
		u.Name = u.Handle
	}
	if u.Email, err = cleanEmail(f.Email); err != nil {
		return u, err
	}
	return u, checkPassword(f.Password, u)
}

// SignUp makes an account, as the place's policy allows. An account that waits
// for approval is returned in that state.
func (s *Service) SignUp(ctx context.Context, f SignUpForm, address string) (User, error) {
	if b, err := s.rangeOf(ctx, address, User{}); err != nil {
		return User{}, err
	} else if b != nil {
		return User{}, b.Refusal(s.Now())
	}
	if _, _, err := s.admission(ctx, s.Store, f.Invite); err != nil {
		return User{}, err
	}
	u, err := f.clean()
	if err != nil {
		return User{}, err
	}
	if err := s.mayShow(ctx, Actor{Address: address}, Standing{User: u}, shown{"handle", u.Handle}, shown{"name", u.Name}); err != nil {
		return User{}, err
	}
	from := "sign-up:" + Neighbours(address)
	if wait := s.take(ctx, from, s.SignUps, signUpsPeriod); wait > 0 {
		return User{}, &Error{Kind: TooSoon, RetryAfter: wait, Message: "Many accounts were made from where you are. Wait a while before the next one."}
	}
	if err := s.signUp(ctx, &u, f, address); err != nil {
		s.Attempts.Return(ctx, from) // nothing was made
		return User{}, err
	}
	return u, nil
}

// signUp adds the account that a form asks for.
func (s *Service) signUp(ctx context.Context, u *User, f SignUpForm, address string) error {
	hash, err := s.HashPassword(ctx, f.Password)
	if err != nil {
		return err
	}
	u.CreatedAt = s.Now()
	return s.Store.Tx(ctx, Scope{}, func(tx Tx) error {
		invite, state, err := s.admission(ctx, tx, f.Invite) // it may have changed during the hashing
		if err != nil {
			return err
		}
		u.State = state
		if invite.ID != 0 {
			if err := tx.UseInvite(ctx, invite.ID, s.Now()); err != nil {
				return err
			}
		}
		added, err := tx.AddUser(ctx, *u, hash, invite.ID)
		if err != nil {
			return err
		}
		*u = added
		if err := s.welcome(ctx, tx, added); err != nil {
			return err
		}
		return tx.AddAudit(ctx, s.entry(Actor{User: added, Address: address}, "sign_up", added.ID, 0))
	})
}

// admission is the invite that lets somebody in, and the state their account begins in.
func (s *Service) admission(ctx context.Context, q Queries, code string) (Invite, UserState, error) {
	place, err := q.Place(ctx)
	if err != nil {
		return Invite{}, Waiting, err
	}
	invite, err := s.admits(ctx, q, place, code)
	if place.SignUp == SignUpApproval && invite.ID == 0 {
		return invite, Waiting, err
	}
	return invite, Active, err
}

// admits says whether the policy lets somebody with this invite make an account.
func (s *Service) admits(ctx context.Context, q Queries, place Place, code string) (Invite, error) {
	if now := s.Now(); place.Raided(now) {
		return Invite{}, raidRefusal("Joins are paused here just now. Try again %s.", place.RaidUntil.Sub(now))
	}
	if code = strings.TrimSpace(code); code != "" && place.SignUp != SignUpClosed {
		invite, err := q.InviteByCode(ctx, code)
		if IsNotFound(err) || (err == nil && !invite.Valid(s.Now())) {
			return Invite{}, &Error{Kind: Forbidden, Field: "invite", Message: "This invite is over. Ask whoever gave it to you for a new one."}
		}
		return invite, err
	}
	switch place.SignUp {
	case SignUpOpen, SignUpApproval:
		return Invite{}, nil
	case SignUpInvite:
		return Invite{}, &Error{Kind: Forbidden, Field: "invite", Message: "Accounts are made by invite here. Ask somebody who runs the place for one."}
	}
	return Invite{}, &Error{Kind: Forbidden, Field: "invite", Message: "No new accounts are made here at present."}
}

// welcome puts a new account into the place's first room, so that nobody begins in an empty one.
func (s *Service) welcome(ctx context.Context, tx Tx, u User) error {
	if u.State != Active {
		return nil
	}
	rooms, err := tx.Directory(ctx, u.ID)
	if err != nil {
		return err
	}
	var first Room
	for _, r := range rooms {
		if r.Kind == Open && !r.Archived() && !r.Raided(s.Now()) && (first.ID == 0 || r.ID < first.ID) {
			first = r.Room
		}
	}
	if first.ID == 0 {
		return nil
	}
	return s.putMember(ctx, tx, first, u.ID, RoleMember)
}

// Approve lets somebody in who waits, or turns them away. Again it changes nothing; the contrary of what was decided is a Conflict.
func (s *Service) Approve(ctx context.Context, a Actor, handle string, in bool) error {
	return s.onAccount(ctx, a, handle, func(tx Tx, u User) error {
		switch {
		case u.State != Waiting && in == (u.State == Active):
			return nil
		case u.State != Waiting:
			return refuse(Conflict, "Somebody else has decided this meanwhile.")
		}
		act := "account_approved"
		if u.State = Active; !in {
			u.State, act = Closed, "account_refused"
		}
		if err := tx.SaveUser(ctx, u); err != nil {
			return err
		}
		if err := s.welcome(ctx, tx, u); err != nil {
			return err
		}
		if err := tx.Unclaim(ctx, Case{Kind: CaseJoin, ID: u.ID}.Subject()); err != nil {
			return err
		}
		return tx.AddAudit(ctx, s.entry(a, act, u.ID, 0))
	})
}

// AddLoadUser adds an account that has no password, for load tests.
func (s *Service) AddLoadUser(ctx context.Context, u User) (User, error) {
	u.CreatedAt = s.Now()
	err := s.Store.Tx(ctx, Scope{}, func(tx Tx) error {
		added, err := tx.AddUser(ctx, u, "", 0)
		if err != nil {
			return err
		}
		u = added
		return s.welcome(ctx, tx, u)
	})
	return u, err
}
