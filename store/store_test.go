package store_test

import (
	"context"
	"fmt"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"parley/chat"
	"parley/internal/testenv"
	"parley/store"
)

func TestMain(m *testing.M) { testenv.Main(m) }

// both runs one contract on both databases.
func both(t *testing.T, contract func(t *testing.T, s *site)) {
	t.Helper()
	for name, url := range map[string]func(*testing.T) string{
		"SQLite":     func(t *testing.T) string { return filepath.Join(t.TempDir(), "parley ?#.db") },
		"PostgreSQL": func(t *testing.T) string { return testenv.Postgres(t) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			contract(t, open(t, url(t)))
		})
	}
}

// site is an open store with what it told.
type site struct {
	*store.DB
	t   *testing.T
	url string

	mu   sync.Mutex // guards told
	told []chat.Event
}

func open(t *testing.T, url string) *site {
	t.Helper()
	s := &site{t: t, url: url}
	db, err := store.Open(t.Context(), url, s.hear)
	if err != nil {
		t.Fatal(err)
	}
	s.DB = db
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// replica is another store on the same database.
func (s *site) replica() *site {
	s.t.Helper()
	return open(s.t, s.url)
}

func (s *site) hear(e chat.Event) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.told = append(s.told, e)
}

// changes are the changes told of a room, in the order they were told.
func (s *site) changes(roomID int64) (all []chat.Change) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, e := range s.told {
		if e.Kind == chat.MessagesChanged && e.Change.RoomID == roomID {
			all = append(all, e.Change)
		}
	}
	return all
}

// must runs an act that has to succeed.
func (s *site) must(scope chat.Scope, act func(chat.Tx) error) {
	s.t.Helper()
	if err := s.Tx(context.Background(), scope, act); err != nil {
		s.t.Fatal(err)
	}
}

func (s *site) user(handle string) (u chat.User) {
	s.t.Helper()
	s.must(chat.Scope{}, func(tx chat.Tx) (err error) {
		u, err = tx.AddUser(s.t.Context(), person(handle), "hash of "+handle, 0)
		return err
	})
	return u
}

func person(handle string) chat.User {
	return chat.User{Handle: handle, Name: "Name of " + handle, Role: chat.RoleMember, State: chat.Active, CreatedAt: time.Now()}
}

func (s *site) users(n int) (all []chat.User) {
	s.t.Helper()
	for i := range n {
		all = append(all, s.user(fmt.Sprintf("user%d", i)))
	}
	return all
}

// room makes an open room with these members.
func (s *site) room(slug string, members ...chat.User) chat.Room {
	s.t.Helper()
	return s.roomOf(chat.Room{Slug: slug, Kind: chat.Open}, members...)
}

func (s *site) roomOf(r chat.Room, members ...chat.User) chat.Room {
	s.t.Helper()
	r.Name, r.Epoch, r.CreatedAt = "Room "+r.Slug, "epoch of "+r.Slug, time.Now()
	s.must(chat.Scope{}, func(tx chat.Tx) (err error) {
		if r, err = tx.AddRoom(s.t.Context(), r, ""); err != nil {
			return err
		}
		for _, u := range members {
			if err := tx.PutMember(s.t.Context(), chat.Member{RoomID: r.ID, UserID: u.ID, Role: chat.RoleMember, JoinedAt: time.Now()}); err != nil {
				return err
			}
		}
		return nil
	})
	return r
}

// draft is a post that everybody may make.
func draft(r chat.Room, u chat.User, nonce, body string) chat.Posting {
	return chat.Posting{
		RoomID: r.ID, AuthorID: u.ID, Draft: chat.Draft{Nonce: nonce, Body: body}, Digest: "digest of " + body,
		Rendered: chat.Rendered{HTML: "<p>" + body + "</p>", Plain: body},
		Judge:    func(chat.Standing, time.Time) error { return nil },
	}
}

func reply(p chat.Posting, to int64) chat.Posting {
	p.Draft.ReplyTo = to
	return p
}

