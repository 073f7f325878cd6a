package testenv

import (
	"testing"

	"github.com/jackc/pgx/v5"
)

func TestPostgresDatabasesShareAServerAndNothingElse(t *testing.T) {
	one, two := connect(t, Postgres(t)), connect(t, Postgres(t))
	for _, db := range []*pgx.Conn{one, two} {
		if _, err := db.Exec(t.Context(), "CREATE TABLE rooms (id BIGINT)"); err != nil {
			t.Fatal(err)
		}
	}
	var commit string
	if err := one.QueryRow(t.Context(), "SHOW synchronous_commit").Scan(&commit); err != nil || commit != "on" {
		t.Errorf("synchronous_commit is %q, %v", commit, err)
	}
}

func TestPostgresServerComesBackWithWhatWasCommitted(t *testing.T) {
	t.Parallel()
	server := StartPostgres(t)
	url := server.Database(t)
	db := connect(t, url)
	if _, err := db.Exec(t.Context(), "CREATE TABLE rooms (id BIGINT)"); err != nil {
		t.Fatal(err)
	}
	if err := server.Stop(); err != nil {
		t.Fatal(err)
	}
	if err := db.Ping(t.Context()); err == nil {
		t.Error("a stopped server answers")
	}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := connect(t, url).Exec(t.Context(), "INSERT INTO rooms VALUES (1)"); err != nil {
		t.Error(err)
	}
}

func connect(t *testing.T, url string) *pgx.Conn {
	t.Helper()
	db, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	return db
}
