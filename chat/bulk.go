package chat

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
)

// maxBulk is how many people one act is about.
const maxBulk = 100

// BulkForm is one act on several people, everywhere.
type BulkForm struct {
	Handles []string
	Act     string        // role, mute or ban
	Role    Role          // that they get, if it is role
	For     time.Duration // 0: for good
	Reason  string        // of a mute or a ban
}

func (f BulkForm) clean() (BulkForm, error) {
	switch {
	case len(f.Handles) == 0:
		return f, invalid("handle", "Choose somebody first.")
	case len(f.Handles) > maxBulk:
		return f, invalid("handle", fmt.Sprintf("%d people are the most that one act is about.", maxBulk))
	case f.Act == "role":
		return f, checkPlaceRole(f.Role)
	case f.Act != string(Mute) && f.Act != string(Ban):
		return f, invalid("act", "Choose what happens: another role, a mute or a ban.")
	}
	x, err := SanctionForm{Kind: SanctionKind(f.Act), For: f.For, Reason: f.Reason}.clean()
	f.Reason = x.Reason
	return f, err
}

// ActOnPeople does the same to several people: to all of them, or, when rank
// forbids one, to nobody; the refusal says to whom. It tells how many they were.
func (s *Service) ActOnPeople(ctx context.Context, a Actor, f BulkForm) (int, error) {
	if !a.IsAdmin() {
		return 0, errAdmin
	}
	f, err := f.clean()
	if err != nil {
		return 0, err
	}
	var all []int64
	for _, handle := range f.Handles {
		u, err := s.userFor(ctx, "handle", handle)
		if err != nil {
			return 0, err
		}
		if !slices.Contains(all, u.ID) { // however they were spelt
			all = append(all, u.ID)
		}
	}
	return len(all), s.administer(ctx, a, all, func(tx Tx) error {
		var refused []string
		for _, id := range all {
			err := s.actOn(ctx, tx, a, id, f)
			if KindOf(err) != Forbidden {
				if err != nil {
					return err
				}
				continue
			}
			u, userErr := tx.User(ctx, id)
			if userErr != nil {
				return userErr
			}
			refused = append(refused, u.Name+": "+err.Error())
		}
		if len(refused) > 0 {
			return refuse(Forbidden, "Nothing was done. "+strings.Join(refused, " "))
		}
		return nil
	})
}

func (s *Service) actOn(ctx context.Context, tx Tx, a Actor, userID int64, f BulkForm) error {
	e, err := s.meet(ctx, tx, a.User.ID, userID, 0)
	if err != nil {
		return err
	}
	if f.Act == "role" {
		return changeRank(ctx, tx, e.theirs.User, f.Role, s.entry(a, "role_changed", userID, 0))
	}
	x := Sanction{Kind: SanctionKind(f.Act), UserID: userID, By: a.User.ID, Reason: f.Reason, At: s.Now()}
	if f.For > 0 {
		x.Until = x.At.Add(f.For)
	}
	_, err = s.impose(ctx, tx, a, e, x, sweep{})
	return err
}

// PeopleNamed finds the people that handles name, for administrators. Who is not there is left out.
func (s *Service) PeopleNamed(ctx context.Context, a Actor, handles []string) (all []Person, err error) {
	if !a.IsAdmin() {
		return nil, errAdmin
	}
	return s.Store.UsersByHandle(ctx, handles[:min(len(handles), maxBulk)])
}