func (s *site) post(p chat.Posting) chat.Message {
	s.t.Helper()
	m, err := s.Post(s.t.Context(), p)
	if err != nil {
		s.t.Fatal(err)
	}
	return m.Message
}

// say posts with a nonce of its own.
func (s *site) say(r chat.Room, u chat.User, body string) chat.Message {
	s.t.Helper()
	return s.post(draft(r, u, chat.NewNonce(), body))
}

// edit and remove do what the use cases do.
func (s *site) edit(m chat.Message, body string) error {
	return s.act(m, func(tx chat.Tx, m chat.Message) error {
		m.Body, m.HTML, m.Plain, m.EditedAt = body, "<p>"+body+"</p>", body, time.Now()
		if err := tx.SaveEdit(s.t.Context(), m); err != nil {
			return err
		}
		return tx.Requote(s.t.Context(), m)
	})
}

func (s *site) remove(m chat.Message) error {
	return s.act(m, func(tx chat.Tx, m chat.Message) error {
		r, err := tx.AddRemoval(s.t.Context(), chat.Removal{RoomID: m.RoomID, UserID: m.Author.ID, By: m.Author.ID, At: time.Now()})
		if err != nil {
			return err
		}
		return tx.RemoveMessages(s.t.Context(), r, m.RoomID, m.Rev, []int64{m.Seq})
	})
}

func (s *site) act(m chat.Message, act func(chat.Tx, chat.Message) error) error {
	ctx := s.t.Context()
	return s.Tx(ctx, chat.Scope{Actor: m.Author.ID, Rooms: []int64{m.RoomID}}, func(tx chat.Tx) error {
		m, err := tx.Message(ctx, m.RoomID, m.Seq)
		if err != nil {
			return err
		}
		if m.Rev, err = tx.NextRev(ctx, m.RoomID); err != nil {
			return err
		}
		if err := act(tx, m); err != nil {
			return err
		}
		c, err := tx.Changes(ctx, m.RoomID, m.Rev-1, 500)
		tx.Tell(chat.Event{Kind: chat.MessagesChanged, Change: c})
		return err
	})
}

// hold keeps a room's lane busy until the returned function is called.
func (s *site) hold(r chat.Room) (release func()) {
	begun, end, done := make(chan struct{}), make(chan struct{}), make(chan error)
	once := sync.OnceFunc(func() { close(begun) })
	go func() {
		done <- s.Tx(context.Background(), chat.Scope{Rooms: []int64{r.ID}}, func(chat.Tx) error {
			once()
			<-end
			return nil
		})
	}()
	<-begun
	return func() {
		s.t.Helper()
		close(end)
		if err := <-done; err != nil {
			s.t.Error(err)
		}
	}
}

// queued waits until n jobs stand in queues.
func (s *site) queued(n int) {
	s.t.Helper()
	for deadline := time.Now().Add(10 * time.Second); s.Waiting() < n; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			s.t.Fatalf("%d jobs wait, not %d", s.Waiting(), n)
		}
	}
}

func (s *site) count(query string, args ...any) int64 {
	s.t.Helper()
	n, err := s.Count(s.t.Context(), query, args...)
	if err != nil {
		s.t.Fatal(err)
	}
	return n
}

func (s *site) message(m chat.Message) chat.Message {
	s.t.Helper()
	m, err := s.Message(s.t.Context(), m.RoomID, m.Seq)
	if err != nil {
		s.t.Fatal(err)
	}
	return m
}

func (s *site) standing(r chat.Room, u chat.User) chat.Standing {
	s.t.Helper()
	st, err := s.StandingByID(s.t.Context(), r.ID, u.ID)
	if err != nil {
		s.t.Fatal(err)
	}
	return st
}

func wantKind(t *testing.T, err error, kind chat.Kind) {
	t.Helper()
	if err == nil || chat.KindOf(err) != kind {
		t.Fatalf("got %v (%s), want %s", err, chat.KindOf(err), kind)
	}
}
