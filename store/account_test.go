package store_test

import (
	"strings"
	"testing"
	"time"

	"parley/chat"
)

// accounts are the handles of the accounts that a query picks.
func (s *site) accounts(q chat.AccountQuery) (handles string, total int64) {
	s.t.Helper()
	q.Now = time.Now()
	if q.Limit == 0 {
		q.Limit = 50
	}
	all, total, err := s.Accounts(s.t.Context(), q)
	if err != nil {
		s.t.Fatal(err)
	}
	var names []string
	for _, a := range all {
		names = append(names, a.Handle)
	}
	return strings.Join(names, " "), total
}

func TestAccountsAreSearchedSortedAndPaged(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		var of = map[string]chat.User{}
		for _, u := range []chat.User{
			{Handle: "zoe", Name: "Ångström", Email: "zoe@harbour.example", Role: chat.RoleAdministrator, State: chat.Active, CreatedAt: time.Now().Add(-72 * time.Hour)},
			{Handle: "kip_1999", Name: "Kip", Role: chat.RoleMember, State: chat.Active, CreatedAt: time.Now()},
			{Handle: "bo", Name: "Bo", Role: chat.RoleModerator, State: chat.Active, CreatedAt: time.Now().Add(-48 * time.Hour)},
			{Handle: "wait", Name: "Wait", Role: chat.RoleMember, State: chat.Waiting, CreatedAt: time.Now().Add(-time.Hour)},
		} {
			s.must(chat.Scope{}, func(tx chat.Tx) (err error) {
				of[u.Handle], err = tx.AddUser(t.Context(), u, "", 0)
				return err
			})
		}
		s.impose(chat.Sanction{Kind: chat.Mute, UserID: of["bo"].ID, Until: time.Now().Add(-time.Minute)})
		s.impose(chat.Sanction{Kind: chat.Mute, UserID: of["kip_1999"].ID})
		s.impose(chat.Sanction{Kind: chat.Warn, UserID: of["kip_1999"].ID})
		for name, c := range map[string]struct {
			q     chat.AccountQuery
			want  string
			total int64
		}{
			"all":            {chat.AccountQuery{}, "bo kip_1999 wait zoe", 4},
			"by rank":        {chat.AccountQuery{AccountFilter: chat.AccountFilter{Sort: "role"}}, "zoe bo kip_1999 wait", 4},
			"newest":         {chat.AccountQuery{AccountFilter: chat.AccountFilter{Sort: "joined"}}, "kip_1999 wait bo zoe", 4},
			"a second page":  {chat.AccountQuery{Limit: 2, Offset: 2}, "wait zoe", 4},
			"beyond the end": {chat.AccountQuery{Limit: 2, Offset: 4}, "", 4},
			"a name":         {chat.AccountQuery{AccountFilter: chat.AccountFilter{Text: "ÅNG"}}, "zoe", 1},
			"a handle":       {chat.AccountQuery{AccountFilter: chat.AccountFilter{Text: "p_1"}}, "kip_1999", 1},
			"no wildcard":    {chat.AccountQuery{AccountFilter: chat.AccountFilter{Text: "b_"}}, "", 0},
			"an address":     {chat.AccountQuery{AccountFilter: chat.AccountFilter{Text: "harbour"}}, "zoe", 1},
			"moderators":     {chat.AccountQuery{AccountFilter: chat.AccountFilter{Role: chat.RoleModerator}}, "bo", 1},
			"muted":          {chat.AccountQuery{AccountFilter: chat.AccountFilter{State: "muted"}}, "kip_1999", 1},
			"banned":         {chat.AccountQuery{AccountFilter: chat.AccountFilter{State: "banned"}}, "", 0},
			"waiting":        {chat.AccountQuery{AccountFilter: chat.AccountFilter{State: "waiting"}}, "wait", 1},
			"new":            {chat.AccountQuery{AccountFilter: chat.AccountFilter{State: "new"}, NewSince: time.Now().Add(-24 * time.Hour)}, "kip_1999 wait", 2},
		} {
			if got, total := s.accounts(c.q); got != c.want || total != c.total {
				t.Errorf("%s: %q of %d, want %q of %d", name, got, total, c.want, c.total)
			}
		}
		all, _, err := s.Accounts(t.Context(), chat.AccountQuery{AccountFilter: chat.AccountFilter{Text: "kip"}, Now: time.Now(), Limit: 5})
		if err != nil || len(all) != 1 || all[0].Warnings != 1 || len(all[0].Sanctions) != 1 || !all[0].SeenAt.IsZero() {
			t.Errorf("got %+v, %v", all, err)
		}
	})
}

func TestNotesAreReadNewestFirst(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		ana, kip := s.user("ana"), s.user("kip")
		for _, body := range []string{"first", "second"} {
			s.must(chat.Scope{}, func(tx chat.Tx) error {
				n, err := tx.AddNote(t.Context(), chat.Note{UserID: kip.ID, By: ana.ID, Body: body, At: time.Now()})
				if n.ID == 0 {
					t.Error("a note has no number")
				}
				return err
			})
		}
		all, err := s.Notes(t.Context(), kip.ID, 10)
		if err != nil || len(all) != 2 || all[0].Body != "second" || all[1].ByName != "Name of ana" {
			t.Errorf("got %+v, %v", all, err)
		}
		if all, err := s.Notes(t.Context(), ana.ID, 10); err != nil || len(all) != 0 {
			t.Errorf("of another: %+v, %v", all, err)
		}
	})
}
