package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"

	"parley/migrations"
)

// patience is how long an unreachable database is asked again.
var patience = 30 * time.Second

const (
	postgresLanes   = 2
	postgresReaders = 8
	maxPrepared     = 256 // statements of a connection
	postgresRows    = 64  // the most in one statement: longer lists hardly come again as they are
)

// openPostgres opens pools that keep nothing in a connection's session but prepared
// statements, and those only where nothing stands between (see isPooled): all
// settings are local to a transaction. Parsing and planning a statement anew costs
// PostgreSQL two to three times as much as running it.
func openPostgres(ctx context.Context, address string) (*DB, error) {
	config, err := pgx.ParseConfig(address)
	if err != nil {
		return nil, fmt.Errorf("store: DATABASE_URL cannot be read: %w", oneLine(err))
	}
	if config.ConnectTimeout == 0 {
		config.ConnectTimeout = 5 * time.Second
	}
	if err = preparePostgres(ctx, config, address); err != nil {
		return nil, fmt.Errorf("store: %w", oneLine(err))
	}
	// Two pools, so that slow reads cannot keep the lanes waiting.
	writer, reader := postgresPool(config, postgresLanes+2), postgresPool(config, postgresReaders)
	return &DB{writer: writer, reader: reader, dialect: dialect{
		lanes: postgresLanes, lock: lockPostgres,
		begin:     func(ctx context.Context) (work, error) { return beginPostgres(ctx, writer) },
		forUpdate: " FOR UPDATE", numbered: true, rows: postgresRows, gathers: 32, learn: `ANALYZE messages, rooms, members, users, sessions, holds`,
	}}, nil
}

// preparePostgres brings the schema up to date, and has config keep prepared
// statements where it can. An address that says how to run queries is obeyed.
func preparePostgres(ctx context.Context, config *pgx.ConnConfig, address string) error {
	u, err := url.Parse(address)
	told := err == nil && u.Query().Has("default_query_exec_mode")
	if !told {
		config.DefaultQueryExecMode = pgx.QueryExecModeExec
	}
	first := postgresPool(config, 2) // migrating takes two connections
	defer func() { _ = first.Close() }()
	if err := upgradePostgres(ctx, first, config); err != nil || told {
		return err
	}
	if pooled, err := isPooled(ctx, first); err == nil && !pooled && config.StatementCacheCapacity > 0 {
		config.DefaultQueryExecMode = pgx.QueryExecModeCacheStatement
		config.StatementCacheCapacity = min(config.StatementCacheCapacity, maxPrepared)
	}
	return nil // whoever cannot be asked is taken for a pooler, with which all works
}

// isPooled says whether connections end at a pooler such as pgbouncer, which may give
// each transaction another server: a pooler makes up the process number that it
// tells at the start, PostgreSQL tells its own.
func isPooled(ctx context.Context, db *sql.DB) (pooled bool, err error) {
	conn, err := db.Conn(ctx)
	if err != nil {
		return false, err
	}
	defer func() { _ = conn.Close() }()
	err = conn.Raw(func(driver any) error {
		c, own := driver.(*stdlib.Conn).Conn(), uint32(0)
		err := c.QueryRow(ctx, `SELECT pg_backend_pid()`).Scan(&own)
		pooled = own != c.PgConn().PID()
		return err
	})
	return pooled, err
}

func postgresPool(config *pgx.ConnConfig, most int) *sql.DB {
	db := stdlib.OpenDB(*config)
	db.SetMaxOpenConns(most)
	db.SetMaxIdleConns(most)
	db.SetConnMaxIdleTime(5 * time.Minute)
	return db
}

// upgradePostgres waits for the database and brings its schema up to date, again
// if it goes away in between.
func upgradePostgres(ctx context.Context, db *sql.DB, config *pgx.ConnConfig) error {
	for begun := time.Now(); ; {
		if err := awaitPostgres(ctx, db.PingContext, config); err != nil {
			return err
		}
		err := migrations.UpPostgres(ctx, db)
		if err == nil || !isDown(err) || time.Since(begun) > patience {
			return err
		}
		select {
		case <-time.After(100 * time.Millisecond):
		case <-ctx.Done():
			return err
		}
	}
}

// awaitPostgres asks until the database answers, or says once why it did not.
func awaitPostgres(ctx context.Context, ping func(context.Context) error, config *pgx.ConnConfig) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	var reason error
	for begun := time.Now(); ; {
		err := pingOnce(ctx, ping)
		switch {
		case err == nil:
			return nil
		case isRefusal(err):
			return fmt.Errorf("the database at %s refuses: %w", host(config), err)
		case reason == nil || ctx.Err() == nil: // a last try that was cut short tells nothing
			reason = err
		}
		select {
		case <-time.After(500 * time.Millisecond):
		case <-ctx.Done():
			return fmt.Errorf("the database at %s could not be reached for %s: %w", host(config), time.Since(begun).Round(time.Second), reason)
		}
	}
}

func pingOnce(ctx context.Context, ping func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	return ping(ctx)
}

// isRefusal says whether asking again is no use: the server answered, and said no.
func isRefusal(err error) bool {
	e, ok := errors.AsType[*pgconn.PgError](err)
	return ok && (strings.HasPrefix(e.Code, "28") || e.Code == "3D000")
}

func host(c *pgx.ConnConfig) string { return net.JoinHostPort(c.Host, strconv.Itoa(int(c.Port))) }

// flat is an error whose text is one line.
type flat struct{ error }

func (f flat) Error() string { return strings.Join(strings.Fields(f.error.Error()), " ") }
func (f flat) Unwrap() error { return f.error }

func oneLine(err error) error { return flat{err} }

// guard makes a transaction durable whatever the server's default is, and lets
// go of its locks if this program stands still in the middle of it, before those
// who wait for them give up.
const guard = `SELECT
	set_config('synchronous_commit', CASE current_setting('synchronous_commit') WHEN 'off' THEN 'on' ELSE current_setting('synchronous_commit') END, true),
	set_config('lock_timeout', '5s', true), set_config('statement_timeout', '10s', true),
	set_config('idle_in_transaction_session_timeout', '4s', true)`

// lockPostgres are the statements that lock in the one order.
func lockPostgres(l locks) (all []statement) {
	for i := 0; i < len(l.users); {
		end := i
		for end < len(l.users) && l.users[end].alone == l.users[i].alone {
			end++
		}
		all = append(all, lockUsers(l.users[i:end]))
		i = end
	}
	if len(l.rooms) > 0 {
		all = append(all, locking("rooms", l.rooms, "NO KEY UPDATE"))
	}
	return all
}

// lockUsers locks users next to each other in the order of ids that want the same lock.
func lockUsers(users []userLock) statement {
	ids := make([]int64, len(users))
	for i, u := range users {
		ids[i] = u.id
	}
	if users[0].alone {
		return locking("users", ids, "NO KEY UPDATE")
	}
	return locking("users", ids, "SHARE")
}

// locking locks rows of a table by their ids, in one order. Its text is the same for any number of them, so that
// it is prepared once; but for one id, whose plan PostgreSQL keeps, as it does not for a list.
func locking(table string, ids []int64, strength string) statement {
	if len(ids) == 1 {
		return statement{doing: "lock", args: []any{ids[0]}, query: `SELECT FROM ` + table + ` WHERE id = $1 FOR ` + strength}
	}
	return statement{doing: "lock", args: []any{ids},
		query: `SELECT FROM ` + table + ` WHERE id = ANY (CAST($1 AS BIGINT[])) ORDER BY id FOR ` + strength}
}
