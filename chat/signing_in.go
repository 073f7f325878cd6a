package chat

import (
	"context"
	"slices"
	"strings"
	"time"
)

// triesPeriod is how long tries to sign in are counted together (OWASP ASVS 5.0, 6.3.1).
const triesPeriod = 15 * time.Minute

func tooManyTries(wait time.Duration) error {
	return &Error{Kind: TooSoon, RetryAfter: wait, Message: "Too many tries. Wait a few minutes before the next one."}
}

// SignIn finds whom a handle or e-mail address and a password belong to. The
// answer and its time are the same whether or not the person exists.
func (s *Service) SignIn(ctx context.Context, login, password, address string) (User, error) {
	login = strings.ToLower(strings.TrimPrefix(strings.TrimSpace(login), "@"))
	from := Neighbours(address)
	byAccount, byAddress := "sign-in:"+hashSecret(login)[:32]+"|"+from, "sign-in:"+from
	wait := max(
		s.take(ctx, byAccount, s.SignInTries, triesPeriod),
		s.take(ctx, byAddress, 10*s.SignInTries, triesPeriod),
	)
	if wait > 0 {
		s.auditSignIn(ctx, "sign_in_limited", 0, address)
		return User{}, tooManyTries(wait)
	}
	u, hash, err := s.Store.UserByLogin(ctx, login)
	if err != nil && !IsNotFound(err) {
		return User{}, err
	}
	ok, err := s.CheckPassword(ctx, password, hash)
	if err != nil {
		return User{}, err
	}
	if !ok || u.ID == 0 || u.State == Closed {
		s.auditSignIn(ctx, "sign_in_refused", u.ID, address)
		return User{}, invalid("password", "Handle and password do not go together.")
	}
	s.Attempts.Forget(ctx, byAccount)
	s.Attempts.Return(ctx, byAddress) // not Forget: one's own account is no way to more tries on others'
	if u.State == Waiting {
		return u, refuse(Forbidden, "Your account waits for an administrator to approve it.")
	}
	b, err := s.rangeOf(ctx, address, u)
	if err != nil {
		return User{}, err
	}
	if b != nil {
		s.auditSignIn(ctx, "sign_in_refused", u.ID, address)
		return User{}, b.Refusal(s.Now())
	}
	s.auditSignIn(ctx, "sign_in", u.ID, address)
	return u, nil
}

// take counts one try of at most n (0: any number) in a period, and tells how long to wait when there were more.
func (s *Service) take(ctx context.Context, key string, n int, per time.Duration) time.Duration {
	if n == 0 {
		return 0
	}
	return s.Attempts.Take(ctx, key, n, per)
}

// auditSignIn notes a try. That it cannot be noted keeps nobody out.
func (s *Service) auditSignIn(ctx context.Context, act string, userID int64, address string) {
	e := AuditEntry{At: s.Now(), Act: act, UserID: userID, Address: address}
	if act == "sign_in" {
		e.ActorID = userID
	}
	_ = s.Store.Tx(ctx, Scope{}, func(tx Tx) error { return tx.AddAudit(ctx, e) })
}

// ActorOf is whom a session acts for now: their account as it is, or a guest.
func (s *Service) ActorOf(ctx context.Context, userID int64, session, address string) (Actor, error) {
	a := Actor{Address: address}
	var err error
	if userID != 0 {
		u, err := s.Store.User(ctx, userID)
		if err != nil && !IsNotFound(err) {
			return a, err
		}
		if err == nil && u.State == Active {
			a.User, a.Session = u, session
		}
	}
	if a.Range, err = s.rangeOf(ctx, address, a.User); err != nil || a.User.ID == 0 {
		return a, err
	}
	a.Ban, err = s.banOf(ctx, a.User)
	return a, err
}

// banOf finds what keeps somebody out of the whole place; nil when nothing does.
func (s *Service) banOf(ctx context.Context, u User) (*Sanction, error) {
	if !s.Now().Before(u.SanctionedUntil) {
		return nil, nil
	}
	all, err := s.Store.SanctionsInForce(ctx, u.ID, s.Now())
	all = slices.DeleteFunc(all, func(x Sanction) bool { return x.RoomID != 0 })
	if x, banned := Longest(all, Ban); banned {
		return &x, err
	}
	return nil, err
}

// maySpeak refuses whoever is muted or banned in the whole place what others
// would read of them outside of rooms: their name, a new room, a conversation.
func maySpeak(ctx context.Context, q Queries, userID int64, now time.Time) error {
	all, err := q.SanctionsInForce(ctx, userID, now)
	if err != nil {
		return err
	}
	all = slices.DeleteFunc(all, func(x Sanction) bool { return x.RoomID != 0 })
	return Standing{Sanctions: all}.unsanctioned()
}

// Sessions lists the actor's signed-in browsers.
func (s *Service) Sessions(ctx context.Context, a Actor) ([]Session, error) {
	if !a.SignedIn() {
		return nil, errSignIn
	}
	return s.Store.Sessions(ctx, a.User.ID)
}

// EndSession signs one of the actor's browsers out, wherever it is; all but this one when id is empty.
func (s *Service) EndSession(ctx context.Context, a Actor, id string) error {
	if !a.SignedIn() {
		return errSignIn
	}
	return s.Store.Tx(ctx, Scope{Users: []int64{a.User.ID}}, func(tx Tx) error {
		except := ""
		if id == "" {
			except = a.Session
		}
		if err := endSessions(ctx, tx, a.User.ID, id, except); err != nil {
			return err
		}
		return tx.AddAudit(ctx, s.entry(a, "sign_out", a.User.ID, 0))
	})
}

// endSessions ends the session with this id, or all but except, with their live pages.
func endSessions(ctx context.Context, tx Tx, userID int64, id, except string) error {
	if err := tx.EndSessions(ctx, userID, id, except); err != nil {
		return err
	}
	return revoke(ctx, tx, Access{UserID: userID, Session: id, Except: except})
}
