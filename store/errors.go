package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"parley/chat"
)

// unavailable is what went wrong with the database, and the sentence for the person.
type unavailable struct {
	refusal *chat.Error
	cause   error
}

func (u *unavailable) Error() string   { return u.cause.Error() }
func (u *unavailable) Unwrap() []error { return []error{u.refusal, u.cause} }

// cannotSave is the refusal of a write that the database did not take.
func cannotSave(cause error) error {
	return &unavailable{cause: cause, refusal: &chat.Error{Kind: chat.Unavailable, RetryAfter: 2 * time.Second,
		Message: "Parley cannot save right now. Your text is kept; try again in a moment."}}
}

func cannotRead(cause error) error {
	return &unavailable{cause: cause, refusal: &chat.Error{Kind: chat.Unavailable, RetryAfter: 2 * time.Second,
		Message: "Parley cannot reach its database right now. Try again in a moment."}}
}

func notFound(message string) error { return &chat.Error{Kind: chat.NotFound, Message: message} }

func conflict(field, message string) error {
	return &chat.Error{Kind: chat.Conflict, Field: field, Message: message}
}

// fail says, once, what was being done when the database failed; nil if it did not.
func fail(doing string, err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, sql.ErrNoRows):
		return notFound("There is no such thing here.")
	}
	err = fmt.Errorf("store: %s: %w", doing, err)
	if isDown(err) {
		return cannotRead(err)
	}
	return err
}

// missing is fail with a sentence of its own for what is not there.
func missing(doing, message string, err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return notFound(message)
	}
	return fail(doing, err)
}

// isDown says whether err comes from a database that cannot be reached, is full or too busy.
func isDown(err error) bool {
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		switch e.Code() & 0xff {
		case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR,
			sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_INTERRUPT:
			return true
		}
		return false
	}
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		return isDownState(e.Code)
	}
	return isBroken(err)
}

// isStale says whether a statement was prepared before something changed under it: the
// tables, or the server at the other end of the connection. Once it was told so, pgx prepares it anew.
func isStale(err error) bool {
	e, ok := errors.AsType[*pgconn.PgError](err)
	return ok && (e.Code == "26000" || e.Code == "0A000" && strings.Contains(e.Message, "cached plan"))
}

// isBroken says whether a connection broke, or never came to be.
func isBroken(err error) bool {
	var network net.Error
	var connect *pgconn.ConnectError
	return errors.As(err, &network) || errors.As(err, &connect) || pgconn.Timeout(err) || pgconn.SafeToRetry(err) ||
		errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed) ||
		errors.Is(err, driver.ErrBadConn) || errors.Is(err, sql.ErrConnDone) || errors.Is(err, sql.ErrTxDone) ||
		errors.Is(err, context.DeadlineExceeded)
}

// isDownState knows PostgreSQL's codes: connections, resources, shutdown, I/O,
// a server that only reads, and the limits on locks and statements that we set.
func isDownState(code string) bool {
	for _, class := range []string{"08", "53", "57P", "58"} {
		if strings.HasPrefix(code, class) {
			return true
		}
	}
	switch code {
	case "25006", "25P03", "55P03", "57014", "40001", "40P01":
		return true
	}
	return false
}

// isCollision says whether another transaction was in the way, and trying again
// helps: the next try sees the other's message under the same nonce.
func isCollision(err error) bool {
	if isDuplicate(err, "messages", "nonce") || isDuplicate(err, "holds", "nonce") {
		return true
	}
	e, ok := errors.AsType[*pgconn.PgError](err)
	return ok && (e.Code == "40001" || e.Code == "40P01")
}

// isDuplicate says whether err is a violation of the unique index of this table and column.
func isDuplicate(err error, table, column string) bool {
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		return e.Code == "23505" && e.ConstraintName == table+"_"+column
	}
	e, ok := errors.AsType[*sqlite.Error](err)
	return ok && e.Code() == sqlite3.SQLITE_CONSTRAINT_UNIQUE && strings.Contains(e.Error(), table+"."+column)
}
