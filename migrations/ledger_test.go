package migrations

import (
	"context"
	"database/sql"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
	"github.com/pressly/goose/v3"
	_ "modernc.org/sqlite" // the driver "sqlite"

	"parley/internal/testenv"
)

func TestMain(m *testing.M) { testenv.Main(m) }

// kind is a database as this package and goose know it.
type kind struct {
	dialect goose.Dialect
	sqlite  bool
	up      func(context.Context, *sql.DB) error
	schema  string // a query for all that was made
}

var sqliteKind = kind{goose.DialectSQLite3, true, UpSQLite, `SELECT group_concat(coalesce(sql, name), char(10)) FROM (SELECT * FROM sqlite_master ORDER BY type, name)`}

var postgresKind = kind{goose.DialectPostgres, false, UpPostgres, `SELECT string_agg(line, E'\n' ORDER BY line) FROM (
	SELECT concat_ws(' ', table_name, column_name, data_type, is_nullable, column_default, is_identity) AS line FROM information_schema.columns WHERE table_schema = 'public'
	UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
	UNION ALL SELECT concat_ws(' ', conrelid::regclass, pg_get_constraintdef(oid)) FROM pg_constraint WHERE connamespace = 'public'::regnamespace
	UNION ALL SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal) lines`}

// empty opens a new database.
func (k kind) empty(t *testing.T) *sql.DB {
	t.Helper()
	driver, name := "sqlite", filepath.Join(t.TempDir(), "new.db")+"?_txlock=immediate"
	if !k.sqlite {
		driver, name = "pgx", testenv.Postgres(t)
	}
	db, err := sql.Open(driver, name)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// goose is what upgraded databases before.
func (k kind) goose(t *testing.T, db *sql.DB) *goose.Provider {
	t.Helper()
	p, err := goose.NewProvider(k.dialect, db, dialectFS(k.sqlite), goose.WithDisableGlobalRegistry(true))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func (k kind) schemaOf(t *testing.T, db *sql.DB) (schema string) {
	t.Helper()
	if err := db.QueryRow(k.schema).Scan(&schema); err != nil {
		t.Fatal(err)
	}
	return schema
}

func TestADatabaseIsTheSameAsGooseMakesIt(t *testing.T) {
	for _, k := range []kind{sqliteKind, postgresKind} {
		t.Run(string(k.dialect), func(t *testing.T) {
			ours, theirs := k.empty(t), k.empty(t)
			if err := k.up(t.Context(), ours); err != nil {
				t.Fatal(err)
			}
			if _, err := k.goose(t, theirs).Up(t.Context()); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(k.schemaOf(t, theirs), k.schemaOf(t, ours)); diff != "" {
				t.Errorf("the schema is another one (- goose, + ours):\n%s", diff)
			}
			if pending, err := k.goose(t, ours).HasPending(t.Context()); err != nil || pending {
				t.Errorf("goose would upgrade it again: %v, %v", pending, err)
			}
		})
	}
}

func TestADatabaseThatGooseBeganIsBroughtUpToDate(t *testing.T) {
	for _, k := range []kind{sqliteKind, postgresKind} {
		t.Run(string(k.dialect), func(t *testing.T) {
			begun, whole := k.empty(t), k.empty(t)
			if _, err := k.goose(t, begun).UpTo(t.Context(), 2); err != nil {
				t.Fatal(err)
			}
			for _, db := range []*sql.DB{begun, whole, begun} { // the last time there is nothing to do
				if err := k.up(t.Context(), db); err != nil {
					t.Fatal(err)
				}
			}
			if diff := cmp.Diff(k.schemaOf(t, whole), k.schemaOf(t, begun)); diff != "" {
				t.Errorf("the schema is another one (- new, + upgraded):\n%s", diff)
			}
		})
	}
}
