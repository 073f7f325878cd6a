package store_test

import (
	"errors"
	"testing"
	"time"

	"parley/chat"
)

// foundRecently says whether a session is there for a request that may see it as it was a moment ago.
func (s *site) foundRecently(hash string) bool {
	s.t.Helper()
	_, found, err := s.SessionStore().FindCtx(chat.Recent(s.t.Context()), hash)
	if err != nil {
		s.t.Fatal(err)
	}
	return found
}

func (s *site) endSession(u chat.User, id string) {
	s.t.Helper()
	s.must(chat.Scope{Users: []int64{u.ID}}, func(tx chat.Tx) error { return tx.EndSessions(s.t.Context(), u.ID, id, "") })
}

func TestASessionThatEndsHereIsNotFoundFromThenOn(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		ann := s.user("ann")
		if err := errors.Join(s.browser("h1", "s1", ann), s.browser("h2", "s2", ann)); err != nil {
			t.Fatal(err)
		}
		if !s.foundRecently("h1") || !s.foundRecently("h2") {
			t.Fatal("a session is not found")
		}
		s.endSession(ann, "s1")
		if s.foundRecently("h1") || !s.foundRecently("h2") {
			t.Fatal("the session that was ended is found, or the other is not")
		}
		if err := s.SessionStore().Delete("h2"); err != nil {
			t.Fatal(err)
		}
		if s.foundRecently("h2") {
			t.Fatal("the session that was deleted is found")
		}
	})
}

func TestASessionThatEndsOnAnotherReplicaIsFoundForLessThanASecond(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		now := time.Now()
		s.SetNow(func() time.Time { return now })
		ann := s.user("ann")
		if err := s.browser("h", "s", ann); err != nil {
			t.Fatal(err)
		}
		if !s.foundRecently("h") {
			t.Fatal("the session is not found")
		}
		s.replica().endSession(ann, "s")
		if !s.foundRecently("h") {
			t.Fatal("what is read each time is not kept for a moment")
		}
		if s.found("h") {
			t.Fatal("a request that changes something finds the session that has ended")
		}
		if now = now.Add(900 * time.Millisecond); s.foundRecently("h") {
			t.Fatal("after 0.9 s the session is still found")
		}
	})
}

func TestWhatChangesInASessionOrAnAccountIsSeenAtOnce(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		ann, ctx := s.user("ann"), chat.Recent(t.Context())
		if err := s.browser("h", "s", ann); err != nil {
			t.Fatal(err)
		}
		before, _, _ := s.SessionStore().FindCtx(ctx, "h")
		if err := s.browser("h", "another id", ann); err != nil {
			t.Fatal(err)
		}
		if after, _, _ := s.SessionStore().FindCtx(ctx, "h"); string(after) == string(before) {
			t.Error("the session is as it was before it was saved")
		}
		if _, err := s.User(ctx, ann.ID); err != nil {
			t.Fatal(err)
		}
		saved := ann
		saved.Name, saved.State = "Ann B.", chat.Closed
		s.must(chat.Scope{Users: []int64{ann.ID}}, func(tx chat.Tx) error { return tx.SaveUser(t.Context(), saved) })
		if u, err := s.User(ctx, ann.ID); err != nil || u.Name != saved.Name || u.State != chat.Closed {
			t.Errorf("the account is %+v, %v", u, err)
		}
		s.must(chat.Scope{Users: []int64{ann.ID}}, func(tx chat.Tx) error {
			_, err := tx.AddSanction(t.Context(), chat.Sanction{Kind: chat.Mute, UserID: ann.ID, At: time.Now(), Until: time.Now().Add(time.Hour)})
			return err
		})
		if u, err := s.User(ctx, ann.ID); err != nil || u.SanctionedUntil.IsZero() {
			t.Errorf("what stands against the account is not seen: %+v, %v", u, err)
		}
	})
}

