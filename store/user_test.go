package store_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"parley/chat"
)

// tx runs an act and returns its error.
func (s *site) tx(act func(chat.Tx) error) error {
	return s.Tx(context.Background(), chat.Scope{}, act)
}

func TestAHandleOrAnAddressThatIsTakenIsAConflictAboutThatField(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		add := func(handle, email string) (u chat.User, err error) {
			u = person(handle)
			u.Email = email
			return u, s.tx(func(tx chat.Tx) (err error) {
				u, err = tx.AddUser(t.Context(), u, "", 0)
				return err
			})
		}
		for _, handle := range []string{"ann", "bob"} {
			if _, err := add(handle, ""); err != nil {
				t.Fatal(err)
			}
		}
		eve, err := add("eve", "eve@example.org")
		if err != nil {
			t.Fatal(err)
		}
		_, err = add("ann", "")
		wantKind(t, err, chat.Conflict)
		if chat.Field(err) != "handle" {
			t.Errorf("the refusal is about %q", chat.Field(err))
		}
		_, err = add("kim", "eve@example.org")
		if wantKind(t, err, chat.Conflict); chat.Field(err) != "email" {
			t.Errorf("the refusal is about %q", chat.Field(err))
		}
		ann, _, err := s.UserByLogin(t.Context(), "ann")
		if err != nil {
			t.Fatal(err)
		}
		ann.Email = eve.Email
		err = s.tx(func(tx chat.Tx) error { return tx.SaveUser(t.Context(), ann) })
		if wantKind(t, err, chat.Conflict); chat.Field(err) != "email" {
			t.Errorf("the refusal is about %q", chat.Field(err))
		}
	})
}

func TestAnAccountIsFoundByHandleOrAddress(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		ann := s.user("ann")
		ann.Name, ann.Email, ann.Bio, ann.TimeZone, ann.Role = "Änn_", "ann@example.org", "bio", "Europe/Oslo", chat.RoleModerator
		if err := s.tx(func(tx chat.Tx) error { return tx.SaveUser(t.Context(), ann) }); err != nil {
			t.Fatal(err)
		}
		for _, login := range []string{"ann", "ann@example.org"} {
			got, hash, err := s.UserByLogin(t.Context(), login)
			if diff := cmp.Diff(ann, got, cmp.Comparer(sameMicros)); err != nil || hash != "hash of ann" || diff != "" {
				t.Fatalf("%s: %v %q %s", login, err, hash, diff)
			}
		}
		_, _, err := s.UserByLogin(t.Context(), "")
		wantKind(t, err, chat.NotFound)
		for text, want := range map[string]int{"än": 1, "ÄN": 1, "an": 1, "n": 0, "%": 0, "änn_": 1, "an_": 0} {
			if found, err := s.FindUsers(t.Context(), text, 10); err != nil || len(found) != want {
				t.Errorf("%q finds %d, %v", text, len(found), err)
			}
		}
	})
}

func sameMicros(a, b time.Time) bool { return a.UnixMicro() == b.UnixMicro() }

func TestWaitingAccountsAreListedFirst(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		s.users(2)
		zoe := person("zoe")
		zoe.State = chat.Waiting
		if err := s.tx(func(tx chat.Tx) (err error) { zoe, err = tx.AddUser(t.Context(), zoe, "", 0); return err }); err != nil {
			t.Fatal(err)
		}
		all, err := s.Users(t.Context(), 2)
		if err != nil || len(all) != 2 || all[0].Handle != "zoe" {
			t.Fatalf("got %+v, %v", all, err)
		}
		people, err := s.UsersByHandle(t.Context(), []string{"user1", "zoe", "nobody"})
		if err != nil || len(people) != 1 || people[0].Handle != "user1" {
			t.Fatalf("got %+v, %v", people, err)
		}
	})
}

