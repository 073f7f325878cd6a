package store_test

import (
	"path/filepath"
	"testing"
	"time"

	"parley/store"
)

func TestADatabaseSaysHowItStands(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		got, err := s.State(t.Context(), time.Now())
		if err != nil || got.Schema < 7 || got.Bytes < 10_000 || !got.LastBackup.IsZero() || got.HoldsDue != 0 || got.Waiting != 0 {
			t.Errorf("%+v, %v", got, err)
		}
	})
}

func TestABackupIsNotedInThePlace(t *testing.T) {
	path := filepath.Join(t.TempDir(), "parley.db")
	s := open(t, path)
	if _, err := store.Backup(t.Context(), path, filepath.Join(t.TempDir(), "copy")); err != nil {
		t.Fatal(err)
	}
	if got, err := s.State(t.Context(), time.Now()); err != nil || time.Since(got.LastBackup) > time.Minute || got.FreeBytes < 1 {
		t.Errorf("%+v, %v", got, err)
	}
}