func TestASessionExpiresAlsoWhileItIsKept(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		now := time.Now()
		s.SetNow(func() time.Time { return now })
		ann := s.user("ann")
		data, err := sessionData(ann, "s", "")
		if err := errors.Join(err, s.SessionStore().CommitCtx(t.Context(), "h", data, now.Add(time.Hour))); err != nil {
			t.Fatal(err)
		}
		if now = now.Add(time.Hour - 500*time.Millisecond); !s.foundRecently("h") {
			t.Fatal("it has expired too early")
		}
		if now = now.Add(600 * time.Millisecond); s.foundRecently("h") {
			t.Fatal("it is found after it has expired")
		}
	})
}

func TestWhoWasSignedOutPostsNothing(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		ann, bob := s.user("ann"), s.user("bob")
		r := s.room("a", ann, bob)
		if err := errors.Join(s.browser("h1", "s1", ann), s.browser("h2", "s2", ann), s.browser("h3", "s3", bob)); err != nil {
			t.Fatal(err)
		}
		from := func(u chat.User, session, nonce string) error {
			p := draft(r, u, nonce, "hello")
			p.Session = session
			_, err := s.Post(t.Context(), p)
			return err
		}
		if err := errors.Join(from(ann, "s1", "n1"), from(ann, "s2", "n2"), from(ann, "", "n3")); err != nil {
			t.Fatal(err)
		}
		s.replica().endSession(ann, "s1")
		for what, err := range map[string]error{
			"in a session that has ended":  from(ann, "s1", "n4"),
			"again what was posted before": from(ann, "s1", "n1"),
			"in somebody else's session":   from(ann, "s3", "n5"),
			"in no session that there was": from(ann, "s9", "n6"),
		} {
			if chat.KindOf(err) != chat.SignIn {
				t.Errorf("%s she hears %v", what, err)
			}
		}
		if err := from(ann, "s2", "n7"); err != nil {
			t.Errorf("in her other session: %v", err)
		}
		closed := bob
		closed.State = chat.Closed
		s.replica().must(chat.Scope{Users: []int64{bob.ID}}, func(tx chat.Tx) error { return tx.SaveUser(t.Context(), closed) })
		if err := from(bob, "s3", "n8"); chat.KindOf(err) != chat.SignIn {
			t.Errorf("with a closed account one hears %v", err)
		}
		s.SetNow(func() time.Time { return time.Now().Add(2 * time.Hour) })
		if err := from(ann, "s2", "n9"); chat.KindOf(err) != chat.SignIn {
			t.Errorf("in a session that has expired she hears %v", err)
		}
	})
}

func TestAPostIntoARoomThatGotAnotherNameFindsNone(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		u := s.user("ann")
		r := s.room("a", u)
		p := draft(r, u, "n", "hello")
		p.Slug = "b"
		if _, err := s.Post(t.Context(), p); !chat.IsNotFound(err) {
			t.Errorf("got %v", err)
		}
		p.Slug = "a"
		m, err := s.Post(t.Context(), p)
		if err != nil || m.Standing.Room.LastSeq != 1 || m.Standing.Room.Slug != "a" || m.Standing.User.ID != u.ID || !m.Standing.IsMember() {
			t.Errorf("got %+v, %v", m.Standing, err)
		}
	})
}

func TestASessionFromMemoryIsNotWrittenOverANewerOne(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		ann, other := s.user("ann"), s.replica()
		if err := s.browser("h1", "s1", ann); err != nil {
			t.Fatal(err)
		}
		if !s.foundRecently("h1") {
			t.Fatal("the session is not found")
		}
		ctx, later := chat.Recent(t.Context()), time.Now().Add(time.Hour)
		old, _, err := s.SessionStore().FindCtx(ctx, "h1")
		newer, badData := sessionData(ann, "s1", "typed")
		if err := errors.Join(err, badData); err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(other.SessionStore().Commit("h1", newer, later), s.SessionStore().CommitCtx(ctx, "h1", old, later)); err != nil {
			t.Fatal(err)
		}
		if now, _, err := other.SessionStore().Find("h1"); err != nil || string(now) != string(newer) {
			t.Errorf("what the other replica wrote is gone, %v", err)
		}
	})
}
