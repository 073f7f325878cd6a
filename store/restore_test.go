package store_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"parley/chat"
	"parley/store"
)

// words are the messages of a room, oldest first.
func (s *site) words(r chat.Room) string {
	s.t.Helper()
	w, err := s.Newest(s.t.Context(), r.ID, 100)
	if err != nil {
		s.t.Fatal(err)
	}
	var all []string
	for _, m := range w.Messages {
		all = append(all, m.Body)
	}
	return strings.Join(all, " ")
}

func restore(t *testing.T, path, file string) store.Restored {
	t.Helper()
	done, err := store.Restore(t.Context(), path, file)
	if err != nil {
		t.Fatal(err)
	}
	return done
}

func TestARestoreBringsBackWhatWasAndSetsAsideWhatIs(t *testing.T) {
	path := filepath.Join(t.TempDir(), "parley.db")
	file := filepath.Join(t.TempDir(), "backup")
	s := open(t, path)
	u := s.user("ann")
	r := s.room("a", u)
	s.say(r, u, "before")
	key, err := s.Secret(t.Context(), "tickets")
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Exec(t.Context(), `INSERT INTO reset_links (hash, user_id, created_by, expires_at) VALUES ('h', 1, 1, 9)`); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Backup(t.Context(), path, file); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the backup is %v, %v", info.Mode(), err)
	}
	s.say(r, u, "after")
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}

	done := restore(t, path, file)
	if done.Rooms != 1 || done.Messages != 1 || done.Aside != path+".before-1" {
		t.Errorf("%+v", done)
	}
	back := open(t, path)
	if now := back.standing(r, u).Room; back.words(r) != "before" || now.Epoch == r.Epoch || now.LastSeq != 1 {
		t.Errorf("it holds %q, and the room is %+v", back.words(r), now)
	}
	if again, err := back.Secret(t.Context(), "tickets"); err != nil || string(again) != string(key) {
		t.Errorf("the key is another: %v", err)
	}
	if n, err := back.Count(t.Context(), `SELECT COUNT(*) FROM reset_links`); n != 0 || err != nil {
		t.Errorf("%d links for new passwords can be used again: %v", n, err)
	}
	if err := back.Close(); err != nil {
		t.Fatal(err)
	}

	restore(t, path, done.Aside) // the restore itself is undone
	if got := open(t, path).words(r); got != "before after" {
		t.Errorf("the database set aside holds %q", got)
	}
}

// crashed copies the files of a database that is open, as a crash leaves them.
func crashed(t *testing.T, path string) string {
	t.Helper()
	to := filepath.Join(t.TempDir(), "parley.db")
	for _, suffix := range []string{"", "-wal"} {
		b, err := os.ReadFile(path + suffix)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(to+suffix, b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return to
}

func TestARestoreAfterACrashLosesNothingOfEither(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "parley.db"))
	u := s.user("ann")
	r := s.room("a", u)
	s.say(r, u, "one")
	older := crashed(t, s.url)
	s.say(r, u, "two")
	path := crashed(t, s.url)

	done := restore(t, path, older)
	if got := open(t, path).words(r); got != "one" {
		t.Errorf("restored is %q", got)
	}
	if got := open(t, done.Aside).words(r); got != "one two" {
		t.Errorf("set aside is %q", got)
	}
}

func TestADamagedDatabaseCanBeReplacedAndIsKeptWithItsLog(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "parley.db"))
	u := s.user("ann")
	r := s.room("a", u)
	s.say(r, u, "one")
	older, path := crashed(t, s.url), crashed(t, s.url)
	mud := []byte(strings.Repeat("mud", 2000))
	if err := errors.Join(os.WriteFile(path, mud, 0o600), os.WriteFile(path+"-wal", mud, 0o600)); err != nil {
		t.Fatal(err)
	}
	done := restore(t, path, older)
	if got := open(t, path).words(r); got != "one" {
		t.Errorf("restored is %q", got)
	}
	for _, suffix := range []string{"", "-wal"} {
		if b, err := os.ReadFile(done.Aside + suffix); err != nil || string(b) != string(mud) {
			t.Errorf("what was damaged is changed: %v", err)
		}
	}
}

func TestNobodyOpensADatabaseThatIsBeingRestored(t *testing.T) {
	path := filepath.Join(t.TempDir(), "parley.db")
	release, err := store.LockAlone(path)
	if err != nil {
		t.Fatal(err)
	}
	if line := refused(t, path); !strings.Contains(line, "being restored") {
		t.Error(line)
	}
	if _, err := store.Restore(t.Context(), path, path); err == nil {
		t.Error("two restores at once")
	}
	if err := errors.Join(release(), open(t, path).Ping(t.Context())); err != nil {
		t.Error(err)
	}
}

func TestRenewedEpochsAreOthersAndNothingElseChanges(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		u := s.user("ann")
		a, b := s.room("a", u), s.room("b", u)
		s.say(a, u, "one")
		n, err := s.RenewEpochs(t.Context())
		if err != nil || n != 2 {
			t.Fatal(n, err)
		}
		heads, err := s.Heads(t.Context(), []int64{a.ID, b.ID})
		if err != nil {
			t.Fatal(err)
		}
		for _, h := range heads {
			if h.Epoch == a.Epoch || h.Epoch == b.Epoch || h.Epoch == "" || (h.Rev == 1) != (h.RoomID == a.ID) {
				t.Errorf("room %d is %+v", h.RoomID, h)
			}
		}
		s.say(a, u, "two")
		if got := s.words(a); got != "one two" {
			t.Errorf("it holds %q", got)
		}
	})
}
