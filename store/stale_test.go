package store_test

import (
	"context"
	"testing"

	"github.com/jackc/pgx/v5"

	"parley/internal/testenv"
)

func TestPreparedStatementsOutliveAChangeOfTheirTables(t *testing.T) {
	t.Parallel()
	s := open(t, testenv.Postgres(t))
	ann := s.user("ann")
	r := s.room("a", ann)
	s.say(r, ann, "one")
	s.standing(r, ann)
	ctx := context.Background()
	c, err := pgx.Connect(ctx, s.url)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close(ctx) }()
	if _, err := c.Exec(ctx, `ALTER TABLE rooms ALTER COLUMN delay TYPE INTEGER; ALTER TABLE messages ALTER COLUMN cont TYPE INTEGER`); err != nil {
		t.Fatal(err)
	}
	s.say(r, ann, "two")
	if st := s.standing(r, ann); st.Room.LastSeq != 2 {
		t.Errorf("ann stands at %+v", st)
	}
}