func TestAPicturesRevisionNeverComesTwice(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		ann := s.user("ann")
		set := func(image []byte) (rev int64) {
			if err := s.tx(func(tx chat.Tx) (err error) { rev, err = tx.SetAvatar(t.Context(), ann.ID, image); return err }); err != nil {
				t.Fatal(err)
			}
			return rev
		}
		if a, none, b := set([]byte{1}), set(nil), set([]byte{0, 2}); a != 1 || none != 0 || b != 3 {
			t.Fatalf("got revisions %d, %d, %d", a, none, b)
		}
		image, rev, err := s.Avatar(t.Context(), ann.ID)
		if err != nil || rev != 3 || !bytes.Equal(image, []byte{0, 2}) {
			t.Fatalf("got %v, %d, %v", image, rev, err)
		}
		if u, err := s.User(t.Context(), ann.ID); err != nil || u.Avatar != 3 {
			t.Fatalf("got %+v, %v", u, err)
		}
		set(nil)
		_, _, err = s.Avatar(t.Context(), ann.ID)
		wantKind(t, err, chat.NotFound)
	})
}

func TestWhatMayBeUsedOnceIsUsedOnce(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		ann, now := s.user("ann"), time.Now()
		var invite chat.Invite
		s.must(chat.Scope{}, func(tx chat.Tx) (err error) {
			invite, err = tx.AddInvite(t.Context(), chat.Invite{Code: "code", CreatedBy: ann.Person(), CreatedAt: now, Uses: 1})
			return errors.Join(err, tx.AddResetLink(t.Context(), ann.ID, ann.ID, "link", now.Add(time.Hour)),
				tx.AddResetLink(t.Context(), ann.ID, ann.ID, "old link", now.Add(-time.Hour)))
		})
		if u, err := s.UserByResetLink(t.Context(), "link", now); err != nil || u.ID != ann.ID {
			t.Fatalf("got %+v, %v", u, err)
		}
		_, err := s.UserByResetLink(t.Context(), "old link", now)
		wantKind(t, err, chat.NotFound)
		replicas := []*site{s, s.replica()}
		for name, use := range map[string]func(tx chat.Tx) error{
			"invite":     func(tx chat.Tx) error { return tx.UseInvite(t.Context(), invite.ID, now) },
			"reset link": func(tx chat.Tx) error { return tx.UseResetLink(t.Context(), "link", now) },
			"ticket":     func(tx chat.Tx) error { return tx.UseTicket(t.Context(), "ticket", now.Add(time.Minute)) },
		} {
			if n := succeed(t, replicas, use); n != 1 {
				t.Errorf("the %s was used %d times", name, n)
			}
		}
		if i, err := s.InviteByCode(t.Context(), "code"); err != nil || i.Used != 1 || i.Valid(now) || i.CreatedBy.Handle != "ann" {
			t.Errorf("got %+v, %v", i, err)
		}
	})
}

// succeed runs an act ten times at once and counts how often it is no Conflict.
func succeed(t *testing.T, replicas []*site, act func(chat.Tx) error) int {
	t.Helper()
	var wg sync.WaitGroup
	var done sync.Map
	for i := range 10 {
		wg.Go(func() {
			err := replicas[i%len(replicas)].tx(act)
			switch {
			case err == nil:
				done.Store(i, true)
			case chat.KindOf(err) != chat.Conflict:
				t.Error(err)
			}
		})
	}
	wg.Wait()
	n := 0
	done.Range(func(any, any) bool { n++; return true })
	return n
}

