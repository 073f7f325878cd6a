package chat

import (
	"context"
	"slices"
	"strings"
	"time"
)

const (
	accountPage = 50
	newAccount  = 24 * time.Hour // how long an account is new in the list of people
)

// Account is an account as administrators see it in a list.
type Account struct {
	User
	SeenAt    time.Time  // by the newest of their sessions; zero: there is none
	Sanctions []Sanction // that stand against them, anywhere
	Warnings  int64      // that were not lifted
}

// AccountFilter picks accounts. What is empty picks all.
type AccountFilter struct {
	Text  string // part of the name, the handle or the e-mail address
	Role  Role
	State string // active, waiting, closed, new, muted or banned
	Sort  string // name (the default), role or joined
	Page  int    // from 1
}

// AccountQuery is a filter as the store reads it.
type AccountQuery struct {
	AccountFilter
	Now           time.Time
	NewSince      time.Time
	Limit, Offset int
}

// AccountPage is a part of the accounts.
type AccountPage struct {
	Accounts []Account
	Waiting  []Account // for approval, the longest first
	Total    int64     // that the filter picks
	First    int64     // number of the first one, from 1
}

// More says whether there is another page.
func (p AccountPage) More() bool { return p.First+int64(len(p.Accounts)) <= p.Total }

// Accounts lists accounts for administrators, with those who wait for approval.
func (s *Service) Accounts(ctx context.Context, a Actor, f AccountFilter) (p AccountPage, err error) {
	if !a.IsAdmin() {
		return p, errAdmin
	}
	f.Text, f.Page = strings.TrimSpace(f.Text), min(max(1, f.Page), 100_000)
	q := AccountQuery{AccountFilter: f, Now: s.Now(), NewSince: s.Now().Add(-newAccount), Limit: accountPage, Offset: (f.Page - 1) * accountPage}
	p.First = int64(q.Offset) + 1
	if p.Accounts, p.Total, err = s.Store.Accounts(ctx, q); err != nil {
		return p, err
	}
	q = AccountQuery{AccountFilter: AccountFilter{State: string(Waiting), Sort: "joined"}, Now: s.Now(), Limit: accountPage}
	p.Waiting, _, err = s.Store.Accounts(ctx, q)
	slices.Reverse(p.Waiting)
	return p, err
}

// AccountFile is all that administrators read of a person before they act.
type AccountFile struct {
	Past
	Sessions []Session
}

// AccountFile reads an account with what was decided about it and where it is signed in, for administrators.
func (s *Service) AccountFile(ctx context.Context, a Actor, handle string) (f AccountFile, err error) {
	if !a.IsAdmin() {
		return f, errAdmin
	}
	if f.Past, err = s.History(ctx, a, handle, ""); err != nil {
		return f, err
	}
	f.Sessions, err = s.Store.Sessions(ctx, f.User.ID)
	return f, err
}

// SignOut ends a session of somebody's, or all of them when id is empty, with their live pages.
func (s *Service) SignOut(ctx context.Context, a Actor, handle, id string) error {
	return s.onAccount(ctx, a, handle, func(tx Tx, u User) error {
		if err := endSessions(ctx, tx, u.ID, id, ""); err != nil {
			return err
		}
		e := s.entry(a, "sessions_ended", u.ID, 0)
		if id != "" {
			e.Detail = `{"devices":1}`
		}
		return tx.AddAudit(ctx, e)
	})
}