func TestATokenActsForItsOwnerUntilItEnds(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		ann := s.user("ann")
		var k chat.Token
		s.must(chat.Scope{}, func(tx chat.Tx) (err error) {
			k, err = tx.AddToken(t.Context(), chat.Token{UserID: ann.ID, Name: "script", CreatedAt: time.Now()}, "hash")
			return err
		})
		u, got, err := s.UserByToken(t.Context(), "hash")
		if err != nil || u.ID != ann.ID || got.ID != k.ID || got.Name != "script" || !got.UsedAt.IsZero() {
			t.Fatalf("got %+v, %+v, %v", u, got, err)
		}
		if all, err := s.Tokens(t.Context(), ann.ID); err != nil || len(all) != 1 {
			t.Fatalf("got %+v, %v", all, err)
		}
		used := time.Now().Truncate(time.Microsecond)
		if err := s.tx(func(tx chat.Tx) error { return tx.UseToken(t.Context(), k.ID, used) }); err != nil {
			t.Fatal(err)
		}
		if _, got, err := s.UserByToken(t.Context(), "hash"); err != nil || !got.UsedAt.Equal(used) {
			t.Fatalf("used at %v, %v", got.UsedAt, err)
		}
		end := func() error { return s.tx(func(tx chat.Tx) error { return tx.EndToken(t.Context(), ann.ID, k.ID) }) }
		if err := end(); err != nil {
			t.Fatal(err)
		}
		wantKind(t, end(), chat.NotFound)
		_, _, err = s.UserByToken(t.Context(), "hash")
		wantKind(t, err, chat.NotFound)
	})
}

func TestThePlaceIsSetUpOnce(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		if p, err := s.Place(t.Context()); err != nil || p.Name != "" {
			t.Fatalf("got %+v, %v", p, err)
		}
		n := succeed(t, []*site{s, s.replica()}, func(tx chat.Tx) error {
			p, err := tx.Place(t.Context())
			if err != nil {
				return err
			}
			if p.Name != "" {
				return &chat.Error{Kind: chat.Conflict, Message: "It is set up."}
			}
			return tx.SavePlace(t.Context(), chat.Place{Name: "Place", SignUp: chat.SignUpOpen, TimeZone: "UTC", AccentHue: 210, SetUpAt: time.Now()})
		})
		if n != 1 {
			t.Errorf("it was set up %d times", n)
		}
		if p, err := s.Place(t.Context()); err != nil || p.Name != "Place" || p.AccentHue != 210 || p.SetUpAt.IsZero() {
			t.Errorf("got %+v, %v", p, err)
		}
	})
}

func TestAllReplicasHaveTheSameSecret(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		replicas := []*site{s, s.replica(), s.replica()}
		keys := make([][]byte, 12)
		var wg sync.WaitGroup
		for i := range keys {
			wg.Go(func() {
				var err error
				if keys[i], err = replicas[i%3].Secret(t.Context(), "nonce"); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		for _, k := range keys {
			if len(k) != 32 || !bytes.Equal(k, keys[0]) {
				t.Fatalf("got keys %x", keys)
			}
		}
		if other, err := s.Secret(t.Context(), "other"); err != nil || bytes.Equal(other, keys[0]) {
			t.Fatalf("another name has the key %x, %v", other, err)
		}
	})
}

func TestTheAuditLogBeginsWithTheNewest(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		s.must(chat.Scope{}, func(tx chat.Tx) (err error) {
			for i := range 3 {
				err = errors.Join(err, tx.AddAudit(t.Context(), chat.AuditEntry{At: time.Now(), Act: fmt.Sprint("act", i), Detail: `{"a":1}`, Address: "::1"}))
			}
			return err
		})
		all, err := s.AuditLog(t.Context(), chat.AuditQuery{All: true, Limit: 2})
		if err != nil || len(all) != 2 || all[0].Act != "act2" || all[1].Act != "act1" {
			t.Fatalf("got %+v, %v", all, err)
		}
	})
}

func TestTotalsCountWhatThereIs(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		r := full(t, s, 3)
		s.say(r, s.user("bob"), "hello")
		n, err := s.Totals(t.Context(), time.Now())
		if want := (chat.Totals{Accounts: 2, Rooms: 1, Messages: 4}); err != nil || n != want {
			t.Fatalf("got %+v, %v", n, err)
		}
	})
}
